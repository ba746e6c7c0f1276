"""Who deals with whom: trade follows ties, ties follow trade."""

from collections.abc import Iterator

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from model.inputs.cast import TieKind, TieRow
from model.market import ComputeMarket
from model.state.kinds import Kind
from model.state.ties import CUT_BELOW, Ties
from tests.small_worlds import (
    account,
    finished,
    market_of,
    months_of,
    payments_between_firms,
    short_history,
    trade_table,
)

YEAR = 12


def tie(first: str, second: str, strength: float, kind: TieKind = TieKind.SUPPLIES) -> TieRow:
    """An opening tie."""
    return TieRow(first=first, second=second, kind=kind, strength=strength, source="test")


def chips_bought(market: ComputeMarket, seller: str, buyer: str) -> float:
    """Chips that one firm sold another over the recorded run."""
    trades = trade_table(market).query("kind == 'chips' and payee == @seller and payer == @buyer")
    return float(trades.quantity.sum())


def untied_dealings(market: ComputeMarket, tied: np.ndarray) -> Iterator[str]:
    """Chip sales of this month between firms that had no tie when it began."""
    names = market.world.setup.accounts.firms
    for sale in chip_sales(market).itertuples():
        if not tied[sale.payee, sale.payer]:
            yield f"month {market.month}: {names[sale.payee]} sold to {names[sale.payer]}"


def chip_sales(market: ComputeMarket) -> pd.DataFrame:
    """Chip sales of this month between firms."""
    between = payments_between_firms(market)
    return between[between.kind == Kind.CHIPS]


@pytest.mark.parametrize("overrides", [[], ['ties."Nvidia -> Oracle"=0', "network.fade=0.3"]])
def test_firms_buy_chips_only_from_firms_they_are_tied_to(overrides):
    market = market_of(short_history(*overrides, months=20))
    found: list[str] = []
    sales = 0
    tied = market.world.ties.strength[0] > 0
    for _ in months_of(market):
        found += untied_dealings(market, tied)
        sales += len(chip_sales(market))
        tied = market.world.ties.strength[0] > 0
    assert sales > 100
    assert found == []


def test_a_cut_tie_changes_who_is_served():
    plain = finished(short_history(months=YEAR))
    cut = finished(short_history('ties."Nvidia -> Oracle"=0', months=YEAR))
    assert chips_bought(plain, "Nvidia", "Oracle") > 1000
    assert chips_bought(cut, "Nvidia", "Oracle") == 0
    others = [row.name for row in plain.world.setup.cast.cloud if row.name != "Oracle"]
    gains = [chips_bought(cut, "Nvidia", other) - chips_bought(plain, "Nvidia", other) for other in others]
    assert max(gains) > 100


def test_an_opened_tie_lets_strangers_trade():
    plain = market_of(short_history())
    customers = plain.world.ties.strength[0, account(plain, "AMD")] > 0
    clouds = [row.name for row in plain.world.setup.cast.cloud]
    stranger = next(name for name in clouds if not customers[account(plain, name)])
    opened = finished(short_history(f'ties."AMD -> {stranger}"=0.9', months=YEAR))
    assert chips_bought(finished(short_history(months=YEAR)), "AMD", stranger) == 0
    assert chips_bought(opened, "AMD", stranger) > 0


def test_orders_with_a_stranger_are_void_before_anything_is_delivered():
    market = market_of(short_history('ties."Nvidia -> Oracle"=0'))
    oracle, a100 = account(market, "Oracle"), market.world.setup.chips.reference
    assert market.world.orders.open_units[0, oracle, a100] > 0
    market.run_month()
    assert market.world.orders.open_units[0, oracle, a100] == 0


# ---------------------------------------------------------------- how ties live and die


RUNS = 2
"""What ages in one run leaves the other as it was."""


def ties_of(names: str, rows: list[TieRow]) -> Ties:
    """Ties of two runs between firms with names of one letter."""
    return Ties(RUNS, tuple(names), rows)


def per_run(*rates: float) -> np.ndarray:
    """One rate a run."""
    return np.array(rates).reshape(RUNS, 1, 1)


def test_trade_closes_part_of_the_gap_to_full_trust_and_silence_lets_it_fade():
    ties = ties_of("abc", [tie("a", "b", 0.5), tie("a", "c", 0.5)])
    traded = np.zeros((RUNS, 3, 3))
    traded[0, 0, 1] = 10.0
    ties.age(traded, per_run(0.2, 0.2), per_run(0.1, 0.3))
    assert ties.strength[0, 0, 1] == pytest.approx(0.45 + 0.2 * 0.55)
    assert ties.strength[0, 0, 2] == pytest.approx(0.45)
    assert ties.strength[1, 0, 1:].tolist() == pytest.approx([0.35, 0.35])
    assert ties.trade_usd[:, 0, 1].tolist() == [10.0, 0.0]
    for _ in range(200):
        ties.age(traded, per_run(0.2, 0.2), per_run(0.1, 0.3))
    assert 0.6 < ties.strength[0, 0, 1] < 1.0


