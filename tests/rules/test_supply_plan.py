"""Wafers that vendors order: stable, more for margin and uncertainty, seeded by the family."""

import numpy as np
import pytest

from agents.vendors.generations import adopted, generation_shares, relative_compute
from agents.vendors.line_up import convert_orders
from agents.vendors.lines import lines_of
from agents.vendors.plan import Forecast, forecast_of, safety_units, wafer_orders
from agents.vendors.view import stock_units
from model.market import ComputeMarket
from tests.small_worlds import market_of, months_of, short_history

NONE = np.zeros(1)


def answered(demand: np.ndarray, gain: float, lead: int) -> np.ndarray:
    """Monthly wafer orders of one chip whose forecast follows demand at once, wafers due after the cycle."""
    position, orders = demand[0] * (lead - 1.0), []
    for wanted in demand:
        position -= wanted
        forecast = Forecast(np.array([wanted]), np.array([wanted * (lead - 1.0)]), np.ones(1))
        ordered = wafer_orders(forecast, NONE, np.array([position]), NONE, np.array([gain]))
        orders.append(float(ordered[0]))
        position += orders[-1]
    return np.array(orders)


@pytest.mark.parametrize("gain", [0.1, 0.2, 0.35])
def test_a_step_of_demand_is_met_once_without_a_see_saw(gain):
    """Orders jump, then come down to the new demand from above and never fall below it again."""
    demand = np.where(np.arange(80) < 20, 100.0, 150.0)
    orders = answered(demand, gain, lead=6)
    assert orders[:20] == pytest.approx(np.full(20, 100.0))
    assert orders[20] > 150.0
    assert (np.diff(orders[20:]) <= 1e-9).all()
    assert (orders[20:] >= 150.0 - 1e-9).all()
    assert orders[-1] == pytest.approx(150.0, rel=0.01)


def test_nothing_is_ordered_on_a_glut():
    forecast = Forecast(np.array([100.0]), np.array([500.0]), np.ones(1))
    assert wafer_orders(forecast, NONE, np.array([2_000.0]), NONE, np.array([0.2])) == 0.0


def test_what_is_on_order_is_built_at_once_and_no_more_than_that():
    """A gap of 300: of firm orders all is started, of a forecast the gain's part."""
    forecast, gain = Forecast(np.array([100.0]), np.array([500.0]), np.ones(1)), np.array([0.2])

    def started(firm: float) -> float:
        return float(wafer_orders(forecast, NONE, np.array([100.0]), np.array([firm]), gain)[0])

    assert started(0.0) == pytest.approx(100.0 + 0.2 * 300.0)
    assert started(120.0) == pytest.approx(100.0 + 120.0 + 0.2 * 180.0)
    assert started(900.0) == pytest.approx(100.0 + 300.0)


def plans(market: ComputeMarket) -> Forecast:
    """The forecasts of all vendors as they stand, without a strategy's factor."""
    return forecast_of(market.world, np.ones((1, len(market.catalogue.chips))))


def units(market: ComputeMarket, chip: str) -> float:
    """Safety stock of a chip as things stand."""
    forecast = plans(market)
    return float(safety_units(market.world, forecast)[0, market.catalogue.chip_index(chip)])


def opened(*overrides: str) -> ComputeMarket:
    """The history before its first month, its demand as uncertain as it comes."""
    market = market_of(short_history(*overrides, months=3))
    market.world.vendors.family_error[...] = 0.2
    return market


def test_safety_stock_is_that_of_the_newsvendor():
    """Critical ratio 7,700 / (7,700 + 1,350) of A100, over five months with errors of a fifth."""
    market = opened("vendor.caution=0")
    monthly = float(plans(market).arriving_units[0, market.catalogue.chip_index("A100")])
    deviation = 0.2 * np.sqrt(np.pi / 2) * np.sqrt(5.0) * monthly
    assert units(market, "A100") == pytest.approx(1.0398 * deviation, rel=1e-3)


def test_safety_stock_rises_with_the_margin_and_falls_with_caution_and_cost():
    plain = units(opened("vendor.caution=0.5"), "A100")
    assert units(opened("vendor.caution=0.9"), "A100") < plain
    assert units(opened("vendor.caution=0.5", "vendor.unit_cost_margin=1.0"), "A100") < plain
    dear = opened("vendor.caution=0.5")
    dear.world.prices.list_usd *= 2.0
    assert units(dear, "A100") > plain
    sure = opened("vendor.caution=0.5")
    sure.world.vendors.family_error[...] = 0.0
    assert units(sure, "A100") == 0.0


