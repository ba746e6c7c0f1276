"""Who is tied to whom: strengths between firms, grown by trade, faded without it.

Start-ups' ties live in compact columns of their own (agents/startups/columns.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from model.inputs.cast import TieKind, TieRow

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Counts = NDArray[np.int64]

CUT_BELOW = 0.02
"""A tie that has faded below this strength is gone, unless it is one of ownership or hosting."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie for the networkx view: what kinds, how strong, how much was paid so far and this month."""

    first: str
    second: str
    kinds: str
    strength: float
    trade_usd: float
    month_usd: float


class Ties:
    """Directed ties between firms: ``strength[run, supplier, customer]`` in 0..1, zero for strangers.

    ``kinds`` are those of the opening ties, the same in all runs; whoever met later knows each other.
    """

    def __init__(self, runs: int, names: tuple[str, ...], rows: Iterable[TieRow]) -> None:
        count = len(names)
        self.names = names
        self.kinds: dict[tuple[int, int], set[TieKind]] = {}
        self.pinned: Flags = np.zeros((count, count), np.bool_)
        self.hosts: Flags = np.zeros((count, count), np.bool_)
        opening: Vector = np.zeros((count, count))
        position = {name: index for index, name in enumerate(names)}
        for row in rows:
            if row.first in position and row.second in position and row.strength > 0:
                first, second = position[row.first], position[row.second]
                self.kinds.setdefault((first, second), set()).add(row.kind)
                opening[first, second] = max(opening[first, second], row.strength)
                self.pinned[first, second] |= row.kind in (TieKind.OWNS, TieKind.HOSTS)
                self.hosts[first, second] |= row.kind == TieKind.HOSTS
        self.strength: Vector = np.repeat(opening[None], runs, axis=0)
        self.trade_usd: Vector = np.zeros((runs, count, count))
        self.month_usd: Vector = np.zeros((runs, count, count))

    def age(self, traded_usd: Vector, growth: Vector, fade: Vector) -> None:
        """A month passes: trade closes part of the gap to full trust, the rest fades.

        ``traded_usd`` is runs × suppliers × customers; ``growth`` has one entry a run (runs × 1 ×
        1), ``fade`` one for each supplier (runs × suppliers × 1).
        """
        traded = (traded_usd > 0) & (self.strength > 0)
        faded = self.strength * (1.0 - fade)
        aged = np.where(traded, faded + growth * (1.0 - faded), faded)
        self.strength[...] = np.where((aged < CUT_BELOW) & ~self.pinned, 0.0, aged)
        self.trade_usd += traded_usd
        self.month_usd[...] = traded_usd

    def form(self, run: Counts, supplier: Counts, customer: Counts, strength: Vector) -> None:
        """Firms get to know each other by search or referral; who knows each other already stays as it is."""
        known = self.strength[run, supplier, customer] > 0
        self.strength[run, supplier, customer] = np.where(
            known, self.strength[run, supplier, customer], strength
        )

    def edges(self, run: int) -> list[Edge]:
        """Every living tie of a run."""
        return [
            Edge(
                self.names[first],
                self.names[second],
                "+".join(sorted(self.kinds.get((first, second), {TieKind.KNOWS}))),
                float(self.strength[run, first, second]),
                float(self.trade_usd[run, first, second]),
                float(self.month_usd[run, first, second]),
            )
            for first, second in np.argwhere(self.strength[run] > 0).tolist()
        ]


def graph_of(nodes: dict[str, dict[str, str | float]], edges: Iterable[Edge]) -> "nx.DiGraph[str]":
    """A networkx view: nodes with role and region, edges with kind, strength and trade."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for name, traits in nodes.items():
        graph.add_node(name, **traits)
    for edge in edges:
        graph.add_edge(
            edge.first,
            edge.second,
            kinds=edge.kinds,
            strength=round(edge.strength, 6),
            trade_usd=round(edge.trade_usd, 2),
            month_usd=round(edge.month_usd, 2),
        )
    return graph
