"""Who is tied to whom: strengths between firms, grown by trade, faded without it.

Start-ups' ties live in compact arrays of their own (agents/startups/columns.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from model.inputs.cast import TieKind, TieRow

type Matrix = NDArray[np.float64]

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
    """Directed ties between firms: ``strength[supplier, customer]`` in 0..1, zero for strangers."""

    def __init__(self, names: tuple[str, ...], rows: Iterable[TieRow]) -> None:
        count = len(names)
        self.names = names
        self.strength: Matrix = np.zeros((count, count))
        self.kinds: dict[tuple[int, int], set[TieKind]] = {}
        self.pinned: NDArray[np.bool_] = np.zeros((count, count), dtype=np.bool_)
        self.trade_usd: Matrix = np.zeros((count, count))
        self.month_usd: Matrix = np.zeros((count, count))
        position = {name: index for index, name in enumerate(names)}
        for row in rows:
            if row.first in position and row.second in position:
                self._open(position[row.first], position[row.second], row)

    def _open(self, first: int, second: int, row: TieRow) -> None:
        if row.strength <= 0:
            return
        self.kinds.setdefault((first, second), set()).add(row.kind)
        self.strength[first, second] = max(self.strength[first, second], row.strength)
        if row.kind in (TieKind.OWNS, TieKind.HOSTS):
            self.pinned[first, second] = True

    def deals(self, supplier: int) -> NDArray[np.bool_]:
        """Which firms a supplier deals with."""
        tied: NDArray[np.bool_] = self.strength[supplier] > 0
        return tied

    def age(self, traded_usd: Matrix, growth: float, fade: float) -> None:
        """A month passes: trade closes part of the gap to full trust, the rest fades."""
        traded = (traded_usd > 0) & (self.strength > 0)
        self.strength *= 1.0 - fade
        self.strength[traded] += growth * (1.0 - self.strength[traded])
        faint = (self.strength < CUT_BELOW) & ~self.pinned
        self.strength[faint] = 0.0
        self.trade_usd += traded_usd
        self.month_usd = traded_usd

    def meet(self, supplier: int, customer: int, strength: float) -> None:
        """Two firms get to know each other by search or referral."""
        if self.strength[supplier, customer] == 0.0:
            self.kinds.setdefault((supplier, customer), set()).add(TieKind.KNOWS)
            self.strength[supplier, customer] = strength

    def edges(self) -> list[Edge]:
        """Every living tie."""
        found = []
        for first, second in np.argwhere(self.strength > 0):
            kinds = self.kinds.get((int(first), int(second)), {TieKind.KNOWS})
            found.append(
                Edge(
                    self.names[first],
                    self.names[second],
                    "+".join(sorted(kinds)),
                    float(self.strength[first, second]),
                    float(self.trade_usd[first, second]),
                    float(self.month_usd[first, second]),
                )
            )
        return found


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
