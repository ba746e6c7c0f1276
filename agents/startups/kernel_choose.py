"""First half of the compiled month, row by row; readable_choose.py says the same in arrays.

Tables come as named tuples of arrays (``kernel.py`` packs them). ``purse`` holds, for each row,
what the firm still needs and may spend, and the units it wants of the offer now to be cleared.
"""

from typing import Any

import numpy as np
from numba import prange

from agents.startups import rules
from agents.startups.columns import MOST_MILLI, NO_OFFER, NO_ONE, OWN_SLOTS, RANKS, TIE_SLOTS
from agents.startups.compiling import per_block, per_row, trailing_zeros
from agents.startups.partials import TRUST_CLASSES
from model import randomness
from model.ledger import MILLI

GAP, RENT, BUY, UNITS = 0, 1, 2, 3
PURSE = 4
SUPPLIERS = 64
SEAT = np.dtype(
    [
        ("odds", np.float64),
        ("lot_a100", np.float64),
        ("lot_usd", np.float64),
        ("offer", np.int64),
        ("supplier", np.int64),
        ("stack", np.int64),
        ("binds", np.bool_),
        ("is_purchase", np.bool_),
    ],
    align=True,
)
"""What a group sees of one offer: one line of the processor's cache."""
NOT_HELD = -1
NO_BITS, ONE = np.uint64(0), np.uint64(1)
SEASON_MONTHS = np.uint64(rules.SEASON_MONTHS)

attention = per_row(rules.attention)
buy_budget = per_row(rules.buy_budget)
fit = per_row(rules.fit)
rent_budget = per_row(rules.rent_budget)
smallest_lot = per_row(rules.smallest_lot)
stack_odds = per_row(rules.stack_odds)
tie_factor = per_row(rules.tie_factor)
trust_class = per_row(rules.trust_class)
wanted_units = per_row(rules.wanted_units)
mix = per_row(randomness.mix)


