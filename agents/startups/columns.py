"""The state of the start-ups: numpy columns, one row a start-up, rows of a group side by side.

The rows of a run lie together, those of the next run after them, in the same layout. A group is a
type in a region, or one named start-up. Money, needs and trained compute are per firm
of the row; a row stands for ``weight`` firms of its group. Chips owned are thousandths of a chip of
the whole row, so that they add up exactly to the chip ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from model.state import maths

RANKS = 3
"""Offers a start-up orders: the first choice and two to fall back on."""
TIE_SLOTS = 3
"""Suppliers whose trust a row remembers, each in one slot only."""
OWN_SLOTS = 3
"""Kinds of own chips a row can hold, each in one slot only."""
NO_ONE = 65535
"""Empty slot of a supplier or chip column."""
WORD_BITS = 64
"""Suppliers that one word of ``known`` remembers."""
NO_OFFER = 65535
"""Empty slot of an offer column."""
MOST_MILLI = 2**31 - 1
"""The most a slot of own chips can count, in thousandths: two million chips."""
BLOCK_ROWS = 4096
"""Rows summed up before blocks are added in order: the same bits for any thread count."""


@dataclass(slots=True)
class Columns:
    """One array a column; 2-D arrays are rows × slots, ``known`` rows × words of one bit a supplier."""

    key: NDArray[np.uint64]
    alive: NDArray[np.uint8]
    size_class: NDArray[np.uint8]
    born_month: NDArray[np.int16]
    size: NDArray[np.float32]
    talent: NDArray[np.float32]
    cash_usd: NDArray[np.float64]
    revenue_usd: NDArray[np.float32]
    trained_a100_months: NDArray[np.float32]
    stack_share: NDArray[np.float32]
    known: NDArray[np.uint64]
    tie_supplier: NDArray[np.uint16]
    tie_strength: NDArray[np.float32]
    own_chip: NDArray[np.uint16]
    own_milli: NDArray[np.int32]
    contract_offer: NDArray[np.uint16]
    contract_months: NDArray[np.uint8]
    contract_units: NDArray[np.float32]
    contract_price_usd: NDArray[np.float32]
    offer: NDArray[np.uint16]
    trust: NDArray[np.uint8]
    got_units: NDArray[np.float32]
    gap_a100: NDArray[np.float32]
    serving_need_a100: NDArray[np.float32]
    potential_revenue_usd: NDArray[np.float32]
    compute_a100: NDArray[np.float32]

    @property
    def rows(self) -> int:
        """Rows, living or free."""
        return len(self.key)

    def rows_at(self, rows: slice | NDArray[np.int64]) -> Self:
        """Some of the rows: views of a slice, copies of a list."""
        return replace(self, **{column.name: getattr(self, column.name)[rows] for column in fields(self)})

    @property
    def bytes_per_row(self) -> float:
        """Memory of one row over all columns."""
        total = maths.total([getattr(self, column.name).nbytes for column in fields(self)])
        return float(total) / max(1, self.rows)


def words_for(suppliers: int) -> int:
    """Words that remember so many suppliers."""
    return max(1, -(-suppliers // WORD_BITS))


def empty_columns(rows: int, stacks: int, suppliers: int) -> Columns:
    """Columns of free rows."""
    return Columns(
        key=np.zeros(rows, np.uint64),
        alive=np.zeros(rows, np.uint8),
        size_class=np.zeros(rows, np.uint8),
        born_month=np.zeros(rows, np.int16),
        size=np.zeros(rows, np.float32),
        talent=np.zeros(rows, np.float32),
        cash_usd=np.zeros(rows, np.float64),
        revenue_usd=np.zeros(rows, np.float32),
        trained_a100_months=np.zeros(rows, np.float32),
        stack_share=np.zeros((rows, stacks), np.float32),
        known=np.zeros((rows, words_for(suppliers)), np.uint64),
        tie_supplier=np.full((rows, TIE_SLOTS), NO_ONE, np.uint16),
        tie_strength=np.zeros((rows, TIE_SLOTS), np.float32),
        own_chip=np.full((rows, OWN_SLOTS), NO_ONE, np.uint16),
        own_milli=np.zeros((rows, OWN_SLOTS), np.int32),
        contract_offer=np.full(rows, NO_OFFER, np.uint16),
        contract_months=np.zeros(rows, np.uint8),
        contract_units=np.zeros(rows, np.float32),
        contract_price_usd=np.zeros(rows, np.float32),
        offer=np.full((rows, RANKS), NO_OFFER, np.uint16),
        trust=np.zeros((rows, RANKS), np.uint8),
        got_units=np.zeros((rows, RANKS), np.float32),
        gap_a100=np.zeros(rows, np.float32),
        serving_need_a100=np.zeros(rows, np.float32),
        potential_revenue_usd=np.zeros(rows, np.float32),
        compute_a100=np.zeros(rows, np.float32),
    )


@dataclass(frozen=True, slots=True)
class Blocks:
    """Stretches of rows of one group of one run, every run's in the same order.

    ``group`` counts on from run to run (run × groups + group). ``group_start`` and ``group_end`` (runs ×
    groups) bound each group's rows.
    """

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    run: NDArray[np.int64]
    group: NDArray[np.int64]
    group_start: NDArray[np.int64]
    group_end: NDArray[np.int64]

    @property
    def runs(self) -> int:
        """How many runs the rows belong to."""
        return len(self.group_start)

    @property
    def rows_of_group(self) -> NDArray[np.int64]:
        """Rows of each group in a run, free ones included."""
        rows: NDArray[np.int64] = self.group_end[0] - self.group_start[0]
        return rows

    @property
    def first_of_group(self) -> NDArray[np.int64]:
        """Each group's first block, counted within a run (every group has at least one)."""
        return np.searchsorted(self.group, np.arange(self.group_start.shape[1])).astype(np.int64)


def lay_out(rows_by_group: Sequence[int], runs: int = 1, block_rows: int = BLOCK_ROWS) -> Blocks:
    """Cut the rows of each group into blocks; an empty group gets one empty block."""
    starts, ends, groups = [], [], []
    bounds = np.cumsum([0, *rows_by_group])
    for group, (first, last) in enumerate(pairwise(bounds.tolist())):
        for low in range(first, max(last, first + 1), block_rows):
            starts.append(low)
            ends.append(min(low + block_rows, last))
            groups.append(group)
    run = np.arange(runs)[:, None]
    before = run * bounds[-1]
    return Blocks(
        start=(before + np.array(starts, np.int64)).ravel(),
        end=(before + np.array(ends, np.int64)).ravel(),
        run=np.repeat(run.ravel(), len(groups)),
        group=(run * len(rows_by_group) + np.array(groups, np.int64)).ravel(),
        group_start=before + bounds[:-1],
        group_end=before + bounds[1:],
    )
