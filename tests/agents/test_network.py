"""Who deals with whom: trade follows ties, ties follow trade."""

from collections.abc import Iterator

import networkx as nx
import numpy as np
import pytest

from model.inputs.cast import TieKind, TieRow
from model.ledger import Kind
from model.market import ComputeMarket
from model.network import CUT_BELOW, Ties
from tests.small_worlds import (
    finished,
    market_of,
    months_of,
    payments_between_firms,
    short_history,
)

YEAR = 12


def tie(first: str, second: str, strength: float, kind: TieKind = TieKind.SUPPLIES) -> TieRow:
    """An opening tie."""
    return TieRow(first=first, second=second, kind=kind, strength=strength, source="test")


def chips_bought(market: ComputeMarket, seller: str, buyer: str) -> float:
    """Chips that one firm sold another over the recorded run."""
    pair = (market.accounts.firm(seller), market.accounts.firm(buyer))
    return sum(
        float(batch.quantity[(batch.payee == pair[0]) & (batch.payer == pair[1])].sum())
        for month in market.money.months
        for batch in month
        if batch.kind == Kind.CHIPS
    )


def strangers_dealings(market: ComputeMarket, tied: np.ndarray) -> Iterator[str]:
    """Chip sales of this month between firms that had no tie when it began."""
    for batch in payments_between_firms(market):
        if batch.kind == Kind.CHIPS:
            for buyer, seller in zip(batch.payer, batch.payee, strict=True):
                if not tied[seller, buyer]:
                    names = market.accounts.firms
                    yield f"month {market.month}: {names[seller]} sold to {names[buyer]}"


@pytest.mark.parametrize("overrides", [[], ['ties."Nvidia -> Oracle"=0', "network.fade=0.3"]])
def test_firms_buy_chips_only_from_firms_they_are_tied_to(overrides):
    market = market_of(short_history(*overrides, months=20))
    found: list[str] = []
    sales = 0
    tied = market.ties.strength > 0
    for _ in months_of(market):
        found += strangers_dealings(market, tied)
        sales += sum(len(b.payer) for b in payments_between_firms(market) if b.kind == Kind.CHIPS)
        tied = market.ties.strength > 0
    assert sales > 100
    assert found == []


def test_a_cut_tie_changes_who_is_served():
    plain = finished(short_history(months=YEAR))
    cut = finished(short_history('ties."Nvidia -> Oracle"=0', months=YEAR))
    assert chips_bought(plain, "Nvidia", "Oracle") > 1000
    assert chips_bought(cut, "Nvidia", "Oracle") == 0
    others = [row.name for row in plain.rows.cloud if row.name != "Oracle"]
    gains = [chips_bought(cut, "Nvidia", other) - chips_bought(plain, "Nvidia", other) for other in others]
    assert max(gains) > 100


def test_an_opened_tie_lets_strangers_trade():
    plain = market_of(short_history())
    customers = plain.ties.deals(plain.accounts.firm("AMD"))
    stranger = next(row.name for row in plain.rows.cloud if not customers[plain.accounts.firm(row.name)])
    opened = finished(short_history(f'ties."AMD -> {stranger}"=0.9', months=YEAR))
    assert chips_bought(finished(short_history(months=YEAR)), "AMD", stranger) == 0
    assert chips_bought(opened, "AMD", stranger) > 0


def test_orders_with_a_stranger_are_void_before_anything_is_delivered():
    market = market_of(short_history('ties."Nvidia -> Oracle"=0'))
    oracle, a100 = market.accounts.firm("Oracle"), market.reference_chip
    assert market.orders.open_units[oracle, a100] > 0
    market.run_month()
    assert market.orders.open_units[oracle, a100] == 0


# ---------------------------------------------------------------- how ties live and die


def test_trade_closes_part_of_the_gap_to_full_trust_and_silence_lets_it_fade():
    ties = Ties(("a", "b", "c"), [tie("a", "b", 0.5), tie("a", "c", 0.5)])
    traded = np.zeros((3, 3))
    traded[0, 1] = 10.0
    ties.age(traded, growth=0.2, fade=0.1)
    assert ties.strength[0, 1] == pytest.approx(0.45 + 0.2 * 0.55)
    assert ties.strength[0, 2] == pytest.approx(0.45)
    assert ties.trade_usd[0, 1] == 10.0
    for _ in range(200):
        ties.age(traded, growth=0.2, fade=0.1)
    assert 0.6 < ties.strength[0, 1] < 1.0


def test_a_faint_tie_is_cut_unless_it_is_one_of_ownership_or_hosting():
    rows = [
        tie("a", "b", CUT_BELOW * 1.01),
        tie("a", "c", CUT_BELOW * 1.01, TieKind.OWNS),
        tie("b", "c", CUT_BELOW * 1.01, TieKind.HOSTS),
    ]
    ties = Ties(("a", "b", "c"), rows)
    ties.age(np.zeros((3, 3)), growth=0.2, fade=0.1)
    assert not ties.deals(0)[1]
    assert ties.deals(0)[2]
    assert (ties.strength[:, 2] > 0).tolist() == [True, True, False]
    assert {(edge.first, edge.second) for edge in ties.edges()} == {("a", "c"), ("b", "c")}


def test_strangers_do_not_become_friends_by_trade_alone():
    ties = Ties(("a", "b"), [])
    ties.age(np.full((2, 2), 5.0), growth=0.5, fade=0.1)
    assert not ties.strength.any()


def test_meeting_opens_a_tie_and_leaves_an_old_one_as_it_is():
    ties = Ties(("a", "b", "c"), [tie("a", "b", 0.8)])
    ties.meet(0, 1, 0.1)
    ties.meet(0, 2, 0.1)
    assert ties.strength[0].tolist() == [0.0, 0.8, 0.1]
    assert "knows" in {edge.kinds for edge in ties.edges()}


def test_in_a_run_the_ties_that_trade_grow_and_the_silent_ones_fade():
    market = market_of(short_history())
    opening = market.ties.strength.copy()
    for _ in months_of(market):
        pass
    silent = (market.ties.trade_usd == 0) & (opening > 0) & ~market.ties.pinned
    assert silent.any()
    assert (market.ties.strength[silent] < opening[silent]).all()
    nvidia, azure = market.accounts.firm("Nvidia"), market.accounts.firm("Azure")
    assert market.ties.trade_usd[nvidia, azure] > 0
    assert market.ties.strength[nvidia, azure] > 0.8


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
    assert set(small.accounts.firms) <= set(small.network)


def test_few_start_ups_are_nodes_of_their_own(small):
    graph = small.network
    nodes = [name for name, traits in graph.nodes(data=True) if traits["role"] == "start-up"]
    living = int(small.cast.startups.columns.alive.sum())
    assert len(nodes) == living
    assert "OpenAI" in nodes
    assert any("#" in name for name in nodes)


def test_many_start_ups_are_shown_by_group(large):
    graph = large.network
    nodes = {name for name, traits in graph.nodes(data=True) if traits["role"] == "start-up"}
    assert nodes == set(large.accounts.groups)
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
