"""Ties and acquaintances: trust grows and fades, suppliers are met and forgotten."""

from typing import Any

import numpy as np

from agents.startups import rules
from agents.startups.columns import NO_OFFER, RANKS, TIE_SLOTS, WORD_BITS
from agents.startups.compiling import larger, ones, per_row
from agents.startups.kernel_order import NO_BITS, ONE, mix, to_unit

grow = per_row(rules.grow)


@per_row
def held_offer(row: Any, columns: Any, board: Any) -> Any:
    """This month's number of the offer the row is bound to, or -1."""
    if columns.contract_months[row] == 0 or columns.contract_offer[row] == NO_OFFER:
        return -1
    return board.position[columns.contract_offer[row]]


@per_row
def tend_ties(row: Any, columns: Any, board: Any, behaviour: Any) -> None:
    """Trust fades, and grows in a month of trade; a new partner takes the weakest idle slot."""
    supplier, strength = columns.tie_supplier[row], columns.tie_strength[row]
    traded = 0
    held = held_offer(row, columns, board)
    if held >= 0:
        traded |= _slot_of_partner(board.supplier[held], supplier, strength, traded)
    for rank in range(RANKS):
        if columns.got_units[row, rank] > 0:
            partner = board.supplier[columns.offer[row, rank]]
            traded |= _slot_of_partner(partner, supplier, strength, traded)
    for slot in range(TIE_SLOTS):
        trades = (traded >> slot) & 1 == 1
        before = np.float64(strength[slot])
        strength[slot] = grow(before, trades, behaviour.tie_growth, behaviour.tie_fade)


@per_row
def _slot_of_partner(partner: Any, supplier: Any, strength: Any, traded: Any) -> Any:
    """The bit of the slot that remembers a partner, or of the weakest idle one; 0 if none is."""
    known = np.int64(0)
    for slot in range(TIE_SLOTS):
        known |= np.int64(supplier[slot] == partner) << np.int64(slot)
    if known != 0:
        return known
    weakest, least = 0, np.float32(3.0)
    for slot in range(TIE_SLOTS):
        if (traded >> slot) & 1 == 0 and strength[slot] < least:
            weakest, least = slot, strength[slot]
    if least == np.float32(3.0):
        return 0
    supplier[weakest] = partner
    strength[weakest] = 0.0
    return 1 << weakest


@per_row
def meet(group: Any, row: Any, columns: Any, meeting: Any, behaviour: Any, streams: Any) -> None:
    """By search or referral a firm meets a supplier now and then, perhaps one it knows."""
    key = columns.key[row]
    if not to_unit(mix(key ^ streams.search)) < behaviour.search_rate:
        return
    draw = to_unit(mix(key ^ streams.search_whom))
    whom = 0
    for supplier in range(meeting.shape[1]):
        whom += 1 if meeting[group, supplier] <= draw else 0
    if whom < meeting.shape[1]:
        columns.known[row, whom // WORD_BITS] |= ONE << np.uint64(whom % WORD_BITS)


@per_row
def forget(row: Any, columns: Any, behaviour: Any, streams: Any) -> None:
    """A firm loses at most one acquaintance without tie, each with the odds of forgetting."""
    draw = to_unit(mix(columns.key[row] ^ streams.forget))
    number = np.floor(draw / larger(behaviour.forget_rate, 1e-12))
    for word in range(columns.known.shape[1]):
        unused = columns.known[row, word] & ~_tied(row, word, columns)
        count = ones(unused)
        if number < count:
            for _ in range(np.int64(number)):
                unused &= unused - ONE
            columns.known[row, word] &= ~(unused ^ (unused & (unused - ONE)))
            return
        number -= count


@per_row
def _tied(row: Any, word: Any, columns: Any) -> Any:
    """The suppliers of a word that a row is tied to, as bits."""
    tied = NO_BITS
    for slot in range(TIE_SLOTS):
        supplier = np.int64(columns.tie_supplier[row, slot])
        tied |= np.uint64(supplier // WORD_BITS == word) << np.uint64(supplier % WORD_BITS)
    return tied
