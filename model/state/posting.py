"""Entering rows into ledgers one after the other, in machine code: rounding depends on their order."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.state.compiling import entry_point


def column_of[Number: (np.int64, np.float64)](
    shape: tuple[int, ...], value: ArrayLike, kind: type[Number]
) -> NDArray[Number]:
    """One entry a row, of a value that broadcasts to a shape; a column that is one already stays itself."""
    if isinstance(value, np.ndarray) and value.shape == shape and value.dtype == kind and value.ndim == 1:
        return np.ascontiguousarray(value)
    column = np.empty(shape, kind)
    column[...] = value
    return column.ravel()


@entry_point
def post_in_turn(
    balance_usd: Any, run: Any, payer: Any, payee: Any, amount_usd: Any, start: int, rows: int
) -> None:
    """Book blocks of ``rows`` payments from ``start`` to the end: all first rows, then all second ones."""
    for row in range(start, start + rows):
        for place in range(row, len(run), rows):
            balance_usd[run[place], payer[place]] -= amount_usd[place]
            balance_usd[run[place], payee[place]] += amount_usd[place]


@entry_point
def post_batch(balance_usd: Any, run: Any, payer: Any, payee: Any, amount_usd: Any, start: int) -> None:
    """Book payments from ``start`` to the end: all payers, then all payees."""
    for place in range(start, len(run)):
        balance_usd[run[place], payer[place]] -= amount_usd[place]
    for place in range(start, len(run)):
        balance_usd[run[place], payee[place]] += amount_usd[place]


@entry_point
def first_short(held: Any, run: Any, account: Any, chip: Any) -> int:
    """The first row whose account holds less than nothing of the chip, or -1."""
    for row in range(len(run)):
        if held[run[row], account[row], chip[row]] < 0:
            return row
    return -1


@entry_point
def post_chips(held: Any, run: Any, account: Any, chip: Any, milli: Any, sign: int) -> None:
    """Add rows to holdings (runs × accounts × chips), or take them off with a sign of -1."""
    for row in range(len(run)):
        held[run[row], account[row], chip[row]] += sign * milli[row]


@entry_point
def post_total(counts: Any, run: Any, chip: Any, milli: Any) -> None:
    """Add rows to counts (runs × chips)."""
    for row in range(len(run)):
        counts[run[row], chip[row]] += milli[row]
