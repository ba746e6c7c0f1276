"""What a firm says it decided is what it did, and the reasons hold the figures that it used."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.cells import cell_of
from agents.clouds.order import OrderPage
from agents.foundries.explain import Started
from agents.members import Firm
from agents.strategies import STRATEGIES
from agents.vendors.plan import WaferPlan
from agents.vendors.ship import Shipping
from model.inputs.cast import Role
from model.inputs.number_text import count, money, months, percent
from model.market import ComputeMarket
from model.state.decisions import Decision
from model.state.stages import Stage
from tests.agents.strategy_views import CHIPS, FIRMS, RUNS, VIEWS
from tests.small_worlds import account, finished, market_of, payments_between_firms, place, short_history

MONTHS = 12
battery = settings(max_examples=10, deadline=None, derandomize=True, database=None)


@pytest.fixture(scope="module")
def market() -> ComputeMarket:
    """A year of the history, in short supply at its end."""
    return finished(short_history("vendor.transit_months=1.5", months=MONTHS, startups=200))


def firm_of(market: ComputeMarket, name: str) -> Firm:
    """A firm of the cast list."""
    (found,) = [each for each in market.members.firms if each.name == name]
    return found


def told(market: ComputeMarket, firm: str) -> dict[str, Decision]:
    """A firm's decisions by what they are."""
    decisions = firm_of(market, firm).explain()
    by_what = {each.what: each for each in decisions}
    assert len(by_what) == len(decisions)
    return by_what


def page_of[Page](market: ComputeMarket, kind: type[Page]) -> Page:
    """What firms of a role noted down last month."""
    page = market.lone.actors.notebook.read(kind)
    assert page is not None
    return page


def test_every_decision_is_a_figure_with_a_unit_and_a_reason(market):
    made = [each for firm in market.members.firms for each in firm.explain()]
    assert len(made) > 100
    for each in made:
        assert np.isfinite(each.value), each
        assert all((each.what, each.unit, each.why)), each
        assert " nan" not in each.why, each


def test_asking_twice_gives_the_same_and_nothing_before_the_first_month(market):
    assert told(market, "Nvidia") == told(market, "Nvidia")
    fresh = market_of(short_history(months=1))
    assert not told(fresh, "Nvidia")
    assert not told(fresh, "Azure")


def test_list_prices_told_are_those_of_the_market(market):
    decisions = told(market, "Nvidia")
    chip = market.catalogue.chip_index("A100")
    assert decisions["list price of A100"].value == market.world.prices.list_usd[0, chip]


def test_deliveries_told_are_those_paid_for(market):
    chip = market.catalogue.chip_index("A100")
    paid = payments_between_firms(market)
    paid = paid[(paid.kind == "chips") & (paid.payee == account(market, "Nvidia"))]
    decision = told(market, "Nvidia")["deliver A100"]
    assert decision.value == paid[paid["item"] == chip].quantity.sum() > 0
    shipping = page_of(market, Shipping)
    free = shipping.after.stock_units[0, 0, chip] - shipping.direct_units[0, chip]
    assert decision.why.startswith(f"{count(free)} in stock for ")


def test_wafers_told_follow_from_the_figures_in_their_reason(market):
    plan, chip = page_of(market, WaferPlan), market.catalogue.chip_index("A100")
    decision = told(market, "Nvidia")["wafers for A100"]
    arriving, cover, safety, position, firm = (
        float(each[0, chip])
        for each in (
            plan.forecast.arriving_units,
            plan.forecast.cover_units,
            plan.safety_units,
            plan.position_units,
            plan.firm_units,
        )
    )
    gap = cover + safety - arriving - position
    built = min(max(gap, 0.0), firm)
    assert decision.value == int(arriving + built + market.settings.vendor.order_gain * (gap - built)) > 0
    for figure in (arriving, cover, safety, position):
        assert count(figure) in decision.why


def test_a_clouds_spending_and_orders_are_those_it_acts_on(market):
    azure = place(market, "cloud", "Azure")
    decisions = told(market, "Azure")
    spending = decisions["spending on chips"]
    assert spending.value == market.world.clouds.investment_usd[0, azure]
    basket = cell_of(page_of(market, OrderPage), 0, azure).basket
    assert f"an A100 {money(basket.outlay_usd)}" in spending.why
    placed = {
        f"order {market.catalogue.chip_names[chip]}": units
        for chip, units in enumerate(market.world.orders.placed_units[0, account(market, "Azure")].tolist())
        if units
    }
    orders = {what: each.value for what, each in decisions.items() if what.startswith("order ")}
    assert orders
    assert orders.items() <= placed.items()


