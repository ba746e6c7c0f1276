"""Electricity: who burns how much, at whose price, and where the carbon tax goes."""

from typing import Any

import pytest

from model.inputs.scenario import Scenario
from tests.rules.shown import Shown, shown
from tests.small_worlds import short_history, with_policies

HOSTS = ("Azure", "Oracle", "Google Cloud")
OWN_CLOUD = {"policy": "vendor_cloud", "start": "2022-03-01", "chips": ["A100"]}
KEEPS_MUCH = 'strategies.Nvidia={ strategy = "dgx_cloud", share_of_supply = 0.3 }'
CARBON = {"policy": "carbon_tax", "usd_per_tonne": 100.0}


def world(idle_power_share: float, **changes: Any) -> Scenario:
    """The history without wear, so that what is held when power is paid is held at the month's end."""
    settings = {"months": 6, "startups": 60} | changes
    return short_history(
        f"use.idle_power_share={idle_power_share}",
        "cloud.scrap_rate=0",
        "startups.scrap_rate=0",
        KEEPS_MUCH,
        **settings,
    )


@pytest.fixture(scope="module")
def full_power() -> Shown:
    """A world in which an idle chip burns as much as a busy one, with a vendor's own cloud."""
    return shown(with_policies(world(1.0), {"dgx_cloud": OWN_CLOUD, "carbon": CARBON}))


def burnt_by_held_kwh(run: Shown, who: str, month: int) -> float:
    """Electricity of all that an owner holds, running all month, cooling included."""
    held = run.metric("installed_units").query("who == @who and month == @month")
    pue = run.catalogue.region(run.regions.get(who, "US")).pue
    return sum(
        pue * run.kwh_per_month(chip) * units for chip, units in zip(held["item"], held.value, strict=True)
    )


def test_the_energy_of_all_is_the_sum_of_its_parts(full_power):
    energy = full_power.metric("energy_mwh")
    whole = energy[energy.who == "all"].set_index("month").value
    parts = energy[energy.who != "all"].groupby("month").value.sum()
    assert whole.tolist() == pytest.approx(parts.tolist())


def test_a_cloud_burns_what_its_chips_and_servers_draw_times_the_cooling(full_power):
    energy = full_power.values("energy_mwh")
    for month in range(6):
        for row in full_power.scenario.cast.cloud:
            if row.name not in HOSTS:
                expected = burnt_by_held_kwh(full_power, row.name, month) / 1000
                assert energy[month, row.name, ""] == pytest.approx(expected), (row.name, month)


def test_hosts_pay_the_power_of_the_vendors_cloud_on_their_floors(full_power):
    energy = full_power.values("energy_mwh")
    fleets = full_power.metric("installed_units").query("who == 'Nvidia own cloud'")
    assert fleets.value.sum() > 0
    for month in range(6):
        burnt = sum(energy[month, host, ""] for host in HOSTS)
        expected = sum(burnt_by_held_kwh(full_power, who, month) for who in (*HOSTS, "Nvidia own cloud"))
        assert burnt == pytest.approx(expected / 1000), month


def test_an_idle_chip_burns_its_share_of_a_busy_ones_power():
    none, half, full = (shown(world(share, months=1)).values("energy_mwh") for share in (0.0, 0.5, 1.0))
    use = shown(world(0.5, months=1)).values("utilisation")
    for who in ("Azure", "AWS", "Oracle", "CoreWeave", "Lambda"):
        cloud = (0, who, "")
        assert half[cloud] == pytest.approx((none[cloud] + full[cloud]) / 2), who
        # These clouds hold one kind of chip at the start, so that use by compute is use by power.
        assert none[cloud] / full[cloud] == pytest.approx(use[cloud]), who
    assert min(use[0, who, ""] for who in ("Azure", "AWS", "Oracle", "CoreWeave", "Lambda")) < 0.9


def test_a_kilowatt_hour_costs_what_it_costs_in_the_cloud_s_region(full_power):
    paid = full_power.paid("energy")
    for row in full_power.scenario.cast.cloud:
        bills = paid[paid.payer == row.name]
        price = full_power.catalogue.region(row.region).electricity_usd_per_kwh
        assert len(bills) == 6
        assert (bills.payee == "utilities").all()
        assert (bills.amount / bills.quantity).tolist() == pytest.approx([price] * 6), row.name


def test_the_carbon_tax_on_a_cloud_s_power_goes_to_the_state(full_power):
    paid = full_power.paid("carbon")
    assert (paid.payee == "state").all()
    for row in full_power.scenario.cast.cloud:
        bills = paid[paid.payer == row.name]
        per_kwh = CARBON["usd_per_tonne"] / 1000 * full_power.catalogue.region(row.region).carbon_kg_per_kwh
        assert (bills.amount / bills.quantity).tolist() == pytest.approx([per_kwh] * 6), row.name


def test_start_ups_burn_what_they_pay_for_at_the_price_of_their_own_region(full_power):
    bills = full_power.trades[full_power.trades.kind.isin(["energy", "carbon"])]
    bills = bills[bills.payer.isin(full_power.groups)]
    region = bills.payer.map(full_power.regions)
    assert region.nunique() == len(full_power.catalogue.regions)
    price = {
        each.name: each.electricity_usd_per_kwh + CARBON["usd_per_tonne"] / 1000 * each.carbon_kg_per_kwh
        for each in full_power.catalogue.regions
    }
    mwh = (bills.amount / region.map(price)).groupby(bills.month).sum() / 1000
    told = full_power.metric("energy_mwh").query("who == 'start-ups'").value
    assert told.tolist() == pytest.approx(mwh.tolist())


def test_start_ups_pay_the_carbon_tax_as_its_part_of_the_price_of_power(full_power):
    bills = full_power.trades[full_power.trades.payer.isin(full_power.groups)]
    for each in full_power.catalogue.regions:
        here = bills[bills.payer.map(full_power.regions) == each.name]
        tax = CARBON["usd_per_tonne"] / 1000 * each.carbon_kg_per_kwh
        carbon, energy = (here[here.kind == kind].amount.sum() for kind in ("carbon", "energy"))
        assert carbon / energy == pytest.approx(tax / each.electricity_usd_per_kwh), each.name


def test_start_ups_pay_no_more_than_their_own_chips_draw_all_month(full_power):
    bills = full_power.trades[
        full_power.trades.kind.isin(["energy", "carbon"]) & (full_power.trades.month == 0)
    ]
    for group in full_power.groups:
        region = full_power.catalogue.region(full_power.regions[group])
        price = region.electricity_usd_per_kwh + CARBON["usd_per_tonne"] / 1000 * region.carbon_kg_per_kwh
        burnt = burnt_by_held_kwh(full_power, group, 0)
        assert bills[bills.payer == group].amount.sum() <= price * burnt * (1 + 1e-6) + 1e-6, group
