"""Waiting for chips, ordering them, and what vendors make of the orders they see."""

from itertools import pairwise
from math import exp, log

import numpy as np
import pytest

from agents.clouds.capacity import order_multiple
from model.inputs.scenario import Scenario
from tests.rules.shown import Shown, shown
from tests.small_worlds import finished, short_history


def delivered_units(run: Shown) -> dict[tuple[int, str], float]:
    """Chips that firms got from vendors, by month and chip."""
    chips = run.paid("chips")
    sales = chips[chips.payee.isin(run.vendors) & ~chips.payer.isin(run.groups)]
    return sales.groupby(["month", "item"]).quantity.sum().to_dict()


def opening_orders(scenario: Scenario, chip: str) -> int:
    """Open orders of one chip before the first month."""
    cast = scenario.cast
    of_clouds = [row.opening_monthly_units.get(chip, 0) for row in cast.cloud]
    return sum(
        int(units) for units in (*of_clouds, *(row.monthly_units.get(chip, 0) for row in cast.reseller))
    )


def test_the_wait_is_the_transit_and_the_backlog_over_the_deliveries_of_the_month():
    """With the newest deliveries alone; orders are delivered before the wait is reckoned."""
    settings = ("vendor.shipment_smoothing=1", "vendor.transit_months=0.6", "network.fade=0")
    run = shown(short_history(*settings, months=8))
    filled, rules = delivered_units(run), run.scenario.vendor
    backlog = run.metric("backlog_units").set_index(["month", "item"]).value
    waits = run.metric("lead_time_months").set_index(["month", "item"]).value
    long = 0
    for (month, chip), wait in waits.items():
        if month == 0:
            continue
        got = filled.get((month, chip), 0.0)
        left = backlog.get((month - 1, chip), 0.0) - got
        expected = rules.transit_months + (left / got if got else rules.launch_wait_months)
        assert wait == pytest.approx(min(expected, rules.longest_wait_months)), (month, chip)
        long += wait > 1
    assert long >= 5


def test_a_vendor_forecasts_the_level_and_growth_of_its_orders_and_orders_what_it_forecasts():
    """Two weights and a damped growth, seen in AMD's wafers: the forecast, and what is on order beyond it.

    In months in which nothing on order is missing it orders its forecast alone, never less.
    """
    chip, level_weight, growth_weight, kept = "MI250X", 0.5, 0.15, 0.8
    run = shown(
        short_history(
            "vendor.order_gain=0",
            f"vendor.smoothing={level_weight}",
            f"vendor.trend_smoothing={growth_weight}",
            f"vendor.trend_persistence={kept}",
            "vendor.believed_inflation=0",
            "firms.AMD.opening_direct_share=0",
            months=15,
            startups=80,
        )
    )
    entry, monthly = run.catalogue.chip(chip), run.scenario.cast.vendor[1].opening_monthly_units[chip]
    cycle = run.catalogue.node(entry.node).cycle_months
    filled = delivered_units(run)
    coming = run.metric("purchase_obligations_usd").query("who == 'AMD'").value / entry.cost_to_make_usd
    came = run.paid("wafers").query("item == @chip").set_index("month").quantity
    backlog = run.metric("backlog_units").query("item == @chip").value.tolist()
    ordered = [
        now - before + came.get(month, 0.0)
        for month, (before, now) in enumerate(pairwise([cycle * int(monthly), *coming]))
    ]
    level, growth, expected = float(monthly), 0.0, []
    for month, (before, now) in enumerate(pairwise([opening_orders(run.scenario, chip), *backlog])):
        seen = max(now - before + filled.get((month, chip), 0.0), 0.0)
        believed = level * exp(kept * growth)
        newer = level_weight * seen + (1 - level_weight) * believed
        growth = kept * growth + growth_weight * (log(newer / level) - kept * growth)
        level = newer
        ahead = sum(kept**step for step in range(1, cycle))
        expected.append(int(level * exp(growth * ahead)))
    exact = np.isclose(ordered, expected, atol=1.01)
    assert exact.sum() >= 10
    assert (np.array(ordered) >= np.array(expected) - 1.01).all()
    assert len({round(units) for units in np.array(ordered)[exact]}) > 6


def plentiful(*overrides: str) -> Scenario:
    """The history with twenty times the chips of every vendor, and foundries to match."""
    many = [
        f"firms.{row.name}.opening_monthly_units.{chip}={20 * units}"
        for row in short_history().cast.vendor
        for chip, units in row.opening_monthly_units.items()
    ]
    return short_history(*many, *overrides, months=5)


@pytest.mark.parametrize("who", ["cloud", "channel"])
def test_nobody_inflates_orders_while_all_of_them_arrive(who):
    """The largest multiple that may be ordered matters only to who has seen orders go unfilled."""
    calm = [shown(plentiful(f"{who}.max_inflation={most}")) for most in (1.0, 30.0)]
    assert calm[0].trades.equals(calm[1].trades)
    scarce = [shown(short_history(f"{who}.max_inflation={most}", months=16)) for most in (1.0, 30.0)]
    orders = [run.metric("backlog_units").value.sum() for run in scarce]
    assert orders[1] > orders[0]


def test_a_buyer_inflates_its_orders_by_a_power_of_the_part_that_arrives():
    """The power is the buyer's own: it is the same however scarce chips are."""
    for monthly_units in (20_000, 40_000):
        market = finished(short_history(f"firms.Nvidia.opening_monthly_units.A100={monthly_units}", months=3))
        clouds, a100 = market.world.clouds, market.world.setup.chips.reference
        rate, multiple = clouds.fill_rate[0, :, a100], order_multiple(market.world)[0, :, a100]
        most = short_history().cloud.max_inflation
        expected = np.minimum(rate ** -clouds.order_inflation[0], most)
        assert (rate < 0.9).sum() > 6
        assert multiple == pytest.approx(np.maximum(expected, 1.0))
