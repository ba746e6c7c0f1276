"""The order of a row's offers: which are in reach, their odds, three draws, trust."""

from collections import namedtuple
from typing import Any

import numpy as np

from agents.startups import rules
from agents.startups.columns import NO_OFFER, RANKS, TIE_SLOTS, WORD_BITS
from agents.startups.compiling import larger, per_block, per_row, per_thread, trailing_zeros
from agents.startups.kernel_clear import BUY, GAP, RENT
from model.state import randomness

NIBBLES, NIBBLE_VALUES = 16, 16
"""Four neighbouring suppliers each, sixteen to a word."""
NO_BITS, ONE = np.uint64(0), np.uint64(1)
SEAT = np.dtype(
    [
        ("odds", np.float64),
        ("lot_a100", np.float64),
        ("lot_usd", np.float64),
        ("offer", np.uint16),
        ("supplier", np.uint16),
        ("stack", np.uint8),
        ("terms", np.uint8),
    ],
    align=True,
)
"""What a group sees of one offer, in half a line of the processor's cache."""
PURCHASE, BINDS, TERMS = 1, 2, 4
"""Terms of an offer: bought rather than rented, for long rather than short; and their combinations."""
TIE = np.dtype([("odds", np.float64), ("trust", np.uint64)], align=True)
"""What a row's trust in a supplier does: the factor of its odds and its class of service."""
Scratch = namedtuple(
    "Scratch",
    ("seats", "seats_of", "ties", "candidates", "passed", "odds_of_stack", "limit_usd", "pull", "known"),
)
"""A thread's own tables: a group's offers, then what the row at hand makes of them.

``candidates`` are the seats in a row's reach, ``passed`` the sums of their odds; ``pull`` and ``known``,
the seats of whom a row knows as bits, have all rows of a block.
"""

fit = per_row(rules.fit)
smallest_lot = per_row(rules.smallest_lot)
stack_odds = per_row(rules.stack_odds)
step_over = per_row(rules.step_over)
tie_factor = per_row(rules.tie_factor)
trust_class = per_row(rules.trust_class)
mix = per_row(randomness.mix)


