"""Sums by block, which the kernel fills, and their addition in block order."""

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from agents.startups.columns import Blocks
from agents.startups.tables import BINS, Outcome
from model.state import maths
from model.state.startup_tables import StartupTrade

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]

TRUST_CLASSES = 3
SIZE_CLASSES = 3


def _by_run(values: Any, blocks: Blocks) -> Any:
    """A table by block as runs × blocks of a run × …"""
    return values.reshape(blocks.runs, -1, *values.shape[1:])


def _groups_of(values: Any, blocks: Blocks) -> Any:
    """Add up the blocks of each group in their order: runs × groups × …; a group is often a single block."""
    by_run = _by_run(values, blocks)
    count = by_run.shape[1]
    if count == blocks.group_start.shape[1]:
        return by_run
    bounds = pairwise([*blocks.first_of_group.tolist(), count])
    return np.stack([maths.total(by_run[:, first:last], axis=1) for first, last in bounds], axis=1)


UNITS_BOOKED, AMOUNT_USD, CONTRACT_UNITS, CONTRACT_USD, PURCHASED_MILLI, FIRST_CLASS = range(6)
BOOKED = FIRST_CLASS + SIZE_CLASSES
"""What is booked of an offer; from ``FIRST_CLASS`` on, units by size class."""


@dataclass(frozen=True, slots=True)
class ChoosePartials:
    """``booked`` is blocks × kinds (``BOOKED``) × offers: one table, so that one sum adds it up.

    Thousandths of a chip are whole numbers there too, exact up to 2**53. ``first_choice_units`` is
    runs × offers.
    """

    booked: NDArray[np.float64]
    first_choice_units: Matrix

    @classmethod
    def empty(cls, blocks: Blocks, offers: int) -> Self:
        """Zeros of the right shapes."""
        return cls(np.zeros((len(blocks.start), BOOKED, offers)), np.zeros((blocks.runs, offers)))

    def bookings(self, blocks: Blocks) -> StartupTrade:
        """Add the blocks up."""
        booked = _groups_of(self.booked, blocks)
        classes = maths.total(_by_run(self.booked, blocks)[:, :, FIRST_CLASS:], axis=1)
        return StartupTrade(
            listing=np.arange(booked.shape[-1]),
            units=booked[:, :, UNITS_BOOKED],
            amount_usd=booked[:, :, AMOUNT_USD],
            contract_units=booked[:, :, CONTRACT_UNITS],
            contract_usd=booked[:, :, CONTRACT_USD],
            purchased_milli=booked[:, :, PURCHASED_MILLI].astype(np.int64),
            first_choice_units=self.first_choice_units,
            class_units=np.swapaxes(classes, 1, 2),
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
    ENERGY_DUE_USD = 16


SCRAPPED, LIQUIDATED = range(2)
FIRST_SIZE_CLASS = len(Sum)
FIRST_STACK = FIRST_SIZE_CLASS + SIZE_CLASSES


@dataclass(frozen=True, slots=True)
class SettlePartials:
    """What the month brought by block, in few tables, so that few sums add it up.

    ``sums`` has the kinds of ``Sum``, then compute by size class and by stack. ``milli`` is blocks ×
    (scrapped, liquidated) × chips. ``overall`` is what is summed over groups too: units bound by
    offer, then firms and compute by bin of compute a firm.
    """

    sums: Matrix
    trained_max_a100_months: Vector
    milli: NDArray[np.int64]
    overall: Matrix

    @classmethod
    def empty(cls, blocks: Blocks, offers: int, chips: int, stacks: int) -> Self:
        """Zeros of the right shapes."""
        count = len(blocks.start)
        return cls(
            np.zeros((count, FIRST_STACK + stacks)),
            np.zeros(count),
            np.zeros((count, 2, chips), np.int64),
            np.zeros((count, offers + 2 * BINS)),
        )

    def outcome(self, blocks: Blocks) -> Outcome:
        """Add the blocks up; the best-trained row of a group is a maximum."""
        sums = _groups_of(self.sums, blocks)
        milli = _groups_of(self.milli, blocks).astype(np.int64)
        trained = _by_run(self.trained_max_a100_months, blocks)
        overall = maths.total(_by_run(self.overall, blocks), axis=1)
        bins = overall.shape[1] - 2 * BINS
        return Outcome(
            bound_units=overall[:, :bins],
            histogram_firms=overall[:, bins : bins + BINS],
            histogram_a100=overall[:, bins + BINS :],
            scrapped_milli=milli[:, :, SCRAPPED],
            liquidated_milli=milli[:, :, LIQUIDATED],
            trained_max_a100_months=np.maximum.reduceat(trained, blocks.first_of_group, axis=1),
            class_a100=sums[:, :, FIRST_SIZE_CLASS:FIRST_STACK],
            stack_a100=sums[:, :, FIRST_STACK:],
            **{kind.name.lower(): sums[:, :, kind] for kind in Sum},
        )
