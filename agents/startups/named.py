"""Named start-ups: each opens with its own cash, size, code and ties, in all runs at once."""

import numpy as np
from numpy.typing import NDArray

from agents.startups.columns import TIE_SLOTS, WORD_BITS, Columns
from model.inputs.cast import NamedStartupRow, TieRow

type Vector = NDArray[np.float64]
type Index = NDArray[np.int64]

NAMED_TALENT = 0.35
"""Pull of a named start-up that opens without revenue, over an average one of its size."""
EQUITY_TRUST = 0.6
"""Least trust of a start-up in a supplier that holds its equity."""


def opening_talent(row: NamedStartupRow, pool_usd: float, pull: Vector) -> Vector:
    """Talent that gives a start-up its opening revenue where users pay ``pool_usd`` for so much pull."""
    if row.opening_revenue_usd_per_month <= 0:
        return np.full(len(pull), NAMED_TALENT)
    price = pool_usd / np.where(pull > 0, pull, 1.0)
    talent = row.opening_revenue_usd_per_month / np.maximum(price * row.size, 1e-9)
    return np.where(pull > 0, talent, NAMED_TALENT)


def open_named(columns: Columns, at: Index, row: NamedStartupRow, month: int, stacks: list[str]) -> None:
    """Fill the start-up's row of each run, but for talent, class, training and ties."""
    columns.alive[at] = 1
    columns.born_month[at] = month
    columns.size[at] = row.size
    columns.cash_usd[at] = row.opening_cash_usd
    columns.revenue_usd[at] = row.opening_revenue_usd_per_month
    for stack, share in row.stack_shares.items():
        columns.stack_share[at, stacks.index(stack)] = share


def tie_named(columns: Columns, at: Index, ties: list[TieRow], place_of: dict[str, int]) -> None:
    """Give its opening ties to a start-up; ``place_of`` is the suppliers' places by name."""
    columns.known[at] = 0
    slot = 0
    for tie in sorted(ties, key=lambda tie: -tie.strength):
        if tie.first not in place_of or tie.strength <= 0:
            continue
        place = place_of[tie.first]
        columns.known[at, place // WORD_BITS] |= np.uint64(1 << place % WORD_BITS)
        if slot < TIE_SLOTS:
            columns.tie_supplier[at, slot] = place
            columns.tie_strength[at, slot] = tie.strength
            slot += 1


def trust(columns: Columns, row: int, place: int, least: float) -> None:
    """Make a supplier known to a row, and trusted at least so much, in place of the faintest tie."""
    columns.known[row, place // WORD_BITS] |= np.uint64(1 << place % WORD_BITS)
    slots = np.flatnonzero(columns.tie_supplier[row] == place)
    slot = int(slots[0]) if len(slots) else int(columns.tie_strength[row].argmin())
    before = float(columns.tie_strength[row, slot]) if len(slots) else 0.0
    columns.tie_supplier[row, slot] = place
    columns.tie_strength[row, slot] = max(before, least)