def test_a_generation_takes_over_as_bass_says():
    """At the inflection, ln(q/p)/(p+q) after the start, the part is (q − p) / 2q (Bass 1969)."""
    p, q = 0.02, 0.25
    months = np.log(q / p) / (p + q)
    part = adopted(np.array([0.0, months, 1e3]), np.array(p), np.array(q), np.zeros(1))
    assert part == pytest.approx([0.0, (q - p) / (2 * q), 1.0])
    ahead = adopted(np.array([months]), np.array(p), np.array(q), np.full(1, 0.7))
    assert np.log(ahead / (1 - ahead)) == pytest.approx(np.log(part[1] / (1 - part[1])) + 0.7)


def test_shares_of_a_family_add_up_to_one():
    """The newest takes its part of all, the next its part of what is left (Norton and Bass 1987)."""
    market = market_of(short_history(months=3))
    lines, catalogue = lines_of(market.world.setup), market.catalogue
    a100, h100, h200, b200 = map(catalogue.chip_index, ("A100", "H100", "H200", "B200"))
    taken = np.zeros((1, len(catalogue.chips)))
    taken[0, [a100, h100, h200, b200]] = (1.0, 0.9, 0.5, 0.2)
    share = generation_shares(lines, taken)[0]
    assert share[[b200, h200, h100, a100]] == pytest.approx([0.2, 0.4, 0.36, 0.04])
    taken[0, a100] = 0.0
    ended = generation_shares(lines, taken)[0]
    assert ended[a100] == 0.0
    assert ended.sum() == pytest.approx(1.0)


def seeded(*overrides: str) -> float:
    """Chips a month planned for H100 as it comes on sale, from the opening demand for A100."""
    market = market_of(short_history(*overrides, months=3))
    chip = market.catalogue.chip_index("H100")
    market.world.month = market.catalogue.chips[chip].launch.month - 4
    return float(plans(market).arriving_units[0, chip])


def test_a_launch_is_seeded_by_its_family_and_not_by_the_age_of_its_predecessor():
    plain = seeded()
    assert plain > 300
    assert seeded("chips.A100.launch=2018-11-01") == plain
    assert seeded("chips.A100.launch=2021-11-01") == plain
    assert seeded("firms.Nvidia.opening_monthly_units.A100=143000") == pytest.approx(2 * plain, rel=0.05)


@pytest.fixture(scope="module")
def succeeded() -> ComputeMarket:
    """A history in which H100 comes early and takes over within months."""
    market = market_of(
        short_history(
            "chips.H100.launch=2022-05-01",
            "vendor.innovation=0.9",
            "vendor.generation_learning=0",
            "vendor.last_share=0.1",
            months=22,
        )
    )
    for _ in months_of(market):
        pass
    return market


def test_a_chip_that_is_made_no_more_is_sold_out_and_owes_nothing(succeeded):
    world, catalogue = succeeded.world, succeeded.catalogue
    a100, h100 = catalogue.chip_index("A100"), catalogue.chip_index("H100")
    assert world.vendors.is_ended[0, a100]
    assert not world.vendors.is_ended[0, h100]
    maker = int(lines_of(world.setup).maker[a100])
    assert world.chips.held[0, maker, a100] < 10_000  # thousandths
    assert world.wafers.coming_units[0, a100] == 0
    assert world.orders.open_units[0, :, a100].sum() == 0
    assert not world.prices.on_sale[0, a100]


def test_orders_for_it_pass_to_its_heir_at_equal_compute():
    market = market_of(short_history("chips.H100.launch=2022-01-01", months=3))
    world, catalogue = market.world, market.catalogue
    a100, h100 = catalogue.chip_index("A100"), catalogue.chip_index("H100")
    world.vendors.is_ended[0, a100] = True
    world.wafers.line_units[0, :, a100] = 0
    azure = market.world.setup.accounts.firm("Azure")
    world.orders.open_units[0, :, a100] = 0
    world.orders.open_units[0, azure, a100] = 100_000
    stock = int(stock_units(world)[0, a100])
    convert_orders(world)
    assert world.orders.open_units[0, azure, a100] == stock
    ratio = relative_compute(world)[0, h100]
    assert world.orders.open_units[0, azure, h100] == pytest.approx((100_000 - stock) / ratio, abs=1)
    assert world.orders.cancelled_units.sum() == 0
