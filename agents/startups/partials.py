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


def _by_group(partials: Any, name: str, first: NDArray[np.int64]) -> Any:
    values = getattr(partials, name)
    return values if len(values) == len(first) else np.add.reduceat(values, first, axis=0)


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
        table = [np.zeros((blocks, offers)) for _ in range(6)]
        return cls(
            units=table[0],
            amount_usd=table[1],
            purchased_milli=np.zeros((blocks, offers), np.int64),
            first_choice_units=table[2],
            class_units=np.zeros((blocks, offers, SIZE_CLASSES)),
            contract_units=table[4],
            contract_usd=table[5],
        )

    def bookings(self, blocks: Blocks) -> Bookings:
        """Add the blocks up."""
        first = blocks.first_of_group
        return Bookings(
            units=_by_group(self, "units", first),
            amount_usd=_by_group(self, "amount_usd", first),
            contract_units=_by_group(self, "contract_units", first),
            contract_usd=_by_group(self, "contract_usd", first),
            purchased_milli=_by_group(self, "purchased_milli", first),
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
        counts = {"scrapped_milli", "orphaned_milli"}
        content: dict[str, Any] = {}
        for field in fields(cls):
            if field.name in counts:
                content[field.name] = np.zeros((blocks, chips), np.int64)
            elif field.name in width:
                content[field.name] = np.zeros((blocks, width[field.name]))
            else:
                content[field.name] = np.zeros(blocks)
        return cls(**content)

    def outcome(self, blocks: Blocks) -> Outcome:
        """Add the blocks up; the best-trained row of a group is a maximum."""
        first = blocks.first_of_group
        totals = {"bound_units", "histogram_firms", "histogram_a100"}
        content: dict[str, Any] = {}
        for field in fields(self):
            if field.name in totals:
                content[field.name] = np.add.reduce(getattr(self, field.name), axis=0)
            elif field.name == "trained_max_a100_months":
                content[field.name] = np.maximum.reduceat(self.trained_max_a100_months, first)
            else:
                content[field.name] = _by_group(self, field.name, first)
        return Outcome(**content)
