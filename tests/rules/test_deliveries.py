"""From wafer starts to deliveries: when chips arrive, what they cost, and what foundries can start."""

from collections.abc import Callable

import pandas as pd
import pytest

from tests.rules.shown import Shown, shown
from tests.small_worlds import short_history, with_policies

STOP = {
    "policy": "foundry_shock",
    "start": "2022-03-01",
    "end": "2022-04-01",
    "node": "N7",
    "capacity_factor": 0,
}
STOPPED_MONTH = 2
MONTHS = 12


@pytest.fixture(scope="module")
def stopped() -> Shown:
    """For one month no wafer is started on TSMC's N7."""
    return shown(with_policies(short_history("vendor.unit_cost_margin=0.2", months=MONTHS), {"stop": STOP}))


def arrivals(run: Shown) -> pd.DataFrame:
    """Chips that left the foundries, months × chips."""
    table = run.paid("wafers").pivot_table(index="month", columns="item", values="quantity", aggfunc="sum")
    return table.reindex(range(run.scenario.months)).fillna(0.0)


def test_chips_arrive_exactly_the_cycle_after_their_start(stopped):
    table, catalogue = arrivals(stopped), stopped.catalogue
    for chip in ("A100", "TG-V100", "TPU v4", "Kunlun 2"):
        cycle = catalogue.node(catalogue.chip(chip).node).cycle_months
        due = STOPPED_MONTH + cycle
        none = [month for month in range(MONTHS) if table[chip][month] == 0]
        assert none == [due], chip


def test_other_nodes_go_on(stopped):
    assert (arrivals(stopped)["T20"][:10] > 0).all()


def test_the_line_of_the_start_delivers_a_steady_month(stopped):
    table, catalogue = arrivals(stopped), stopped.catalogue
    for vendor in stopped.scenario.cast.vendor:
        for chip, monthly in vendor.opening_monthly_units.items():
            cycle = catalogue.node(catalogue.chip(chip).node).cycle_months
            assert table[chip][:cycle].tolist() == [float(int(monthly))] * cycle, chip


def test_the_load_of_a_node_is_what_arrives_a_cycle_later_over_its_capacity(stopped):
    table, catalogue = arrivals(stopped), stopped.catalogue
    load = stopped.values("foundry_load")
    for node in catalogue.nodes:
        chips = [chip for chip in catalogue.chips if chip.node == node.name and chip.name in table]
        for month in range(MONTHS - node.cycle_months):
            wafers = sum(
                table[chip.name][month + node.cycle_months] / chip.good_dies_per_wafer for chip in chips
            )
            capacity = node.ai_wafers_per_month
            told = load.get((month, node.foundry, node.name), 0.0)
            assert told * capacity == pytest.approx(wafers), (node.name, month)


def test_wafers_started_stay_within_a_nodes_capacity_and_packaging_within_its_own():
    short = {"policy": "foundry_shock", "capacity_factor": 0.2, "hits_packaging": True}
    load = shown(with_policies(short_history(months=8), {"short": short})).metric("foundry_load")
    assert load.value.max() <= 1.0 + 1e-9
    assert load.query("who == 'TSMC'").value.max() > 0.99, "one of them binds"


def test_a_foundry_is_paid_wafers_and_packaging_for_each_good_chip(stopped):
    fees = {row.name: row.packaging_fee_usd_per_wafer for row in stopped.scenario.cast.foundry}
    for row in stopped.paid("wafers").itertuples():
        price = wafer_usd(stopped, fees)(row.item)
        assert row.payee == stopped.catalogue.chip(row.item).foundry
        assert row.amount / row.quantity == pytest.approx(price), row.item


def wafer_usd(run: Shown, fees: dict[str, float]) -> Callable[[str], float]:
    """Price of one good chip at its foundry: its part of a wafer, and of a packaging wafer."""

    def price(name: str) -> float:
        chip = run.catalogue.chip(name)
        packed = chip.packages_per_interposer_wafer
        wafer = run.catalogue.node(chip.node).wafer_price_usd / chip.good_dies_per_wafer
        return wafer + (fees[chip.foundry] / packed if packed else 0.0)

    return price


def test_makers_pay_what_a_chip_costs_to_make_beyond_its_wafer_to_suppliers(stopped):
    parts = stopped.paid("components")
    parts = parts[parts.quantity > 0].groupby(["month", "payer", "item"]).amount.sum()
    wafers = stopped.paid("wafers").groupby(["month", "payer", "item"])[["amount", "quantity"]].sum()
    for key, made in wafers.iterrows():
        cost = stopped.catalogue.chip(key[2]).cost_to_make_usd * (1 + 0.2) * made.quantity
        assert parts.get(key, 0.0) == pytest.approx(max(cost - made.amount, 0.0), abs=1.0), key


def test_production_costs_a_foundry_its_share_of_the_month_s_wafers(stopped):
    for row in stopped.scenario.cast.foundry:
        got = stopped.paid("wafers").query("payee == @row.name").groupby("month").amount.sum()
        cost = stopped.paid("operations").query("payer == @row.name").groupby("month").amount.sum()
        assert cost.to_dict() == pytest.approx((row.production_cost_share * got).to_dict()), row.name


def test_owners_of_programmes_pay_for_their_chips_and_hold_them(stopped):
    made = stopped.paid("wafers").query("item == 'TPU v4'")
    assert (made.payer == "Google Cloud").all()
    received = stopped.values("units_received")
    for row in made.itertuples():
        assert received[row.month, "Google Cloud", "TPU v4"] == row.quantity