def test_a_clouds_gap_follows_from_its_parts(market):
    need = cell_of(page_of(market, OrderPage), 0, place(market, "cloud", "Azure")).need
    gap = (need.own_a100 + need.tenants_a100) / need.target_use - need.capacity_a100
    what = "capacity short of the plan" if gap >= 0 else "capacity beyond the plan"
    decision = told(market, "Azure")[what]
    assert decision.value == pytest.approx(abs(gap))
    assert f"less {count(need.capacity_a100)} held and on order" in decision.why


def test_asks_told_are_those_posted(market):
    resellers = [firm for firm in market.members.firms if firm.role in ("reseller", "grey_trader")]
    asked = 0
    for reseller in resellers:
        for what, decision in told(market, reseller.name).items():
            if what.startswith("ask for "):
                chip = market.catalogue.chip_index(what.removeprefix("ask for "))
                assert decision.value == market.world.resellers.ask_usd[0, reseller.place, chip]
                asked += 1
    assert asked > 10


def test_starts_told_are_in_the_line(market):
    starts, table = page_of(market, Started).starts[0], market.world.foundries
    begun = 0
    for foundry, row in enumerate(market.world.setup.cast.foundry):
        for what, decision in told(market, row.name).items():
            if what.startswith("start "):
                chip = market.catalogue.chip_index(what.removeprefix("start "))
                assert decision.value == starts[foundry, chip]
                begun += 1
    assert begun > 0
    loads = table.load[~np.isnan(table.load)]
    assert ((loads >= 0) & (loads <= 1 + 1e-9)).all()


def test_a_programme_tells_its_stages_and_what_its_owner_paid(market):
    athena, table = place(market, "programme", "Microsoft Athena"), market.world.programmes
    decisions = told(market, "Microsoft Athena")
    (generation,) = np.flatnonzero(table.programme == athena)
    stage = Stage(table.stage[0, generation]).name.lower().replace("_", " ")
    work = decisions[f"work on {market.catalogue.chip_names[table.chip[generation]]}: {stage}"]
    assert work.value == table.months_left[0, generation]
    assert decisions["pay for staff and designs"].value == table.paid_usd[0, athena] > 0


@pytest.mark.parametrize("kind", STRATEGIES[Role.VENDOR].values())
@given(data=st.data())
@battery
def test_a_list_price_is_said_to_be_held_if_and_only_if_it_is(kind, data):
    view = data.draw(VIEWS[Role.VENDOR])
    strategy = kind()
    together = np.broadcast_to(strategy.list_prices(view), (RUNS, FIRMS, CHIPS))
    for run, firm in np.ndindex(RUNS, FIRMS):
        alone, after = cell_of(view, run, firm), together[run, firm]
        for chip in range(CHIPS):
            why = strategy.why_list_price(alone, chip)
            assert isinstance(strategy.why_fleet(alone, chip), str)
            if why.startswith("held"):
                assert after[chip] == alone.list_usd[chip]
            if not strategy.reviews_prices(alone):
                assert why.startswith("held")


@pytest.mark.parametrize("kind", STRATEGIES[Role.CLOUD].values())
@given(data=st.data())
@battery
def test_reasons_of_a_cloud_hold_its_use(kind, data):
    view = data.draw(VIEWS[Role.CLOUD])
    strategy = kind()
    for run, firm in np.ndindex(RUNS, FIRMS):
        alone = cell_of(view, run, firm)
        assert percent(alone.use) in strategy.why_rents(alone)


def test_figures_as_people_write_them():
    assert [money(usd) for usd in (1.234e9, -3.4e8, 12_300.4, 0)] == [
        "1.23 bn USD",
        "-340 m USD",
        "12,300 USD",
        "0 USD",
    ]
    assert [count(number) for number in (1.25e6, 21_300.2, 4, 4.24)] == ["1.25 million", "21,300", "4", "4.2"]
    assert [percent(0.614), percent(-0.0001, signed=True)] == ["61 %", "+0.0 %"]
    assert [months(1.0), months(2.44), months(3)] == ["1 month", "2.4 months", "3 months"]
