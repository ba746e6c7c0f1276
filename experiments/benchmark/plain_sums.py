"""What one plain-Mesa month brought: the sums the market and its ledgers need, by group."""

import math
from dataclasses import dataclass, field, fields

from agents.startups.partials import SIZE_CLASSES
from agents.startups.tables import BINS, LOWEST_EXPONENT


def histogram_bin(compute_a100: float) -> int:
    """Bin of compute a firm, four to a doubling."""
    mantissa, exponent = math.frexp(max(compute_a100, 1e-300))
    return min(max((exponent - LOWEST_EXPONENT) * 4 + int((mantissa - 0.5) * 8.0), 0), BINS - 1)


@dataclass(slots=True)
class GroupSums:
    """Sums over the start-ups of one group; tables are by offer, chip or stack."""

    units: list[float]
    amount_usd: list[float]
    contract_units: list[float]
    contract_usd: list[float]
    purchased_milli: list[int]
    scrapped_milli: list[int]
    liquidated_milli: list[int]
    stack_a100: list[float]
    class_a100: list[float] = field(default_factory=lambda: [0.0] * SIZE_CLASSES)
    revenue_usd: float = 0.0
    staff_usd: float = 0.0
    energy_usd: float = 0.0
    running_usd: float = 0.0
    funding_usd: float = 0.0
    liquidation_usd: float = 0.0
    cash_usd: float = 0.0
    firms_alive: float = 0.0
    firms_died: float = 0.0
    attention: float = 0.0
    size_sum: float = 0.0
    trained_max_a100_months: float = 0.0
    training_a100: float = 0.0
    serving_a100: float = 0.0
    serving_need_a100: float = 0.0
    training_want_a100: float = 0.0
    lock_in: float = 0.0

    @classmethod
    def empty(cls, offers: int, chips: int, stacks: int) -> "GroupSums":
        """Nothing has happened yet."""
        return cls(
            units=[0.0] * offers,
            amount_usd=[0.0] * offers,
            contract_units=[0.0] * offers,
            contract_usd=[0.0] * offers,
            purchased_milli=[0] * offers,
            scrapped_milli=[0] * chips,
            liquidated_milli=[0] * chips,
            stack_a100=[0.0] * stacks,
        )


GROUP_SUMS = tuple(column.name for column in fields(GroupSums))
"""Each is also a field of StartupTrade or of Outcome, summed over rows in the same way."""


@dataclass(slots=True)
class Sums:
    """The groups' sums, and those over all groups by offer or by compute a firm."""

    groups: list[GroupSums]
    first_choice_units: list[float]
    class_units: list[list[float]]
    bound_units: list[float]
    histogram_firms: list[float]
    histogram_a100: list[float]

    @classmethod
    def empty(cls, groups: int, offers: int, chips: int, stacks: int) -> "Sums":
        """Nothing has happened yet."""
        return cls(
            groups=[GroupSums.empty(offers, chips, stacks) for _ in range(groups)],
            first_choice_units=[0.0] * offers,
            class_units=[[0.0] * SIZE_CLASSES for _ in range(offers)],
            bound_units=[0.0] * offers,
            histogram_firms=[0.0] * BINS,
            histogram_a100=[0.0] * BINS,
        )
