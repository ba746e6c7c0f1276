"""What may be ordered and delivered: at the launch, not where it is barred, cut-down chips only there."""

import pytest

from tests.rules.shown import Shown, shown
from tests.small_worlds import short_history, with_policies

BAN_MONTH = 4
BAN = {"policy": "export_control", "start": "2022-05-01", "min_link_gb_s": 0}


@pytest.fixture(scope="module")
def history() -> Shown:
    """Fourteen months: H100 comes in September 2022, the rule of October bars it and A100 from China."""
    return shown(short_history(months=14, startups=120))


def delivered(run: Shown, chip: str) -> dict[int, float]:
    """Chips that firms got from the maker, by month."""
    chips = run.paid("chips").query("payee in @run.vendors and payer not in @run.groups and item == @chip")
    return chips.groupby("month").quantity.sum().to_dict()


def test_a_new_chip_is_delivered_from_the_month_of_its_launch_to_who_ordered_ahead(history):
    launch = history.scenario.calendar.month_of(history.catalogue.chip("H100").launch)
    got = delivered(history, "H100")
    assert min(got) == launch
    listed = history.metric("list_price_usd").query("item == 'H100'").month
    assert listed.min() == launch


def test_orders_open_a_month_ahead_of_a_launch(history):
    launch = history.scenario.calendar.month_of(history.catalogue.chip("H100").launch)
    ahead = history.scenario.vendor.announced_months
    backlog = history.metric("backlog_units").query("item == 'H100' and value > 0")
    assert backlog.month.min() == launch - ahead


def test_a_cut_down_chip_is_sold_where_its_base_is_barred_and_nowhere_else(history):
    sales = history.paid("chips").query("payee == 'Nvidia' and item == 'A800'")
    assert len(sales)
    assert {history.regions[payer] for payer in sales.payer} == {"China"}
    rule = history.scenario.policies["rule_of_october_2022"].start
    assert sales.month.min() >= history.scenario.calendar.month_of(rule)


def test_orders_for_chips_that_are_barred_from_then_on_are_void():
    """Only buyers in China deal with Nvidia, so that the whole backlog is theirs."""
    cast = short_history().cast
    abroad = [row.name for row in (*cast.cloud, *cast.reseller) if row.region != "China"]
    cut = [f'ties."Nvidia -> {name}"=0' for name in abroad]
    run = shown(with_policies(short_history(*cut, "network.firm_search_rate=0", months=7), {"ban": BAN}))
    backlog = run.metric("backlog_units").query("item == 'A100'").set_index("month").value
    assert backlog[BAN_MONTH - 1] > 1_000
    assert backlog[BAN_MONTH:].tolist() == [0.0] * 3
    assert max(delivered(run, "A100")) == BAN_MONTH - 1
