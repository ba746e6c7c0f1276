"""Sums by block, which the kernel fills, and their addition in block order."""

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from agents.startups.columns import Blocks
from agents.startups.tables import BINS, Outcome
from model.startup_tables import StartupTrade
from model.state import maths

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]

TRUST_CLASSES = 3
SIZE_CLASSES = 3


def add_blocks(values: Matrix) -> Matrix:
    """Sum over the first axis, block after block."""
    total: Matrix = maths.total(values, axis=0)
    return total


def _groups_of(values: Any, blocks: Blocks) -> Any:
    """Add up the blocks of each group in their order; a group is often a single block."""
    if len(values) == len(blocks.group_start):
        return values
    bounds = pairwise([*blocks.first_of_group.tolist(), len(values)])
    return np.array([add_blocks(values[first:last]) for first, last in bounds])


UNITS_BOOKED, AMOUNT_USD, CONTRACT_UNITS, CONTRACT_USD, PURCHASED_MILLI, FIRST_CLASS = range(6)
BOOKED = FIRST_CLASS + SIZE_CLASSES
"""What is booked of an offer; from ``FIRST_CLASS`` on, units by size class."""


@dataclass(frozen=True, slots=True)
class ChoosePartials:
    """``booked`` is blocks × kinds (``BOOKED``) × offers: one table, so that one sum adds it up.

    Thousandths of a chip are whole numbers there too, exact up to 2**53.
    """

    booked: NDArray[np.float64]
    first_choice_units: Vector

    @classmethod
    def empty(cls, blocks: int, offers: int) -> Self:
        """Zeros of the right shapes."""
        return cls(np.zeros((blocks, BOOKED, offers)), np.zeros(offers))

    def bookings(self, blocks: Blocks) -> StartupTrade:
        """Add the blocks up."""
        booked = _groups_of(self.booked, blocks)
        return StartupTrade(
            units=booked[:, UNITS_BOOKED],
            amount_usd=booked[:, AMOUNT_USD],
            contract_units=booked[:, CONTRACT_UNITS],
            contract_usd=booked[:, CONTRACT_USD],
            purchased_milli=booked[:, PURCHASED_MILLI].astype(np.int64),
            first_choice_units=self.first_choice_units,
            class_units=add_blocks(self.booked[:, FIRST_CLASS:]).T,
        )


class Sum(IntEnum):
    """The numbers a block adds up in settling; stacks, classes and chips follow."""

    REVENUE_USD = 0
    STAFF_USD = 1
    ENERGY_USD = 2
    RUNNING_USD = 3
    FUNDING_USD = 4
    LIQUIDATION_USD = 5
    CASH_USD = 6
    FIRMS_ALIVE = 7
    FIRMS_DIED = 8
    ATTENTION = 9
    SIZE_SUM = 10
    TRAINING_A100 = 11
    SERVING_A100 = 12
    SERVING_NEED_A100 = 13
    TRAINING_WANT_A100 = 14
    LOCK_IN = 15


SCRAPPED, ORPHANED = range(2)
FIRST_SIZE_CLASS = len(Sum)
FIRST_STACK = FIRST_SIZE_CLASS + SIZE_CLASSES


@dataclass(frozen=True, slots=True)
class SettlePartials:
    """What the month brought by block, in few tables, so that few sums add it up.

    ``sums`` has the kinds of ``Sum``, then compute by size class and by stack. ``milli`` is blocks ×
    (scrapped, orphaned) × chips. ``overall`` is what is summed over groups too: units bound by
    offer, then firms and compute by bin of compute a firm.
    """

    sums: Matrix
    trained_max_a100_months: Vector
    milli: NDArray[np.int64]
    overall: Matrix

    @classmethod
    def empty(cls, blocks: int, offers: int, chips: int, stacks: int) -> Self:
        """Zeros of the right shapes."""
        return cls(
            np.zeros((blocks, FIRST_STACK + stacks)),
            np.zeros(blocks),
            np.zeros((blocks, 2, chips), np.int64),
            np.zeros((blocks, offers + 2 * BINS)),
        )

    def outcome(self, blocks: Blocks) -> Outcome:
        """Add the blocks up; the best-trained row of a group is a maximum."""
        sums = _groups_of(self.sums, blocks)
        milli = _groups_of(self.milli, blocks).astype(np.int64)
        most = np.maximum.reduceat(self.trained_max_a100_months, blocks.first_of_group)
        overall = add_blocks(self.overall)
        bins = len(overall) - 2 * BINS
        return Outcome(
            bound_units=overall[:bins],
            histogram_firms=overall[bins : bins + BINS],
            histogram_a100=overall[bins + BINS :],
            scrapped_milli=milli[:, SCRAPPED],
            orphaned_milli=milli[:, ORPHANED],
            trained_max_a100_months=most,
            class_a100=sums[:, FIRST_SIZE_CLASS:FIRST_STACK],
            stack_a100=sums[:, FIRST_STACK:],
            **dict(zip(_SUM_NAMES, sums.T, strict=False)),
        )


_SUM_NAMES = tuple(kind.name.lower() for kind in Sum)
