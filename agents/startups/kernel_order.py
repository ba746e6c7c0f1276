"""The order of a row's offers, compiled: which are in reach, their odds, three draws, trust."""

from typing import Any

import numpy as np

from agents.startups import rules
from agents.startups.columns import NO_OFFER, NO_ONE, RANKS, TIE_SLOTS
from agents.startups.compiling import per_block, per_row, trailing_zeros
from agents.startups.kernel_clear import BUY, GAP, RENT
from model import randomness

SUPPLIERS = 64
NO_BITS, ONE = np.uint64(0), np.uint64(1)
SEAT = np.dtype(
    [
        ("odds", np.float64),
        ("lot_a100", np.float64),
        ("lot_usd", np.float64),
        ("offer", np.uint16),
        ("supplier", np.uint8),
        ("stack", np.uint8),
        ("binds", np.bool_),
        ("is_purchase", np.bool_),
    ],
    align=True,
)
"""What a group sees of one offer, in half a line of the processor's cache."""

fit = per_row(rules.fit)
smallest_lot = per_row(rules.smallest_lot)
stack_odds = per_row(rules.stack_odds)
tie_factor = per_row(rules.tie_factor)
trust_class = per_row(rules.trust_class)
mix = per_row(randomness.mix)


@per_row
def to_unit(bits: Any) -> Any:
    """``randomness.to_unit`` for one hash: that one makes arrays."""
    return (bits >> randomness.SHIFT_11) * randomness.UNIT


@per_block
def seat_offers(group: Any, board: Any, seats: Any, seats_of: Any) -> None:
    """Put what a group sees of each offer side by side, and note each supplier's seats as bits."""
    seats_of[:] = NO_BITS
    for at in range(board.group_offer_count[group]):
        offer = board.group_offers[group, at]
        seats[at].offer = offer
        seats[at].supplier = board.supplier[offer]
        seats[at].stack = board.stack[offer]
        seats[at].binds = board.commitment_months[offer] > rules.SHORT_COMMITMENT_MONTHS
        seats[at].is_purchase = board.is_purchase[offer]
        seats[at].odds = board.odds[group, offer]
        seats[at].lot_a100 = smallest_lot(board.power_a100[group, offer], board.door_units[offer])
        seats[at].lot_usd = board.door_units[offer] * board.price_usd[offer]
        seats_of[at // 64, board.supplier[offer]] |= ONE << np.uint64(at % 64)


@per_row
def set_trust_odds(row: Any, columns: Any, tie_odds: Any, trust_odds: Any) -> None:
    """Set the factor of each supplier a row is tied to; without tie odds, back to one."""
    for slot in range(TIE_SLOTS):
        supplier = columns.tie_supplier[row, slot]
        if supplier != NO_ONE:
            strength = np.float64(columns.tie_strength[row, slot])
            trust_odds[supplier] = tie_factor(strength, tie_odds)


@per_row
def offers_in_reach(
    row: Any,
    columns: Any,
    habits: Any,
    purse: Any,
    seats: Any,
    seats_of: Any,
    trust_odds: Any,
    odds: Any,
    candidates: Any,
) -> Any:
    """Fill ``odds`` and ``candidates`` with the offers that are known, allowed and affordable."""
    gap, rent, buy = purse[row, GAP], purse[row, RENT], purse[row, BUY]
    if not gap > 1e-9:
        return 0
    free = columns.contract_months[row] == 0
    found = 0
    for word in range(len(seats_of)):
        known = _seats_known(columns.known[row], seats_of[word])
        while known != NO_BITS:
            seat = seats[64 * word + trailing_zeros(known)]
            known &= known - ONE
            share = np.float64(columns.stack_share[row, seat.stack])
            value = seat.odds * fit(gap, seat.lot_a100)
            value = value * stack_odds(share, habits.stranger_stack_odds)
            # Written whether in reach or not, and kept by moving on: cheaper than a branch.
            odds[found] = value * trust_odds[seat.supplier]
            candidates[found] = seat.offer
            affordable = seat.lot_usd <= (buy if seat.is_purchase else rent)
            found += 1 if affordable & (free | (not seat.binds)) else 0
    return found


@per_row
def _seats_known(known: Any, seats_of_supplier: Any) -> Any:
    """The seats, as bits of a word, of the offers whose supplier is known."""
    seats = NO_BITS
    while known != NO_BITS:
        seats |= seats_of_supplier[trailing_zeros(known)]
        known &= known - ONE
    return seats


@per_row
def order_offers(
    row: Any, columns: Any, streams: Any, found: Any, odds: Any, passed: Any, candidates: Any
) -> None:
    """Order three offers by Plackett and Luce: draw in proportion to odds, without putting back."""
    key = columns.key[row]
    changed = 0
    for rank in range(RANKS):
        columns.offer[row, rank] = NO_OFFER
        total = passed[changed - 1] if changed > 0 else 0.0
        for at in range(changed, found):
            total += odds[at]
            passed[at] = total
        if total <= 0.0:
            continue
        taste = streams.taste_first
        if rank == 1:
            taste = streams.taste_second
        elif rank == 2:
            taste = streams.taste_third
        draw = to_unit(mix(key ^ taste)) * total
        changed = 0
        for at in range(found):
            changed += 1 if passed[at] <= draw else 0
        columns.offer[row, rank] = candidates[changed]
        odds[changed] = 0.0


@per_row
def note_trust(row: Any, columns: Any, board: Any, habits: Any) -> None:
    for rank in range(RANKS):
        strength = 0.0
        offer = columns.offer[row, rank]
        if offer != NO_OFFER:
            for slot in range(TIE_SLOTS):
                if columns.tie_supplier[row, slot] == board.supplier[offer]:
                    strength = np.float64(columns.tie_strength[row, slot])
        columns.trust[row, rank] = trust_class(strength, habits.strong, habits.acquainted)
