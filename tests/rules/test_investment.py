"""How much compute clouds want and order: elasticity, the race for users, adjustment and finance."""

import numpy as np
import pytest

from agents.clouds.capacity import compute_of_chips, order_multiple
from agents.clouds.capital import Arena, Business, Finance, marginal_revenue_usd, wanted_capital
from agents.clouds.order import OrderPage
from model.market import ComputeMarket
from model.state.maths import total
from tests.small_worlds import market_of, place, short_history

ONE = np.ones((1, 1))
NO_RACE = Arena(0.0 * ONE, 0.0 * ONE, ONE)
AMPLE = Finance(0.0 * ONE, 0.0 * ONE, 0.0 * ONE, 0.0 * ONE, ONE, 0.0 * ONE)


def need_a100(asked: tuple) -> float:
    """What one buyer wants."""
    return wanted_capital(*asked).item()


def own(elasticity: float = 1.3, base: float = 1000.0, cost: float = 800.0) -> Business:
    return Business(base * ONE, cost * ONE, elasticity * ONE)


@pytest.mark.parametrize("elasticity", [0.7, 1.3, 2.0])
def test_without_a_race_need_has_its_constant_elasticity(elasticity):
    wanted = [need_a100((own(elasticity), NO_RACE, cost * ONE, AMPLE)) for cost in (800.0, 880.0)]
    assert wanted[0] == pytest.approx(1000.0, rel=1e-9)
    assert np.log(wanted[1] / wanted[0]) / np.log(1.1) == pytest.approx(-elasticity, rel=1e-6)


@pytest.mark.parametrize("buyers", [2, 5, 12])
def test_a_pure_race_is_tullocks_contest(buyers):
    """Equal rivals with constant returns each hold (n-1)/n² of the prize over its cost."""
    prize, cost, held = 1e6, 500.0, 1.0
    for _ in range(400):
        arena = Arena(prize * ONE, (buyers - 1) * held * ONE, ONE)
        best = need_a100((own(base=1.0, cost=1e-9), arena, cost * ONE, AMPLE))
        held += (best - held) / buyers
    assert held == pytest.approx((buyers - 1) / buyers**2 * prize / cost, rel=1e-2)


def test_at_what_is_wanted_one_more_earns_what_it_costs():
    arena = Arena(5e5 * ONE, 3000.0 * ONE, 0.7 * ONE)
    wanted = wanted_capital(own(), arena, 640.0 * ONE, AMPLE)
    assert marginal_revenue_usd(wanted, own(), arena) == pytest.approx(640.0 * ONE, rel=1e-9)
    assert marginal_revenue_usd(2 * wanted, own(), arena) < 640.0


def test_a_larger_prize_and_a_larger_business_want_more_and_a_dearer_chip_less():
    def wanted(prize=5e5, base=1000.0, cost=800.0) -> float:
        arena = Arena(prize * ONE, 3000.0 * ONE, 0.7 * ONE)
        return need_a100((own(base=base), arena, cost * ONE, AMPLE))

    assert wanted(prize=1e6) > wanted() > wanted(prize=0.0)
    assert wanted(base=1100.0) > wanted() > wanted(cost=900.0)


def financed(cash_flow: float, premium: float = 30.0) -> Finance:
    """Orders of 15,000 USD an A100 for a fifth of the gap to 500 held."""
    return Finance(15_000.0 * ONE, 0.2 * ONE, 500.0 * ONE, 4.0 * ONE, cash_flow * ONE, premium * ONE)


def test_cash_that_does_not_bind_changes_nothing():
    wanted = [need_a100((own(), NO_RACE, 800.0 * ONE, financed(cash))) for cash in (1e7, 2e7)]
    assert wanted[0] == wanted[1] == need_a100((own(), NO_RACE, 800.0 * ONE, AMPLE))


def test_the_less_cash_the_less_is_ordered_down_to_nothing():
    orders = []
    for cash in (2e6, 5e5, 1e5, 1.0):
        wanted = need_a100((own(), NO_RACE, 800.0 * ONE, financed(cash)))
        orders.append(15_000.0 * max(0.0, 0.2 * (wanted - 500.0) + 4.0))
    assert orders == sorted(orders, reverse=True)
    assert orders[-1] < 0.01 * orders[0]


