"""Snapshots are frozen, grow month by month, and say the same whether the market records or not."""

from dataclasses import FrozenInstanceError

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tests.small_worlds import market_of, metric_table, months_of, short_history
from viz.snapshot import Snapshot, take_snapshot

MONTHS = 4


def snapshots(record: bool = True, startups: int = 60) -> list[Snapshot]:
    """One snapshot before the first month and one after each."""
    market = market_of(short_history(months=MONTHS, startups=startups), record=record)
    taken = [take_snapshot(market)]
    for _ in months_of(market):
        taken.append(take_snapshot(market, taken[-1]))
    return taken


def test_before_the_first_month_everybody_stands_and_nothing_has_happened():
    before = snapshots()[0]
    assert before.month == -1
    assert set(before.firms) <= set(before.graph)
    assert before.metrics.empty
    assert before.payments.empty


def test_metrics_grow_to_what_the_run_records():
    market = market_of(short_history(months=MONTHS))
    last = None
    for _ in months_of(market):
        last = take_snapshot(market, last)
    recorded = metric_table(market)
    recorded["date"] = pd.to_datetime(recorded["date"]).astype("datetime64[s]")
    pd.testing.assert_frame_equal(last.metrics, recorded)


def test_months_without_a_snapshot_are_filled_in():
    market = market_of(short_history(months=MONTHS))
    market.run_month()
    early = take_snapshot(market)
    market.run_month()
    market.run_month()
    assert list(take_snapshot(market, early).metrics["month"].unique()) == [0, 1, 2]


def test_a_market_that_does_not_record_shows_the_same():
    for one, other in zip(snapshots(record=True), snapshots(record=False), strict=True):
        for table in ("metrics", "payments", "decisions", "startups"):
            pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table))
        assert dict(one.graph.nodes(data=True)) == dict(other.graph.nodes(data=True))
        assert one.events == other.events


def test_taking_snapshots_changes_no_result():
    watched, alone = (market_of(short_history(months=MONTHS)) for _ in range(2))
    for _ in months_of(watched):
        take_snapshot(watched)
    for _ in months_of(alone):
        pass
    pd.testing.assert_frame_equal(metric_table(watched), metric_table(alone))


def test_a_snapshot_stays_as_it_was_taken():
    market = market_of(short_history(months=MONTHS))
    market.run_month()
    taken = take_snapshot(market)
    rows, paid = taken.metrics.copy(), taken.payments.copy()
    nodes = {name: dict(traits) for name, traits in taken.graph.nodes(data=True)}
    for _ in months_of(market):
        take_snapshot(market, taken)
    pd.testing.assert_frame_equal(taken.metrics, rows)
    pd.testing.assert_frame_equal(taken.payments, paid)
    assert {name: dict(traits) for name, traits in taken.graph.nodes(data=True)} == nodes
    with pytest.raises(FrozenInstanceError):
        taken.month = 3
    with pytest.raises(nx.NetworkXError):
        taken.graph.add_edge("Nvidia", "Nobody")


@pytest.mark.parametrize("startups", [60, 600])
def test_edges_carry_what_was_paid_this_month(startups: int):
    last = snapshots(startups=startups)[-1]
    of_start_ups = [
        traits["month_usd"]
        for _, customer, traits in last.graph.edges(data=True)
        if last.graph.nodes[customer]["role"] == "start-up"
    ]
    assert sum(of_start_ups) > 0
    paid = last.payments[(last.payments["payer"] == "Azure") & (last.payments["payee"] == "Nvidia")]
    assert last.graph.edges["Nvidia", "Azure"]["month_usd"] == pytest.approx(paid["amount"].sum(), abs=0.01)


def test_groups_edges_add_up_to_what_start_ups_paid_their_suppliers():
    last = snapshots(startups=600)[-1]
    drawn = sum(
        traits["month_usd"]
        for _, customer, traits in last.graph.edges(data=True)
        if last.graph.nodes[customer]["role"] == "start-up"
    )
    groups = {name for name, traits in last.graph.nodes(data=True) if traits["role"] == "start-up"}
    paid = last.payments[last.payments["payer"].isin(groups) & last.payments["payee"].isin(last.firms)]
    assert drawn == pytest.approx(paid["amount"].sum())


def test_own_chips_of_start_ups_are_in_nodes_and_choices():
    last = snapshots(startups=600)[-1]
    own = last.startups[(last.startups["choice"] == "own chips") & (last.startups["month"] == last.month)]
    held = [t["chips"] for _, t in last.graph.nodes(data=True) if t["role"] == "start-up"]
    assert (own["a100"].sum() > 0) == (sum(held) > 0)
    assert np.isfinite(last.startups["a100"]).all()
