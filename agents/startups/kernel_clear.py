"""One round of clearing: what rows want, what is served, what they take and keep.

``budget`` holds, for each row, what the firm still needs and may spend, and the units it wants.
"""

from typing import Any

import numpy as np

from agents.startups import rules
from agents.startups.columns import MOST_MILLI, NO_OFFER, NO_ONE, OWN_SLOTS, RANKS
from agents.startups.compiling import larger, per_block, per_row, smaller, trailing_zeros
from agents.startups.packing import board_of
from agents.startups.partials import (
    AMOUNT_USD,
    FIRST_CLASS,
    PURCHASED_MILLI,
    TRUST_CLASSES,
    UNITS_BOOKED,
)
from model.state.kinds import MILLI

GAP, RENT, BUY, UNITS = 0, 1, 2, 3
SPENDING = 4

wanted_units = per_row(rules.wanted_units)


@per_row
def want(
    block: Any,
    group: Any,
    row: Any,
    rank: Any,
    columns: Any,
    groups: Any,
    board: Any,
    budget: Any,
    demand: Any,
    asked: Any,
) -> None:
    """Note the units a row wants of its offer of a rank (it must have one), and add to demand.

    ``asked`` (blocks × words) marks the block's offers with demand by bits.
    """
    offer = columns.offer[row, rank]
    purchase = board.is_purchase[offer]
    units = wanted_units(
        budget[row, GAP],
        board.power_a100[group, offer],
        budget[row, BUY] if purchase else budget[row, RENT],
        board.price_usd[offer],
        board.min_order_units[offer],
    )
    if purchase and slot_for(columns, row, board.chip[offer]) < 0:
        units = 0.0
    budget[row, UNITS] = units
    demand[block, offer, columns.trust[row, rank]] += groups.weight[group] * units
    asked[block, offer // 64] |= np.uint64(1) << np.uint64(offer % 64)


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
def clear(
    rank: Any, run: Any, blocks: Any, demand: Any, asked: Any, left: Any, fill: Any, first_choice: Any
) -> None:
    """Add the demand of a run's blocks up in order, serve it by trust, and empty it for the next round."""
    fill[:] = 0.0
    count = len(blocks.start) // len(blocks.group_start)
    for block in range(run * count, (run + 1) * count):
        for word in range(asked.shape[1]):
            offers = asked[block, word]
            asked[block, word] = np.uint64(0)
            while offers != 0:
                offer = np.uint64(64 * word + trailing_zeros(offers))
                offers = offers & (offers - np.uint64(1))
                _gather(rank, offer, demand[block, offer], fill, first_choice)
    for each in range(len(left)):
        for trust in range(TRUST_CLASSES):
            wanted = fill[each, trust]
            if wanted > 0.0:
                served = smaller(wanted, left[each])
                fill[each, trust] = served / larger(wanted, 1e-300)
                left[each] -= served


@per_row
def _gather(rank: Any, offer: Any, wanted: Any, fill: Any, first_choice: Any) -> None:
    """Move a block's demand for an offer into the sum over blocks."""
    if rank == 0:
        first_choice[offer] += wanted[0] + wanted[1] + wanted[2]
    for trust in range(TRUST_CLASSES):
        fill[offer, trust] += wanted[trust]
        wanted[trust] = 0.0


@per_block
def take_block(
    block: Any,
    rank: Any,
    columns: Any,
    blocks: Any,
    groups: Any,
    board: Any,
    budget: Any,
    fill: Any,
    demand: Any,
    asked: Any,
    partials: Any,
) -> None:
    """Every row takes its part of the round, and says what it wants of the next."""
    run, group = blocks.run[block], blocks.group[block]
    board, fill = board_of(run, board), fill[run]
    booked = partials.booked[block]
    for row in range(blocks.start[block], blocks.end[block]):
        columns.got_units[row, rank] = 0.0
        offer = columns.offer[row, rank]
        if offer == NO_OFFER:
            continue
        got = budget[row, UNITS] * fill[offer, columns.trust[row, rank]]
        if got > 0.0:
            _take(group, row, rank, got, columns, groups, board, budget, booked)
        if rank + 1 < RANKS and columns.offer[row, rank + 1] != NO_OFFER:
            want(block, group, row, rank + 1, columns, groups, board, budget, demand, asked)


@per_row
def _take(
    group: Any,
    row: Any,
    rank: Any,
    got: Any,
    columns: Any,
    groups: Any,
    board: Any,
    budget: Any,
    booked: Any,
) -> None:
    """A row pays for what it got, and keeps what it bought."""
    weight, offer = groups.weight[group], columns.offer[row, rank]
    purchase = board.is_purchase[offer]
    if purchase:
        milli = _keep(columns, row, board.chip[offer], np.floor(got * weight * MILLI))
        got = milli / MILLI / weight
        booked[PURCHASED_MILLI, offer] += milli
    paid = got * board.price_usd[offer]
    budget[row, GAP] = larger(budget[row, GAP] - got * board.power_a100[group, offer], 0.0)
    budget[row, BUY if purchase else RENT] -= paid
    columns.cash_usd[row] -= paid
    columns.got_units[row, rank] = got
    booked[UNITS_BOOKED, offer] += weight * got
    booked[AMOUNT_USD, offer] += weight * paid
    booked[FIRST_CLASS + columns.size_class[row], offer] += weight * got


@per_row
def _keep(columns: Any, row: Any, chip: Any, milli: Any) -> Any:
    """Put bought chips into their slot, as far as it can count them; returns what was kept."""
    slot = slot_for(columns, row, chip)
    kept = smaller(milli, np.float64(MOST_MILLI - columns.own_milli[row, slot]))
    if kept > 0.0:
        columns.own_chip[row, slot] = chip
        columns.own_milli[row, slot] += np.int32(kept)
    return kept