def test_who_has_no_business_and_no_price_wants_nothing():
    assert wanted_capital(own(base=0.0), NO_RACE, 800.0 * ONE, AMPLE) == 0.0
    assert wanted_capital(own(), NO_RACE, 0.0 * ONE, AMPLE) == 0.0


# ------------------------------------------------------------------ in the market


def opened(*overrides: str) -> ComputeMarket:
    return market_of(short_history("startups.count=60", *overrides, months=3))


def invested(market: ComputeMarket, cloud: str = "Azure") -> float:
    return float(market.world.clouds.investment_usd[0, place(market, "cloud", cloud)])


def test_the_first_orders_are_those_that_the_opening_shows():
    market = opened()
    market.run_month()
    world, rows = market.world, market.world.setup.cast.cloud
    a100 = world.setup.chips.reference
    units = world.orders.placed_units[0, world.setup.firms.clouds, a100] / order_multiple(world)[0, :, a100]
    shown = np.array([row.opening_monthly_units["A100"] for row in rows])
    # Chips of one's own that are in the line count as bought, so that some buy a little more or less.
    assert units.sum() == pytest.approx(shown.sum(), rel=0.15)
    assert units[[row.name for row in rows].index("Meta")] == pytest.approx(8_200, rel=0.1)


def test_orders_close_a_part_of_the_gap_a_month_and_replace_what_wears_out():
    market = opened("cloud.adjustment_speed=0.15")
    market.run_month()
    page, world = market.lone.actors.notebook.read(OrderPage), market.world
    assert page is not None
    rules, need = world.scenarios[0].cloud, page.need
    a100 = rules.adjustment_speed * need.gap_a100 + rules.scrap_rate * need.capacity_a100
    bought = world.orders.placed_units[:, world.setup.firms.clouds] / order_multiple(world)
    ordered = total((bought + world.clouds.own_ordered_units) * compute_of_chips(world))
    at_once = total(world.clouds.spot_units * compute_of_chips(world))
    most = rules.site_growth * need.capacity_a100
    assert ordered + at_once == pytest.approx(np.minimum(a100, most), rel=0.02)


@pytest.mark.xfail(reason="broken by the last refit of defaults")
def test_a_gap_that_nobody_reopens_shrinks_by_its_part_a_month():
    """With a need that stays and orders that count as held, what is left is 1 - s of the gap before."""
    market = opened(
        "cloud.growth_persistence=0",
        "cloud.business_growth=0",
        "cloud.scrap_rate=0",
        "cloud.race_share=0",
        "cloud.capital_elasticity=0.2",
    )
    gaps = []
    for _ in range(3):
        market.run_month()
        page = market.lone.actors.notebook.read(OrderPage)
        assert page is not None
        gaps.append(page.need.gap_a100[0, place(market, "cloud", "Meta")])
    speed = market.world.scenarios[0].cloud.adjustment_speed
    assert gaps[1] / gaps[0] == pytest.approx(1 - speed, abs=0.06)


def test_a_cloud_whose_rents_do_not_pay_for_chips_only_replaces():
    dear, cheap = (opened("cloud.spot_share=0", "cloud.letting_response=0.15") for _ in range(2))
    cheap.world.clouds.rent_usd_per_hour[...] *= 0.2
    for market in (dear, cheap):
        market.run_month()
    assert invested(cheap, "CoreWeave") < 0.5 * invested(dear, "CoreWeave")
    assert invested(cheap, "Meta") == pytest.approx(invested(dear, "Meta"), rel=0.05)


def test_twice_the_cash_flow_changes_nothing_where_it_does_not_bind():
    rich = opened("firms.Azure.cash_flow_usd_per_month=12e9")
    plain = opened()
    for market in (rich, plain):
        market.run_model()
    assert (rich.world.orders.open_units == plain.world.orders.open_units).all()
