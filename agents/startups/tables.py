"""What passes between the market and the start-ups in one month."""

from dataclasses import dataclass

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
    """One value a group: what holds for its rows this month.

    ``weight`` is firms a row; rates are shares a month; ``pool_per_attention_usd`` is what users
    pay per unit of attention; ``staff_floor_usd`` the least a firm of size one must pay to go on;
    ``voucher_usd`` is what a small firm may rent for at the state's expense (already in its cash);
    ``meeting`` (groups × 64) the cumulative odds of meeting each supplier.
    """

    weight: Vector
    spend_rate: Vector
    rent_share: Vector
    revenue_rent_share: Vector
    buy_share: Vector
    training_want_a100: Vector
    serving_a100_per_usd: Vector
    pool_per_attention_usd: Vector
    frontier_a100_months: Vector
    staff_rate: Vector
    staff_floor_usd: Vector
    staff_revenue_share: Vector
    funding_per_attention_usd: Vector
    funding_per_size_usd: Vector
    round_usd: Vector
    voucher_usd: Vector
    meeting: Matrix


@dataclass(frozen=True, slots=True)
class OfferBoard:
    """The offers of one month: one entry an offer, and groups × offers where groups differ.

    ``odds`` is what of an offer's odds is the same for a whole group (cost, waiting, commitment);
    zero hides the offer from the group. ``power_a100`` is useful compute of one chip for the group.
    ``listing`` is the offer's lasting number; ``position`` maps lasting numbers to this month's
    offers (-1: not on offer). ``group_offers`` (groups × most offers) lists what a group may see,
    each offer once. ``commitment_months`` above one binds who books; purchases have none.
    """

    listing: Index
    position: Index
    supplier: Index
    chip: Index
    stack: Index
    is_purchase: NDArray[np.bool_]
    price_usd: Vector
    door_units: Vector
    commitment_months: Index
    capacity_units: Vector
    odds: Matrix
    power_a100: Matrix
    group_offers: Index
    group_offer_count: Index


@dataclass(frozen=True, slots=True)
class ChipTable:
    """Own chips: useful compute, and monthly cost of power and of running, groups × chips."""

    power_a100: Matrix
    energy_usd: Matrix
    running_usd: Matrix
    stack: Index


@dataclass(frozen=True, slots=True)
class Habits:
    """Scalars of the choice, of ties and of learning; see model/inputs/parameters/startups.py."""

    tie_odds: float
    stranger_stack_odds: float
    strong: float
    acquainted: float
    tie_growth: float
    tie_fade: float
    search_rate: float
    referral_share: float
    forget_rate: float
    knowledge_loss: float
    scrap_rate: float
    stack_learning: float


@dataclass(frozen=True, slots=True)
class Streams:
    """The month's part of the key of each stream of draws."""

    taste_first: np.uint64
    taste_second: np.uint64
    taste_third: np.uint64
    search: np.uint64
    search_whom: np.uint64
    forget: np.uint64


@dataclass(frozen=True, slots=True)
class Outcome:
    """The start-ups' month after trade, by group unless said otherwise.

    ``bound_units`` (offers) is what stays under contract next month. ``scrapped_milli`` and
    ``orphaned_milli`` are groups × chips. ``histogram_firms`` and ``histogram_a100`` are firms and
    compute by bin of compute a firm.
    """

    bound_units: Vector
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
    histogram_firms: Vector
    histogram_a100: Vector