def test_a_faint_tie_is_cut_unless_it_is_one_of_ownership_or_hosting():
    rows = [
        tie("a", "b", CUT_BELOW * 1.01),
        tie("a", "c", CUT_BELOW * 1.01, TieKind.OWNS),
        tie("b", "c", CUT_BELOW * 1.01, TieKind.HOSTS),
    ]
    ties = ties_of("abc", rows)
    ties.age(np.zeros((RUNS, 3, 3)), per_run(0.2, 0.2), per_run(0.1, 0.0))
    assert (ties.strength[0] > 0).tolist() == [[False, False, True], [False, False, True], [False] * 3]
    assert {(edge.first, edge.second) for edge in ties.edges(0)} == {("a", "c"), ("b", "c")}
    assert {(edge.first, edge.second) for edge in ties.edges(1)} == {("a", "b"), ("a", "c"), ("b", "c")}


def test_strangers_do_not_become_friends_by_trade_alone():
    ties = ties_of("ab", [])
    ties.age(np.full((RUNS, 2, 2), 5.0), per_run(0.5, 0.5), per_run(0.1, 0.1))
    assert not ties.strength.any()


def test_meeting_opens_a_tie_and_leaves_an_old_one_as_it_is():
    ties = ties_of("abc", [tie("a", "b", 0.8)])
    ties.form(np.array([0, 0]), np.array([0, 0]), np.array([1, 2]), np.array([0.1, 0.1]))
    assert ties.strength[0, 0].tolist() == [0.0, 0.8, 0.1]
    assert ties.strength[1, 0].tolist() == [0.0, 0.8, 0.0]
    assert "knows" in {edge.kinds for edge in ties.edges(0)}


def test_in_a_run_the_ties_that_trade_grow_and_the_silent_ones_fade():
    market = market_of(short_history())
    ties = market.world.ties
    opening = ties.strength.copy()
    market.run_model()
    silent = (ties.trade_usd == 0) & (opening > 0) & ~ties.pinned
    assert silent.any()
    assert (ties.strength[silent] < opening[silent]).all()
    nvidia, azure = account(market, "Nvidia"), account(market, "Azure")
    assert ties.trade_usd[0, nvidia, azure] > 0
    assert ties.strength[0, nvidia, azure] > 0.8


# ---------------------------------------------------------------- the view as a graph


@pytest.fixture(scope="module")
def small() -> ComputeMarket:
    """So few start-ups that each is a node of its own."""
    return finished(short_history(months=3, startups=60))


@pytest.fixture(scope="module")
def large() -> ComputeMarket:
    """So many start-ups that they are shown as groups."""
    return finished(short_history(months=3, startups=1000))


def test_nodes_and_edges_carry_role_region_kinds_and_strength(small):
    graph = small.network
    assert isinstance(graph, nx.DiGraph)
    assert graph.nodes["Nvidia"]["role"] == "vendor"
    assert graph.nodes["Alibaba"]["region"] == "China"
    assert graph.edges["Nvidia", "Azure"]["strength"] > 0.5
    assert graph.edges["Nvidia", "Azure"]["trade_usd"] > 1e8
    assert "supplies" in graph.edges["Nvidia", "Azure"]["kinds"]
    for _, traits in graph.nodes(data=True):
        assert set(traits) >= {"role", "region"}
    for first, second, traits in graph.edges(data=True):
        assert 0 < traits["strength"] <= 1, (first, second)


def test_every_firm_is_a_node(small):
    assert set(small.world.setup.accounts.firms) <= set(small.network)


def test_few_start_ups_are_nodes_of_their_own(small):
    graph = small.network
    nodes = [name for name, traits in graph.nodes(data=True) if traits["role"] == "start-up"]
    living = int(small.lone.actors.startups.columns.alive.sum())
    assert len(nodes) == living
    assert "OpenAI" in nodes
    assert any("#" in name for name in nodes)


def test_many_start_ups_are_shown_by_group(large):
    graph = large.network
    nodes = {name for name, traits in graph.nodes(data=True) if traits["role"] == "start-up"}
    assert nodes == set(large.world.setup.accounts.groups)
    assert any(graph.in_degree(name) > 0 for name in nodes)


@pytest.mark.parametrize("size", ["small", "large"])
def test_the_graph_survives_graphml(size, request, tmp_path):
    graph = request.getfixturevalue(size).network
    path = tmp_path / "network.graphml"
    nx.write_graphml(graph, path)
    again = nx.read_graphml(path)
    assert dict(again.nodes(data=True)) == dict(graph.nodes(data=True))
    edges = {(first, second): traits for first, second, traits in graph.edges(data=True)}
    assert {(f, s): traits for f, s, traits in again.edges(data=True)} == edges
