"""What passes between the market and the start-ups of all runs in one month."""

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]
type Index = NDArray[np.int64]

BINS = 128
"""Bins of the histogram of compute a firm: four to a doubling."""
LOWEST_EXPONENT = -8
"""The lowest bin starts at 2**-9 A100s."""


@dataclass(frozen=True, slots=True)
class GroupMonth:
    """Runs × groups: what holds for the rows of a group this month.

    ``weight`` is firms a row; rates are shares a month; ``pool_per_attention_usd`` is what users
    pay per unit of attention; ``staff_floor_usd`` the least a firm of size one must pay to go on;
    ``voucher_usd`` is what a small firm may rent for at the state's expense (already in its cash);
    ``meeting`` (runs × groups × suppliers) the cumulative odds of meeting each supplier.
    """

    weight: Matrix
    spend_rate: Matrix
    rent_share: Matrix
    revenue_rent_share: Matrix
    buy_share: Matrix
    training_want_a100: Matrix
    serving_a100_per_usd: Matrix
    pool_per_attention_usd: Matrix
    frontier_a100_months: Matrix
    staff_rate: Matrix
    staff_floor_usd: Matrix
    staff_revenue_share: Matrix
    funding_per_attention_usd: Matrix
    funding_per_size_usd: Matrix
    round_usd: Matrix
    voucher_usd: Matrix
    meeting: Matrix

    def in_full(self, shape: tuple[int, ...]) -> Self:
        """The table with one entry a run and group, also where all runs or groups share it."""
        names = [field.name for field in fields(self) if field.name != "meeting"]
        return replace(self, **{name: np.broadcast_to(getattr(self, name), shape) for name in names})


@dataclass(frozen=True, slots=True)
class OfferBoard:
    """The offers of one month: those of any run, in the same places for all.

    What an offer is has one entry an offer; its terms are runs × offers, and runs × groups × offers
    where groups differ. Capacity and odds are zero in a run that lacks the offer.
    ``odds`` is what of an offer's odds is the same for a whole group (cost, waiting, commitment);
    zero hides the offer from the group. ``power_a100`` is useful compute of one chip for the group.
    ``listing`` is the offer's lasting number; ``position`` (runs × listings) maps lasting numbers to
    this month's offers (-1: not on offer in that run). ``group_offers`` (runs × groups × most offers)
    lists what a group may see, each offer once. ``commitment_months`` above one binds who books;
    purchases have none.
    """

    listing: Index
    position: Index
    supplier: Index
    chip: Index
    stack: Index
    is_purchase: NDArray[np.bool_]
    price_usd: Matrix
    min_order_units: Matrix
    commitment_months: Index
    capacity_units: Matrix
    odds: Matrix
    power_a100: Matrix
    group_offers: Index
    group_offer_count: Index


def offers_in_view(odds: Matrix) -> tuple[Index, Index]:
    """The offers whose odds are not zero, in the board's order, and how many: runs × groups (× most)."""
    seen = odds > 0.0
    counts = np.count_nonzero(seen, axis=2)
    run, group, offer = np.nonzero(seen)
    first = np.cumsum(counts).reshape(counts.shape) - counts
    lists = np.zeros((*counts.shape, max(1, int(counts.max(initial=0)))), np.int64)
    lists[run, group, np.arange(len(run)) - first[run, group]] = offer
    return lists, counts.astype(np.int64)


@dataclass(frozen=True, slots=True)
class ChipTable:
    """Own chips: useful compute, and monthly cost of power and of running, runs × groups × chips."""

    power_a100: Matrix
    energy_usd: Matrix
    running_usd: Matrix
    stack: Index


@dataclass(frozen=True, slots=True)
class Behaviour[Value]:
    """Numbers of the choice, of ties and of learning, one a run; see model/inputs/parameters/startups.py."""

    tie_odds: Value
    foreign_stack_odds: Value
    strong: Value
    acquainted: Value
    tie_growth: Value
    tie_fade: Value
    search_rate: Value
    referral_share: Value
    forget_rate: Value
    knowledge_loss: Value
    scrap_rate: Value
    stack_learning: Value


@dataclass(frozen=True, slots=True)
class Streams[Key]:
    """The month's part of the key of each stream of draws, one a run."""

    taste_first: Key
    taste_second: Key
    taste_third: Key
    search: Key
    search_whom: Key
    forget: Key


@dataclass(frozen=True, slots=True)
class MonthTables:
    """All that the kernel reads of a month, made once for both halves."""

    groups: GroupMonth
    board: OfferBoard
    chips: ChipTable
    behaviour: Behaviour[Vector]
    streams: Streams[NDArray[np.uint64]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The start-ups' month after trade, runs × groups unless said otherwise.

    ``bound_units`` (runs × offers) is what stays under contract next month. ``scrapped_milli`` and
    ``liquidated_milli`` are runs × groups × chips. ``histogram_firms`` and ``histogram_a100`` are firms
    and compute by bin of compute a firm, runs × bins.
    """

    bound_units: Vector
    scrapped_milli: NDArray[np.int64]
    liquidated_milli: NDArray[np.int64]
    revenue_usd: Vector
    staff_usd: Vector
    energy_usd: Vector
    energy_due_usd: Vector
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
    histogram_firms: Vector
    histogram_a100: Vector
