"""Metrics: one function each, with name, unit and meaning, in a registry.

A metric reads the books after the month has been closed and returns a grid of values: of all runs, who
and item. A new one is a decorated function in one of these files.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.inputs.accounts import accounts_of
from model.inputs.cast import Cast
from model.inputs.catalogue import Catalogue
from model.metrics import energy, money, prices, programmes, shares, startups, units
from model.metrics.books import Books
from model.metrics.registry import METRICS, Grid, Known, Metric, Names, names_in
from model.recording import Block, MonthOfMetrics, Table
from model.state.kinds import MILLI
from model.state.maths import total
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


def measure(world: World) -> MonthOfMetrics:
    """Every metric's rows of the month, of all runs."""
    books = Books(world)
    month = MonthOfMetrics()
    for name, entry in METRICS.items():
        found = entry.read(books)
        for grid in (found,) if isinstance(found, Grid) else found:
            month.add(Block(name, entry.unit, grid.who, grid.item, grid.item_first, grid.pairs), *_flat(grid))
    return month


def _flat(grid: Grid) -> tuple[Vector, Flags]:
    """Values of a grid as runs × rows, and which of them are there."""
    value, present = grid.value, grid.present
    if present is None:
        present = np.ones(value.shape, np.bool_)
    elif present.shape != value.shape:
        present = np.broadcast_to(present, value.shape)
    if grid.item_first:
        value, present = value.swapaxes(1, 2), present.swapaxes(1, 2)
    return value.reshape(len(value), -1), present.reshape(len(value), -1)


def known_names(cast: Cast, catalogue: Catalogue) -> Known:
    """The names of a cast and a catalogue that metrics may speak of."""
    accounts = accounts_of(cast)
    return {
        Names.FIRMS: accounts.firms,
        Names.GROUPS: accounts.groups,
        Names.FLEETS: accounts.fleets,
        Names.REGIONS: catalogue.region_names,
        Names.CHIPS: catalogue.chip_names,
        Names.TYPES: [row.name for row in cast.type],
        Names.STACKS: [str(stack) for stack in catalogue.stacks],
        Names.NODES: [node.name for node in catalogue.nodes],
    }


def firm_rows(world: World, run: int, strategies: Sequence[str]) -> Table:
    """One row a strategic firm of a run, as it stands at the end; ``strategies`` are their names."""
    rows = world.setup.cast.firm_rows()
    names = world.setup.catalogue.chip_names
    held = world.chips.held[run, : len(rows)] / MILLI
    return {
        "name": [row.name for _, row in rows],
        "role": [str(role) for role, _ in rows],
        "region": [row.region for _, row in rows],
        "strategy": list(strategies),
        "cash_usd": world.money.balance_usd[run, : len(rows)].tolist(),
        "chips": total(held).tolist(),
        "main_chip": [names[int(units.argmax())] if units.any() else "" for units in held],
        "open_orders": world.orders.open_units[run].sum(axis=1, dtype=np.int64).tolist(),
    }


__all__ = [
    "METRICS",
    "Books",
    "Grid",
    "Known",
    "Metric",
    "Names",
    "energy",
    "firm_rows",
    "known_names",
    "measure",
    "money",
    "names_in",
    "prices",
    "programmes",
    "shares",
    "startups",
    "units",
]
