"""Sums by block, which both engines fill alike, and their addition in block order."""

from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from agents.startups.columns import Blocks
from agents.startups.tables import BINS, Bookings, Outcome

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]

TRUST_CLASSES = 3
SIZE_CLASSES = 3


@dataclass(frozen=True, slots=True)
class Cleared:
    """One round: part of the demand served (offers × trust classes), and capacity left over."""

    fill: Matrix
    left_units: Vector


def fill_by_trust(demand: Matrix, capacity: Vector) -> Cleared:
    """Serve the demand (offers × trust classes) from capacity, strong ties before strangers."""
    fill = np.zeros_like(demand)
    left = capacity.copy()
    for trust in range(TRUST_CLASSES):
        wanted = demand[:, trust]
        served = np.minimum(wanted, left)
        fill[:, trust] = np.where(wanted > 0.0, served / np.maximum(wanted, 1e-300), 0.0)
        left = left - served
    return Cleared(fill, left)


def add_blocks(values: Matrix) -> Matrix:
    """Sum over the first axis, block after block."""
    total: Matrix = np.add.accumulate(values, axis=0)[-1]
    return total


def _groups_of(values: Any, blocks: Blocks, add: np.ufunc = np.add) -> Any:
    """Add up the blocks of each group; a group is often a single block."""
    if len(values) == len(blocks.group_start):
        return values
    return add.reduceat(values, blocks.first_of_group, axis=0)


@dataclass(frozen=True, slots=True)
class ChoosePartials:
    """Blocks × offers (× classes) of what was booked."""

    units: Matrix
    amount_usd: Matrix
    purchased_milli: NDArray[np.int64]
    first_choice_units: Matrix
    class_units: NDArray[np.float64]
    contract_units: Matrix
    contract_usd: Matrix

    @classmethod
    def empty(cls, blocks: int, offers: int) -> Self:
        """Zeros of the right shapes."""
        return cls(
            units=np.zeros((blocks, offers)),
            amount_usd=np.zeros((blocks, offers)),
            purchased_milli=np.zeros((blocks, offers), np.int64),
            first_choice_units=np.zeros((blocks, offers)),
            class_units=np.zeros((blocks, offers, SIZE_CLASSES)),
            contract_units=np.zeros((blocks, offers)),
            contract_usd=np.zeros((blocks, offers)),
        )

    def bookings(self, blocks: Blocks) -> Bookings:
        """Add the blocks up."""
        return Bookings(
            units=_groups_of(self.units, blocks),
            amount_usd=_groups_of(self.amount_usd, blocks),
            contract_units=_groups_of(self.contract_units, blocks),
            contract_usd=_groups_of(self.contract_usd, blocks),
            purchased_milli=_groups_of(self.purchased_milli, blocks),
            first_choice_units=np.add.reduce(self.first_choice_units, axis=0),
            class_units=np.add.reduce(self.class_units, axis=0),
        )


@dataclass(frozen=True, slots=True)
class SettlePartials:
    """Blocks × (offers, chips, stacks, classes, bins) of what the month brought."""

    bound_units: Matrix
    scrapped_milli: NDArray[np.int64]
    orphaned_milli: NDArray[np.int64]
    revenue_usd: Vector
    staff_usd: Vector
    energy_usd: Vector
    running_usd: Vector
    funding_usd: Vector
    liquidation_usd: Vector
    cash_usd: Vector
    firms_alive: Vector
    firms_died: Vector
    attention: Vector
    size_sum: Vector
    trained_max_a100_months: Vector
    training_a100: Vector
    serving_a100: Vector
    serving_need_a100: Vector
    training_want_a100: Vector
    stack_a100: Matrix
    lock_in: Vector
    class_a100: Matrix
    histogram_firms: Matrix
    histogram_a100: Matrix

    @classmethod
    def empty(cls, blocks: int, offers: int, chips: int, stacks: int) -> Self:
        """Zeros of the right shapes."""
        width = {
            "bound_units": offers,
            "stack_a100": stacks,
            "class_a100": SIZE_CLASSES,
            "histogram_firms": BINS,
            "histogram_a100": BINS,
        }
        content: dict[str, Any] = {}
        for name in SETTLE_SUMS:
            if name in MILLI_SUMS:
                content[name] = np.zeros((blocks, chips), np.int64)
            else:
                content[name] = np.zeros((blocks, width[name]) if name in width else blocks)
        return cls(**content)

    def outcome(self, blocks: Blocks) -> Outcome:
        """Add the blocks up; the best-trained row of a group is a maximum."""
        content: dict[str, Any] = {}
        for name in SETTLE_SUMS:
            values = getattr(self, name)
            if name in SUMS_OVER_GROUPS:
                content[name] = np.add.reduce(values, axis=0)
            else:
                add = np.maximum if name == "trained_max_a100_months" else np.add
                content[name] = _groups_of(values, blocks, add)
        return Outcome(**content)


SETTLE_SUMS = tuple(field.name for field in fields(SettlePartials))
MILLI_SUMS = frozenset({"scrapped_milli", "orphaned_milli"})
SUMS_OVER_GROUPS = frozenset({"bound_units", "histogram_firms", "histogram_a100"})