@per_thread
def new_scratch(board: Any, columns: Any, rows: Any) -> Any:
    """Tables for one thread."""
    seats, words = board.group_offers.shape[1], columns.known.shape[1]
    return Scratch(
        np.empty(seats, SEAT),
        np.empty(((seats + 63) // 64, NIBBLES * words, NIBBLE_VALUES), np.uint64),
        np.empty(WORD_BITS * words + 1, TIE),
        np.empty(seats, np.uint64),
        np.zeros(seats + 1),
        np.empty(columns.stack_share.shape[1]),
        np.empty(TERMS),
        np.empty(rows),
        np.empty((rows, (seats + 63) // 64), np.uint64),
    )


@per_row
def to_unit(bits: Any) -> Any:
    """``randomness.to_unit`` for one hash: that one makes arrays."""
    return (bits >> randomness.SHIFT_11) * randomness.UNIT


@per_block
def seat_offers(group: Any, board: Any, scratch: Any) -> None:
    """Put what a group sees of each offer side by side, and note each supplier's seats as bits.

    ``seats_of`` (words of seats × nibbles of suppliers × values) gives the seats for any four
    neighbouring suppliers at once, by which of the four a row knows.
    """
    seats, seats_of = scratch.seats, scratch.seats_of
    seats_of[:] = NO_BITS
    for at in range(board.group_offer_count[group]):
        offer = board.group_offers[group, at]
        supplier = board.supplier[offer]
        seats[at]["offer"] = offer
        seats[at]["supplier"] = supplier
        seats[at]["stack"] = board.stack[offer]
        binds = board.commitment_months[offer] > rules.SHORT_COMMITMENT_MONTHS
        seats[at]["terms"] = PURCHASE * board.is_purchase[offer] + BINDS * binds
        seats[at]["odds"] = board.odds[group, offer]
        seats[at]["lot_a100"] = smallest_lot(board.power_a100[group, offer], board.min_order_units[offer])
        seats[at]["lot_usd"] = board.min_order_units[offer] * board.price_usd[offer]
        seats_of[at // 64, supplier // 4, 1 << (supplier % 4)] |= ONE << np.uint64(at % 64)
    for word in range(len(seats_of)):
        for nibble in range(seats_of.shape[1]):
            _combine(seats_of[word, nibble])


@per_row
def _combine(values: Any) -> None:
    """Fill in the seats of two and more suppliers from those of each (at 1, 2, 4 and 8)."""
    for supplier in range(1, 4):
        single = values[1 << supplier]
        for lower in range(1, 1 << supplier):
            values[(1 << supplier) + lower] = values[lower] | single


@per_row
def cut_ties(ties: Any, behaviour: Any) -> None:
    """A table of ties, by supplier, to nobody; its last entry stands for empty slots, and nobody reads it."""
    ties["odds"][:] = 1.0
    ties["trust"][:] = trust_class(0.0, behaviour.strong, behaviour.acquainted)


@per_row
def _tie_of(row: Any, slot: Any, columns: Any, ties: Any) -> Any:
    return ties[min(np.int64(columns.tie_supplier[row, slot]), len(ties) - 1)]


@per_row
def set_ties(row: Any, columns: Any, behaviour: Any, ties: Any) -> None:
    """Note the suppliers a row is tied to: odds and class of service."""
    for slot in range(TIE_SLOTS):
        strength = np.float64(columns.tie_strength[row, slot])
        tie = _tie_of(row, slot, columns, ties)
        tie["odds"] = tie_factor(strength, behaviour.tie_odds)
        tie["trust"] = trust_class(strength, behaviour.strong, behaviour.acquainted)


@per_row
def clear_ties(row: Any, columns: Any, behaviour: Any, ties: Any) -> None:
    """Make strangers of the row's suppliers again, for the next row."""
    for slot in range(TIE_SLOTS):
        tie = _tie_of(row, slot, columns, ties)
        tie["odds"] = 1.0
        tie["trust"] = trust_class(0.0, behaviour.strong, behaviour.acquainted)


@per_row
def offers_in_reach(
    row: Any,
    columns: Any,
    behaviour: Any,
    budget: Any,
    seats_known: Any,
    scratch: Any,
) -> Any:
    """Fill ``candidates`` with the seats of offers that are known, allowed and affordable.

    ``passed`` gets the sum of odds before each of them, and after the last. Returns how many there are.
    """
    seats, ties, passed = scratch.seats, scratch.ties, scratch.passed
    candidates, odds_of_stack = scratch.candidates, scratch.odds_of_stack
    gap = budget[row, GAP]
    _set_limits(row, columns, budget, scratch.limit_usd)
    for stack in range(len(odds_of_stack)):
        share = np.float64(columns.stack_share[row, stack])
        odds_of_stack[stack] = stack_odds(share, behaviour.foreign_stack_odds)
    found, total = NO_BITS, 0.0
    for word in range(len(seats_known)):
        known = seats_known[word]
        while known != NO_BITS:
            at = np.uint64(64 * word + trailing_zeros(known))
            known &= known - ONE
            seat = seats[at]
            value = seat["odds"] * fit(gap, seat["lot_a100"])
            value = value * odds_of_stack[seat["stack"]]
            value = value * ties[seat["supplier"]]["odds"]
            value = value if seat["lot_usd"] <= scratch.limit_usd[seat["terms"]] else 0.0
            # Written whether in reach or not, and kept by moving on: cheaper than a branch.
            candidates[found] = at
            found += np.uint64(value > 0.0)
            total += value
            passed[found] = total
    return found


@per_row
def _set_limits(row: Any, columns: Any, budget: Any, limit_usd: Any) -> None:
    """What a row may spend at most, by terms: nothing where a running contract bars another that binds."""
    limit_usd[0], limit_usd[PURCHASE] = budget[row, RENT], budget[row, BUY]
    free = columns.contract_months[row] == 0
    limit_usd[BINDS] = budget[row, RENT] if free else -np.inf
    limit_usd[PURCHASE + BINDS] = budget[row, BUY] if free else -np.inf


@per_row
def look_up_seats(suppliers: Any, seats_of: Any, known: Any) -> None:
    """Fill ``known`` with the seats, as bits, of the offers whose supplier a row knows."""
    for word in range(len(seats_of)):
        seats = NO_BITS
        for nibbles in range(len(suppliers)):
            for nibble in range(NIBBLES):
                value = (suppliers[nibbles] >> np.uint64(4 * nibble)) & np.uint64(NIBBLE_VALUES - 1)
                seats |= seats_of[word, NIBBLES * nibbles + nibble, value]
        known[word] = seats


@per_row
def order_offers(
    row: Any,
    columns: Any,
    behaviour: Any,
    streams: Any,
    found: Any,
    scratch: Any,
) -> None:
    """Order three offers by Plackett and Luce: draw in proportion to odds, without putting back.

    All three are looked up in the same sums of odds: a later draw runs over what is left and steps
    over what is taken.
    """
    seats, ties, candidates, passed = scratch.seats, scratch.ties, scratch.candidates, scratch.passed
    for rank in range(RANKS):
        columns.offer[row, rank] = NO_OFFER
        columns.trust[row, rank] = trust_class(0.0, behaviour.strong, behaviour.acquainted)
    if found == 0:
        return
    key, left = columns.key[row], passed[found]
    first = _seat_at(to_unit(mix(key ^ streams.taste_first)) * left, found, passed)
    first = _untaken(first, found, found, found)
    _note_choice(row, 0, columns, seats[candidates[first]], ties)
    if found == 1:
        return
    left = larger(left - (passed[first + ONE] - passed[first]), 0.0)
    point = _step_over(first, to_unit(mix(key ^ streams.taste_second)) * left, passed)
    second = _untaken(_seat_at(point, found, passed), found, first, first)
    _note_choice(row, 1, columns, seats[candidates[second]], ties)
    if found == 2:
        return
    left = larger(left - (passed[second + ONE] - passed[second]), 0.0)
    point = to_unit(mix(key ^ streams.taste_third)) * left
    point = _step_over(min(first, second), point, passed)
    point = _step_over(max(first, second), point, passed)
    third = _untaken(_seat_at(point, found, passed), found, first, second)
    _note_choice(row, 2, columns, seats[candidates[third]], ties)


@per_row
def _step_over(taken: Any, point: Any, passed: Any) -> Any:
    """The point, moved on by the odds of a taken offer if it lies there or beyond."""
    return step_over(point, passed[taken], passed[taken + ONE])


@per_row
def _seat_at(point: Any, found: Any, passed: Any) -> Any:
    """Number of the offer in whose part of the sum of odds a point lies; ``found`` if beyond."""
    at = NO_BITS
    for seat in range(ONE, found + ONE):
        at += np.uint64(passed[seat] <= point)
    return at


@per_row
def _untaken(at: Any, found: Any, one: Any, other: Any) -> Any:
    """The offer itself, or the last one left where rounding led past the end."""
    if at >= found:
        at = found - ONE
        while at in (one, other):
            at -= ONE
    return at


@per_row
def _note_choice(row: Any, rank: Any, columns: Any, seat: Any, ties: Any) -> None:
    columns.offer[row, rank] = seat["offer"]
    columns.trust[row, rank] = ties[seat["supplier"]]["trust"]
