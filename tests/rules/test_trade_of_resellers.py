"""Trade between firms at once: spot purchases of clouds, the premium, grey trade and what borders seize."""

from typing import Any

import pandas as pd
import pytest

from model.inputs.scenario import Scenario
from tests.rules.shown import Shown, shown
from tests.small_worlds import short_history, with_policies


def barred(*overrides: str, **changes: Any) -> Scenario:
    """Strong chips are barred from China from the third month on."""
    rule = {"policy": "export_control", "start": "2022-03-01", "min_link_gb_s": 0, **changes}
    return with_policies(short_history(*overrides, months=12, startups=150), {"early_rule": rule})


@pytest.fixture(scope="module")
def free() -> Shown:
    """Nobody is barred; clouds buy a lot at once."""
    return shown(short_history("cloud.spot_share=0.5", months=9, startups=250))


def sales_of_resellers(run: Shown) -> pd.DataFrame:
    """What resellers sold to clouds and start-ups."""
    chips = run.paid("chips")
    users = [*run.groups, *(row.name for row in run.scenario.cast.cloud)]
    return chips[chips.payee.isin(run.resellers) & chips.payer.isin(users)]


def test_a_cloud_pays_a_reseller_the_ask_that_start_ups_pay(free):
    sales = sales_of_resellers(free).assign(price=lambda rows: rows.amount / rows.quantity)
    spread = sales.groupby(["month", "payee", "item"]).price.agg(["min", "max"])
    both = sales.assign(by_group=sales.payer.isin(free.groups)).groupby(["month", "payee", "item"]).by_group
    assert (both.nunique() == 2).sum() >= 5
    assert spread["max"].tolist() == pytest.approx(spread["min"].tolist())


def test_the_channel_s_premium_is_what_users_paid_above_the_list_price(free):
    listed = free.metric("list_price_usd").set_index(["month", "item"]).value
    premium = free.metric("premium_usd").query("who == 'channel'").set_index("month").value
    sales = sales_of_resellers(free)
    for month in range(1, 9):
        rows = sales[sales.month == month]
        # A month's trade sees the list prices that the month before ended with.
        due = sum(row.quantity * listed_before(free, listed, month, row.item) for row in rows.itertuples())
        assert premium[month] == pytest.approx(rows.amount.sum() - due, rel=1e-6), month


def listed_before(run: Shown, listed: "pd.Series[float]", month: int, chip: str) -> float:
    """The list price that the month before ended with, or that of a chip's launch."""
    return float(listed.get((month - 1, chip), run.catalogue.chip(chip).launch_list_price_usd))


def test_vendors_sell_to_firms_at_their_list_price(free):
    listed = free.metric("list_price_usd").set_index(["month", "item"]).value
    sales = free.paid("chips")
    sales = sales[sales.payee.isin(free.vendors) & (sales.month > 0)]
    known = [row for row in sales.itertuples() if (row.month - 1, row.item) in listed.index]
    assert len(known) > 100
    for row in known:
        assert row.amount / row.quantity == pytest.approx(listed[row.month - 1, row.item]), row


def grey_imports(run: Shown) -> pd.DataFrame:
    """What grey traders bought abroad."""
    chips = run.paid("chips")
    grey = [row.name for row in run.scenario.cast.grey_trader]
    return chips[chips.payer.isin(grey) & (chips.payee.map(run.regions) != "China")]


def test_a_border_that_sees_everything_seizes_every_grey_shipment():
    run = shown(barred("channel.seizure_chance=1"))
    imports = grey_imports(run).groupby(["month", "item"]).quantity.sum()
    seized = run.metric("seized_units").groupby(["month", "item"]).value.sum()
    assert len(imports) >= 3
    assert seized.to_dict() == imports.to_dict()


def test_a_blind_border_seizes_nothing_and_grey_chips_are_sold():
    run = shown(barred("channel.seizure_chance=0"))
    grey = [row.name for row in run.scenario.cast.grey_trader]
    assert run.metric("seized_units").empty
    assert run.paid("chips").payee.isin(grey).any()


def test_a_grey_trader_carries_no_more_than_its_limit_a_month():
    limits = {row.name: row.monthly_limit_units for row in short_history().cast.grey_trader}
    tight = [f'firms."{name}".monthly_limit_units=25' for name in limits]
    for overrides, most in (([], limits), (tight, dict.fromkeys(limits, 25))):
        carried = grey_imports(shown(barred(*overrides))).groupby(["month", "payer"]).quantity.sum()
        assert all(units <= most[payer] for (_, payer), units in carried.items())
        assert len(carried)


def test_barred_chips_reach_the_region_only_within_its_licences():
    quota = {"policy": "licence_quota", "units_per_month": 700}
    run = shown(with_policies(barred(), {"quota": quota}))
    chips = run.paid("chips")
    home = {name for name, region in run.regions.items() if region == "China"}
    abroad = [vendor for vendor in run.vendors if vendor not in home]
    strong = {chip.name for chip in run.catalogue.chips if chip.peak_tflops_16bit >= 300}
    sales = chips[chips.payer.isin(home) & chips.payee.isin(abroad) & chips["item"].isin(strong)]
    by_month = sales[sales.month >= 2].groupby("month").quantity.sum()
    assert 0.9 * 700 < by_month.max() <= 700
