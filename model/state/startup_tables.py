"""What passes from the start-ups, and from those who fund them, to the market in a month."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StartupTrade:
    """What the start-ups booked: runs × groups × the month's offers, which stand for listings ``listing``.

    ``purchased_milli`` is in thousandths of a chip. ``first_choice_units`` (runs × listings) is what would
    have been booked had everyone got the first choice, ``class_units`` (× size classes: small, middle,
    large) who was served. ``contract_*`` ran under terms of earlier months, the rest was booked anew.
    """

    listing: NDArray[np.int64]
    units: Matrix
    amount_usd: Matrix
    contract_units: Matrix
    contract_usd: Matrix
    purchased_milli: NDArray[np.int64]
    first_choice_units: Vector
    class_units: Matrix


@dataclass(frozen=True, slots=True)
class StartupUse:
    """What the start-ups did with it, runs × groups; milli counts are runs × groups × chips.

    ``energy_kwh`` is what their own chips use, ``energy_usd`` what is paid for it, which ends with the cash.
    """

    revenue_usd: Vector
    staff_usd: Vector
    energy_usd: Vector
    energy_kwh: Vector
    running_usd: Vector
    funding_usd: Vector
    liquidation_usd: Vector
    entry_usd: Vector
    scrapped_milli: NDArray[np.int64]
    liquidated_milli: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class StartupState:
    """What the metrics read of the start-ups after a month; runs × groups unless said otherwise.

    ``stack_a100`` has stacks for a last axis, ``class_a100`` size classes; the histograms are firms
    and compute by rising bin of compute a firm.
    """

    firms_alive: Vector
    serving_a100: Vector
    training_a100: Vector
    trained_max_a100_months: Vector
    value_usd: Vector
    lock_in: Vector
    stack_a100: Matrix
    class_a100: Matrix
    histogram_firms: Vector
    histogram_a100: Vector


@dataclass(frozen=True, slots=True)
class PromisedRound:
    """What an investor of the cast pays a group of start-ups this month."""

    group: int
    investor: int
    usd: float
