"""Ties and acquaintances as array rules: trust grows and fades, suppliers are met and forgotten."""

import numpy as np

from agents.startups import rules
from agents.startups.columns import NO_OFFER, NO_ONE, RANKS, TIE_SLOTS, Columns
from agents.startups.readable_rows import Place, alive_rows, held_offer, of_offer, ranked
from agents.startups.tables import GroupMonth, Habits, OfferBoard, Streams
from model.state.randomness import mix, to_unit

ONE = np.uint64(1)


def tend_ties(columns: Columns, board: OfferBoard, habits: Habits) -> None:
    """Trust fades, and grows in a month of trade; a new partner takes the weakest idle slot."""
    strength = columns.tie_strength.astype(np.float64)
    rows = np.arange(columns.rows)
    traded = np.zeros(strength.shape, np.bool_)
    partners = [held_offer(columns, board)]
    for rank in range(RANKS):
        partners.append(np.where(columns.got_units[:, rank] > 0, ranked(columns, rank), NO_OFFER))
    for offer in partners:
        supplier = of_offer(board.supplier, offer, NO_ONE)
        slot = np.argmin(np.where(traded, 2.0, strength), axis=1)
        for candidate in reversed(range(TIE_SLOTS)):
            slot = np.where(columns.tie_supplier[:, candidate] == supplier, candidate, slot)
        tied = columns.tie_supplier[rows, slot] == supplier
        has_slot = (supplier != NO_ONE) & (tied | ~traded[rows, slot])
        strength[rows, slot] = np.where(has_slot & ~tied, 0.0, strength[rows, slot])
        before = columns.tie_supplier[rows, slot]
        columns.tie_supplier[rows, slot] = np.where(has_slot, supplier, before)
        traded[rows, slot] |= has_slot
    grown = rules.grow(strength, traded, habits.tie_growth, habits.tie_fade)
    columns.tie_strength[:] = np.where(alive_rows(columns)[:, None], grown, strength)


def meet(columns: Columns, place: Place, groups: GroupMonth, habits: Habits, streams: Streams) -> None:
    """By search or referral a firm meets a supplier now and then, perhaps one it knows."""
    meets = alive_rows(columns) & (to_unit(mix(columns.key ^ streams.search)) < habits.search_rate)
    rows = np.flatnonzero(meets)
    draw = to_unit(mix(columns.key[rows] ^ streams.search_whom))
    whom = np.sum(groups.meeting[place.group[rows]] <= draw[:, None], axis=1)
    found = whom < groups.meeting.shape[1]
    columns.known[rows[found]] |= ONE << whom[found].astype(np.uint64)


def forget(columns: Columns, habits: Habits, streams: Streams) -> None:
    """A firm loses at most one acquaintance without tie, each with the odds of forgetting.

    The draw over the rate numbers the acquaintance: the first below the rate, the second below
    twice the rate, and so on.
    """
    draw = to_unit(mix(columns.key ^ streams.forget))
    number = np.floor(draw / np.maximum(habits.forget_rate, 1e-12))
    unused = columns.known.copy()
    for slot in range(TIE_SLOTS):
        supplier = columns.tie_supplier[:, slot].astype(np.uint64)
        tied = np.where(supplier < np.uint64(64), ONE << (supplier & np.uint64(63)), np.uint64(0))
        unused &= ~tied
    unused = np.where(alive_rows(columns), unused, np.uint64(0))
    skipped = 0
    while np.any((number > skipped) & (unused != 0)):
        unused = np.where(number > skipped, unused & (unused - ONE), unused)
        skipped += 1
    columns.known &= ~(unused ^ (unused & (unused - ONE)))