def choose_rows(
    columns: Any,
    blocks: Any,
    spans: Any,
    season: Any,
    groups: Any,
    board: Any,
    chips: Any,
    habits: Any,
    streams: Any,
    partials: Any,
) -> None:
    """Contracts, needs, budgets and order of every row, then three rounds of clearing.

    ``spans`` are the first blocks of as many spans as there are threads, and the end.
    """
    offers, most_seats = len(board.listing), board.group_offers.shape[1]
    purse = np.empty((len(columns.key), PURSE))
    demand = np.zeros((len(blocks.start), offers, TRUST_CLASSES))
    fill = np.zeros((offers, TRUST_CLASSES))
    left = board.capacity_units.copy()
    for span in prange(len(spans) - 1):
        seats, candidates = np.empty(most_seats, SEAT), np.empty(most_seats, np.int64)
        seats_of = np.empty(((most_seats + 63) // 64, SUPPLIERS), np.uint64)
        odds, passed = np.empty(most_seats), np.empty(most_seats)
        trust_odds = np.ones(SUPPLIERS)
        for block in range(spans[span], spans[span + 1]):
            _seat_offers(blocks.group[block], board, seats, seats_of)
            _open_block(
                block,
                columns,
                blocks,
                season,
                groups,
                board,
                chips,
                habits,
                streams,
                purse,
                partials,
                seats,
                seats_of,
                trust_odds,
                odds,
                passed,
                candidates,
            )
            _want_block(block, 0, columns, blocks, groups, board, purse, demand)
    for rank in range(RANKS):
        _clear(rank, blocks, board, demand, left, fill, partials.first_choice_units)
        for span in prange(len(spans) - 1):
            for block in range(spans[span], spans[span + 1]):
                _take_block(block, rank, columns, blocks, groups, board, purse, fill, partials)
                if rank + 1 < RANKS:
                    _want_block(block, rank + 1, columns, blocks, groups, board, purse, demand)


@per_row
def to_unit(bits: Any) -> Any:
    """``randomness.to_unit`` for one hash: that one makes arrays."""
    return (bits >> randomness.SHIFT_11) * randomness.UNIT


@per_block
def _open_block(
    block: Any,
    columns: Any,
    blocks: Any,
    season: Any,
    groups: Any,
    board: Any,
    chips: Any,
    habits: Any,
    streams: Any,
    purse: Any,
    partials: Any,
    seats: Any,
    seats_of: Any,
    trust_odds: Any,
    odds: Any,
    passed: Any,
    candidates: Any,
) -> None:
    group = blocks.group[block]
    for row in range(blocks.start[block], blocks.end[block]):
        if columns.alive[row] == 0:
            _lay_to_rest(row, columns, purse)
            continue
        _honour_contract(block, group, row, columns, groups, board, purse, partials)
        _need_and_budget(group, row, columns, season, groups, chips, purse)
        _set_trust_odds(row, columns, habits.tie_odds, trust_odds)
        found = _offers_in_reach(row, columns, habits, purse, seats, seats_of, trust_odds, odds, candidates)
        _set_trust_odds(row, columns, 0.0, trust_odds)
        _order(row, columns, streams, found, odds, passed, candidates)
        _note_trust(row, columns, board, habits)


@per_block
def _seat_offers(group: Any, board: Any, seats: Any, seats_of: Any) -> None:
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
def _lay_to_rest(row: Any, columns: Any, purse: Any) -> None:
    columns.contract_months[row] = 0
    columns.contract_units[row] = 0.0
    columns.contract_offer[row] = NO_OFFER
    columns.gap_a100[row] = 0.0
    columns.serving_need_a100[row] = 0.0
    columns.potential_revenue_usd[row] = 0.0
    for rank in range(RANKS):
        columns.offer[row, rank] = NO_OFFER
        columns.trust[row, rank] = rules.STRANGER
    purse[row, GAP] = 0.0


@per_row
def _honour_contract(
    block: Any,
    group: Any,
    row: Any,
    columns: Any,
    groups: Any,
    board: Any,
    purse: Any,
    partials: Any,
) -> None:
    """Leaves the contract's compute in the purse's gap and its cost in the purse's rent."""
    purse[row, GAP], purse[row, RENT] = 0.0, 0.0
    held = NOT_HELD
    units = np.float64(columns.contract_units[row])
    cost = units * np.float64(columns.contract_price_usd[row])
    if columns.contract_months[row] > 0 and columns.contract_offer[row] != NO_OFFER:
        held = board.position[columns.contract_offer[row]]
    if held == NOT_HELD or cost > columns.cash_usd[row]:
        columns.contract_months[row] = 0
        columns.contract_units[row] = 0.0
        columns.contract_offer[row] = NO_OFFER
        return
    weight = groups.weight[group]
    partials.contract_units[block, held] += weight * units
    partials.contract_usd[block, held] += weight * cost
    purse[row, GAP] = units * board.power_a100[group, held]
    purse[row, RENT] = cost


@per_row
def _need_and_budget(
    group: Any, row: Any, columns: Any, season: Any, groups: Any, chips: Any, purse: Any
) -> None:
    contract_power, contract_cost = purse[row, GAP], purse[row, RENT]
    size = np.float64(columns.size[row])
    cash = columns.cash_usd[row]
    pull = attention(
        size,
        np.float64(columns.talent[row]),
        np.float64(columns.trained_a100_months[row]),
        groups.frontier_a100_months[group],
    )
    potential = groups.pool_per_attention_usd[group] * pull
    serving = potential * groups.serving_a100_per_usd[group]
    want = size * groups.training_want_a100[group]
    own = 0.0
    for slot in range(OWN_SLOTS):
        chip = columns.own_chip[row, slot]
        if chip != NO_ONE:
            units = columns.own_milli[row, slot] / MILLI / groups.weight[group]
            own += units * chips.power_a100[group, chip]
    gap = np.maximum(serving + want - own - contract_power, 0.0)
    rent = rent_budget(
        cash,
        np.float64(columns.revenue_usd[row]),
        groups.spend_rate[group],
        groups.rent_share[group],
        groups.revenue_rent_share[group],
    )
    rent = np.maximum(rent - contract_cost, 0.0)
    cash -= contract_cost
    in_season = columns.key[row] % SEASON_MONTHS == season
    columns.cash_usd[row] = cash
    columns.gap_a100[row] = gap
    columns.serving_need_a100[row] = serving
    columns.potential_revenue_usd[row] = potential
    purse[row, GAP] = gap
    purse[row, RENT] = rent
    purse[row, BUY] = buy_budget(cash, rent, groups.buy_share[group], in_season)


@per_row
def _set_trust_odds(row: Any, columns: Any, tie_odds: Any, trust_odds: Any) -> None:
    """Set the factor of each supplier a row is tied to; without tie odds, back to one."""
    for slot in range(TIE_SLOTS):
        supplier = columns.tie_supplier[row, slot]
        if supplier != NO_ONE:
            strength = np.float64(columns.tie_strength[row, slot])
            trust_odds[supplier] = tie_factor(strength, tie_odds)


@per_row
def _offers_in_reach(
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
def _order(row: Any, columns: Any, streams: Any, found: Any, odds: Any, passed: Any, candidates: Any) -> None:
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
def _note_trust(row: Any, columns: Any, board: Any, habits: Any) -> None:
    for rank in range(RANKS):
        strength = 0.0
        offer = columns.offer[row, rank]
        if offer != NO_OFFER:
            for slot in range(TIE_SLOTS):
                if columns.tie_supplier[row, slot] == board.supplier[offer]:
                    strength = np.float64(columns.tie_strength[row, slot])
        columns.trust[row, rank] = trust_class(strength, habits.strong, habits.acquainted)


@per_block
def _want_block(
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
def _clear(rank: Any, blocks: Any, board: Any, demand: Any, left: Any, fill: Any, first_choice: Any) -> None:
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
def _take_block(
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
