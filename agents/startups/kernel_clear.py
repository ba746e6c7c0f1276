"""One round of clearing, compiled: what rows want, what is served, what they take and keep.

``purse`` holds, for each row, what the firm still needs and may spend, and the units it wants.
"""

from typing import Any

import numpy as np

from agents.startups import rules
from agents.startups.columns import MOST_MILLI, NO_OFFER, NO_ONE, OWN_SLOTS
from agents.startups.compiling import per_block, per_row
from agents.startups.partials import TRUST_CLASSES
from model.ledger import MILLI

GAP, RENT, BUY, UNITS = 0, 1, 2, 3
PURSE = 4

wanted_units = per_row(rules.wanted_units)


@per_block
def want_block(
    block: Any,
    rank: Any,
    columns: Any,
    blocks: Any,
    groups: Any,
    board: Any,
    purse: Any,
    demand: Any,
) -> None:
    group = blocks.group[block]
    for row in range(blocks.start[block], blocks.end[block]):
        offer = columns.offer[row, rank]
        if offer == NO_OFFER:
            continue
        purchase = board.is_purchase[offer]
        units = wanted_units(
            purse[row, GAP],
            board.power_a100[group, offer],
            purse[row, BUY] if purchase else purse[row, RENT],
            board.price_usd[offer],
            board.door_units[offer],
        )
        if purchase and slot_for(columns, row, board.chip[offer]) < 0:
            units = 0.0
        purse[row, UNITS] = units
        demand[block, offer, columns.trust[row, rank]] += groups.weight[group] * units


@per_row
def slot_for(columns: Any, row: Any, chip: Any) -> Any:
    """The slot that holds the chip, else the first free one, else -1."""
    free = -1
    for slot in range(OWN_SLOTS):
        if columns.own_chip[row, slot] == chip:
            return slot
        if free < 0 and columns.own_chip[row, slot] == NO_ONE:
            free = slot
    return free


@per_block
def clear(rank: Any, blocks: Any, board: Any, demand: Any, left: Any, fill: Any, first_choice: Any) -> None:
    """Add the blocks' demand up in order, serve it by trust, and empty it for the next round."""
    fill[:] = 0.0
    for block in range(len(blocks.start)):
        group = blocks.group[block]
        for seat in range(board.group_offer_count[group]):
            offer = board.group_offers[group, seat]
            wanted = demand[block, offer]
            if rank == 0:
                first_choice[block, offer] = wanted[0] + wanted[1] + wanted[2]
            for trust in range(TRUST_CLASSES):
                fill[offer, trust] += wanted[trust]
                wanted[trust] = 0.0
    for offer in range(len(left)):
        for trust in range(TRUST_CLASSES):
            asked = fill[offer, trust]
            served = np.minimum(asked, left[offer])
            fill[offer, trust] = served / np.maximum(asked, 1e-300) if asked > 0.0 else 0.0
            left[offer] -= served


@per_block
def take_block(
    block: Any,
    rank: Any,
    columns: Any,
    blocks: Any,
    groups: Any,
    board: Any,
    purse: Any,
    fill: Any,
    partials: Any,
) -> None:
    """Every row takes its part of the round, pays, and keeps what it bought."""
    group = blocks.group[block]
    weight = groups.weight[group]
    for row in range(blocks.start[block], blocks.end[block]):
        columns.got_units[row, rank] = 0.0
        offer = columns.offer[row, rank]
        if offer == NO_OFFER:
            continue
        got = purse[row, UNITS] * fill[offer, columns.trust[row, rank]]
        if got <= 0.0:
            continue
        purchase = board.is_purchase[offer]
        if purchase:
            milli = _keep(columns, row, board.chip[offer], np.floor(got * weight * MILLI))
            got = milli / MILLI / weight
            partials.purchased_milli[block, offer] += np.int64(milli)
        paid = got * board.price_usd[offer]
        purse[row, GAP] = np.maximum(purse[row, GAP] - got * board.power_a100[group, offer], 0.0)
        purse[row, BUY if purchase else RENT] -= paid
        columns.cash_usd[row] -= paid
        columns.got_units[row, rank] = got
        partials.units[block, offer] += weight * got
        partials.amount_usd[block, offer] += weight * paid
        partials.class_units[block, offer, columns.size_class[row]] += weight * got


@per_row
def _keep(columns: Any, row: Any, chip: Any, milli: Any) -> Any:
    """Put bought chips into their slot, as far as it can count them; returns what was kept."""
    slot = slot_for(columns, row, chip)
    kept = np.minimum(milli, np.float64(MOST_MILLI - columns.own_milli[row, slot]))
    if kept > 0.0:
        columns.own_chip[row, slot] = chip
        columns.own_milli[row, slot] += np.int32(kept)
    return kept
