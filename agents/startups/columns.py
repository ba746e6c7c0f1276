"""The state of the start-ups: numpy columns, one row a start-up, rows of a group side by side.

A group is a type in a region, or one named start-up. Money, needs and trained compute are per firm
of the row; a row stands for ``weight`` firms of its group. Chips owned are thousandths of a chip of
the whole row, so that they add up exactly to the chip ledger.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from model.state import maths

RANKS = 3
"""Offers a start-up orders: the first choice and two to fall back on."""
TIE_SLOTS = 3
"""Suppliers whose trust a row remembers, each in one slot only."""
OWN_SLOTS = 3
"""Kinds of own chips a row can hold, each in one slot only."""
NO_ONE = 255
"""Empty slot of a supplier or chip column."""
NO_OFFER = 65535
"""Empty slot of an offer column."""
MOST_MILLI = 2**31 - 1
"""The most a slot of own chips can count, in thousandths: two million chips."""
BLOCK_ROWS = 4096
"""Rows summed up before blocks are added in order: the same bits for any thread count."""


@dataclass(slots=True)
class Columns:
    """One array a column; 2-D arrays are rows × slots."""

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
    tie_supplier: NDArray[np.uint8]
    tie_strength: NDArray[np.float32]
    own_chip: NDArray[np.uint8]
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

    @property
    def bytes_per_row(self) -> float:
        """Memory of one row over all columns."""
        total = maths.total([getattr(self, column.name).nbytes for column in fields(self)])
        return float(total) / max(1, self.rows)


def empty_columns(rows: int, stacks: int) -> Columns:
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
        known=np.zeros(rows, np.uint64),
        tie_supplier=np.full((rows, TIE_SLOTS), NO_ONE, np.uint8),
        tie_strength=np.zeros((rows, TIE_SLOTS), np.float32),
        own_chip=np.full((rows, OWN_SLOTS), NO_ONE, np.uint8),
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
    """Runs of rows of one group; ``group_start`` and ``group_end`` bound each group's rows."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    group: NDArray[np.int64]
    group_start: NDArray[np.int64]
    group_end: NDArray[np.int64]

    @property
    def first_of_group(self) -> NDArray[np.int64]:
        """Index of each group's first block (every group has at least one)."""
        return np.searchsorted(self.group, np.arange(len(self.group_start))).astype(np.int64)


def lay_out(rows_by_group: list[int], block_rows: int = BLOCK_ROWS) -> Blocks:
    """Cut the rows of each group into blocks; an empty group gets one empty block."""
    starts, ends, groups = [], [], []
    at = 0
    group_start, group_end = [], []
    for group, rows in enumerate(rows_by_group):
        group_start.append(at)
        for low in range(0, max(rows, 1), block_rows):
            starts.append(at + low)
            ends.append(at + min(low + block_rows, rows))
            groups.append(group)
        at += rows
        group_end.append(at)
    as_index = [np.array(part, np.int64) for part in (starts, ends, groups, group_start, group_end)]
    return Blocks(*as_index)
