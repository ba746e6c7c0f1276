"""The vendor's own cloud: its fleet follows its return, its instances get cheaper while they stand idle."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from agents.strategies.vendor.base import VendorView
from agents.strategies.vendor.dgx_cloud import DgxCloud
from agents.vendors.view import view_of
from model.batch import Batch
from model.inputs.scenario import load_scenario

FLEET, LIST_USD, RATE, FEE_USD = 1000.0, 30_000.0, 0.04, 900.0


def view(rent_usd: float, used: float, **changes: float) -> VendorView:
    """What a vendor sees whose chips are alike: no seed is due, plenty in stock."""
    batch = Batch([load_scenario("history", ["startups.count=40", "months=2"])], [1], record=False)
    seen = view_of(batch.world, np.zeros(batch.world.setup.chips.count)[None])

    def one(value: float) -> np.ndarray:
        return np.full_like(seen.list_usd, value)

    given = {
        "stock_units": 5000.0,
        "backlog_units": 0.0,
        "arrived_units": 0.0,
        "forecast_units": 0.0,
        **changes,
    }
    return replace(
        seen,
        own_cloud_chips=np.ones_like(seen.own_cloud_chips),
        fleet_units=one(FLEET),
        fleet_used_units=one(used),
        cloud_rent_usd=one(rent_usd),
        host_fee_usd=np.full_like(seen.host_fee_usd, FEE_USD),
        capital_rate=np.full_like(seen.capital_rate, RATE),
        list_usd=one(LIST_USD),
        **{name: one(value) for name, value in given.items()},
    )


def change(rent_usd: float, used: float, **changes: float) -> float:
    return float(DgxCloud().fleet_change(view(rent_usd, used, **changes)).ravel()[0])


def test_a_fleet_that_earns_what_it_costs_stays_and_more_makes_it_grow():
    even = (RATE * LIST_USD + FEE_USD) / 0.8
    assert change(even, 800.0) == 0.0
    assert change(1.3 * even, 800.0) > 0.0
    assert change(1e6, 800.0) == 0.2 * FLEET


def test_without_demand_idle_chips_go_back_until_none_are_left():
    fleet = FLEET
    for _ in range(60):
        seen = replace(view(3_000.0, 0.0), fleet_units=np.full_like(view(1.0, 0.0).list_usd, fleet))
        fleet += float(DgxCloud().fleet_change(seen).ravel()[0])
    assert fleet < 10.0


def test_chips_that_customers_wait_for_are_theirs_but_for_a_part_of_supply():
    free = change(1e6, 1000.0, arrived_units=500.0)
    held_up = change(1e6, 1000.0, arrived_units=500.0, backlog_units=9000.0)
    assert free == 200.0
    assert held_up == 0.06 * 500.0


def instances(price_usd: float) -> tuple[float, float, float]:
    """Chips let, use and rent of an H100 of a vendor's cloud in its last quarter of two years."""
    months = 30
    lines = [
        f"months={months}",
        "startups.count=200",
        f"policies.dgx_cloud.price_usd_per_instance_month={price_usd}",
    ]
    batch = Batch([load_scenario("history", lines)], [1])
    batch.run_to_end()
    table = pd.DataFrame(batch.record(0).metrics)
    late = table[(table.month >= months - 3) & (table.who == "Nvidia own cloud")]
    rent = late[(late.metric == "rent_usd_per_hour") & (late["item"] == "H100")].value
    use = late[late.metric == "utilisation"].value
    let = table[(table.metric == "rented_units") & (table.who == "Nvidia") & (table.month >= months - 12)]
    return float(let.value.sum()), float(use.mean()), float(rent.mean())


@pytest.mark.xfail(reason="broken by the last refit of defaults")
def test_half_the_price_lets_more_at_a_lower_rent():
    dear, cheap = instances(36_999.0), instances(18_500.0)
    assert cheap[0] > dear[0]
    assert cheap[1] > dear[1]
    assert cheap[2] < dear[2] <= 36_999.0 / 8 / 730 * 1.01


@pytest.mark.parametrize("used", [0.0, 0.5, 1.0])
def test_rents_below_the_list_follow_use(used):
    batch = Batch([load_scenario("history", ["months=16", "startups.count=40"])], [1], record=False)
    batch.run_to_end()
    from model.markets.hosting import fleet_units, instance_usd, reprice_instances

    world = batch.world
    fleet = fleet_units(world)
    chip = int(np.argmax(fleet[0]))
    world.vendors.instance_discount[...] = 0.1
    world.vendors.fleet_used_units[...] = used * fleet
    before = instance_usd(world)[0, chip]
    reprice_instances(world)
    after = instance_usd(world)[0, chip]
    assert np.sign(after - before) == np.sign(used - float(world.numbers("cloud", 0).target_utilisation[0]))
