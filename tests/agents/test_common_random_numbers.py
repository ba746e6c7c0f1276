"""One thing changed, every other draw stays: what makes paired runs comparable."""

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from model.inputs import cast as firms
from model.market import ComputeMarket
from tests.small_worlds import (
    finished,
    market_of,
    metric_table,
    short_history,
    trade_table,
    with_policies,
)

STARTUP = {
    "name": "Newcomer",
    "type": "frontier_lab",
    "region": "US",
    "founded": "2021-06-01",
    "opening_cash_usd": 5e7,
    "size": 2.0,
    "opening_revenue_usd_per_month": 1e5,
    "stack_shares": {"cuda": 1.0},
    "source": "test",
}
SHOCK = {"policy": "demand_shock", "factor": 0.3, "start": "2022-03-01"}
OWN_CLOUD = {"policy": "vendor_cloud", "vendor": "AMD", "chips": ["MI250X"], "hosts": ["Oracle"]}


def opening_rows(market: ComputeMarket) -> dict[str, dict[str, Any]]:
    """Key, size, talent, cash, and opening ties of the rows, by group."""
    startups = market.lone.actors.startups
    columns, names = startups.columns, startups.traits.names
    fields = ("key", "alive", "size", "talent", "cash_usd", "known", "tie_supplier", "tie_strength")
    return {
        name: {field: getattr(columns, field)[startups.rows_of(group)] for field in fields}
        for group, name in enumerate(names)
    }


def assert_same_rows(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Every row that was there before is there unchanged."""
    for name, columns in before.items():
        for field, values in columns.items():
            np.testing.assert_array_equal(values, after[name][field], f"{name}, {field}")


@pytest.fixture
def with_cast(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Adds rows to the data files' content for one test."""
    content = copy.deepcopy(firms.raw_cast())

    def add(table: str, row: dict[str, Any], at: int | None = None) -> None:
        content[table].insert(len(content[table]) if at is None else at, row)
        monkeypatch.setattr(firms, "raw_cast", lambda: content)

    return add


def order_inflation(market: ComputeMarket) -> dict[str, float]:
    """How strongly each cloud and reseller inflates its orders: a lasting draw of the firm's."""
    world = market.world
    accounts = (*world.setup.firms.clouds.tolist(), *world.setup.firms.resellers.tolist())
    drawn = (*world.clouds.order_inflation[0].tolist(), *world.resellers.order_inflation[0].tolist())
    return {world.setup.accounts.names[which]: draw for which, draw in zip(accounts, drawn, strict=True)}


@pytest.mark.parametrize("policy", [SHOCK, OWN_CLOUD], ids=["demand shock", "own cloud"])
def test_a_policy_more_leaves_every_row_as_it_was(policy):
    plain = market_of(short_history())
    changed = market_of(with_policies(short_history(), {"extra": policy}))
    assert_same_rows(opening_rows(plain), opening_rows(changed))
    assert order_inflation(plain) == order_inflation(changed)


def test_a_named_start_up_more_leaves_every_other_row_as_it_was(with_cast):
    plain = market_of(short_history())
    with_cast("named", STARTUP, at=0)
    changed = market_of(short_history())
    assert "Newcomer" in opening_rows(changed)
    assert_same_rows(opening_rows(plain), opening_rows(changed))


def test_more_rows_leave_the_keys_and_luck_of_the_first_ones_as_they_were():
    few, many = (opening_rows(market_of(short_history(startups=n))) for n in (60, 240))
    for name, columns in few.items():
        if "/" not in name:
            continue  # a named one's talent follows from its revenue and the others' pull
        alive = int(columns["alive"].sum())
        for field in ("key", "talent"):
            before, after = columns[field][:alive], many[name][field][:alive]
            np.testing.assert_array_equal(before, after, f"{name}, {field}")


@pytest.mark.parametrize("table", ["cloud", "reseller"])
def test_a_firm_more_leaves_the_order_inflation_of_every_other_firm_as_it_was(with_cast, table):
    plain = order_inflation(market_of(short_history()))
    with_cast(table, {**firms.raw_cast()[table][0], "name": "A new firm"}, at=0)
    changed = order_inflation(market_of(short_history()))
    assert changed.pop("A new firm") not in plain.values()
    assert changed == plain


def test_the_seed_changes_luck_and_order_inflation():
    one, two = market_of(short_history(), seed=1), market_of(short_history(), seed=2)
    assert order_inflation(one) != order_inflation(two)
    rows, others = opening_rows(one), opening_rows(two)
    generic = next(name for name in rows if "/" in name)
    np.testing.assert_array_equal(rows[generic]["key"], others[generic]["key"])
    assert (rows[generic]["talent"] != others[generic]["talent"]).any()


def test_a_policy_changes_nothing_before_it_starts():
    plain = finished(short_history(months=4))
    shocked = finished(with_policies(short_history(months=4), {"extra": SHOCK}))
    for table in (metric_table, trade_table):
        before, after = table(plain), table(shocked)
        same = before[before.month < 2].reset_index(drop=True)
        pd.testing.assert_frame_equal(same, after[after.month < 2].reset_index(drop=True), check_exact=True)
        assert not before.equals(after)


def test_common_draws_make_a_policys_effect_far_less_noisy_than_independent_seeds():
    """Paired differences share their chance: their variance is a small part of the unpaired one."""
    shock = {"policy": "power_price", "factor": 2.0, "regions": ["US"]}
    changed = with_policies(short_history(), {"extra": shock})
    rents = np.array(
        [
            [rents_usd(finished(scenario, seed, record=False)) for seed in range(1, 9)]
            for scenario in (short_history(), changed)
        ]
    )
    paired = (rents[1] - rents[0]).var()
    unpaired = (np.roll(rents[1], 1) - rents[0]).var()
    assert paired < unpaired / 10


def rents_usd(market: ComputeMarket) -> float:
    """Rents that start-ups paid in the last month."""
    trade = market.world.trade
    rented = ~market.world.listings.is_purchase[trade.listing]
    return float(trade.amount_usd[..., rented].sum())
