"""First half of the start-ups' month, row by row: contracts, needs, budgets, order of offers.

Tables come as named tuples of arrays (``packing.py``); groups are counted on from run to run.
"""

from typing import Any

import numpy as np
from numba import prange

from agents.startups import rules
from agents.startups.columns import NO_OFFER, NO_ONE, OWN_SLOTS, RANKS, WORD_BITS
from agents.startups.compiling import larger, per_block, per_row
from agents.startups.kernel_clear import BUY, GAP, RENT, SPENDING, clear, take_block, want
from agents.startups.kernel_order import (
    NIBBLE_VALUES,
    NIBBLES,
    SEAT,
    TIE,
    clear_ties,
    cut_ties,
    offers_in_reach,
    order_offers,
    seat_offers,
    set_ties,
)
from agents.startups.packing import behaviour_of, board_of, streams_of
from agents.startups.partials import CONTRACT_UNITS, CONTRACT_USD, TRUST_CLASSES
from model.state.kinds import MILLI

NOT_HELD = -1
SEASON_MONTHS = np.uint64(rules.SEASON_MONTHS)

attention = per_row(rules.attention)
buy_budget = per_row(rules.buy_budget)
rent_budget = per_row(rules.rent_budget)


def choose_rows(
    columns: Any,
    blocks: Any,
    spans: Any,
    season: Any,
    groups: Any,
    board: Any,
    chips: Any,
    behaviour: Any,
    streams: Any,
    partials: Any,
) -> None:
    """Contracts, needs, budgets and order of every row, then three rounds of clearing in every run.

    ``spans`` are the first blocks of as many spans as there are threads, and the end.
    """
    offers, most_seats = len(board.listing), board.group_offers.shape[1]
    runs, words = len(board.capacity_units), columns.known.shape[1]
    budget = np.empty((len(columns.key), SPENDING))
    demand = np.zeros((len(blocks.start), offers, TRUST_CLASSES))
    asked = np.zeros((len(blocks.start), (offers + 63) // 64), np.uint64)
    fill = np.zeros((runs, offers, TRUST_CLASSES))
    left = board.capacity_units.copy()
    for span in prange(len(spans) - 1):
        seats, candidates = np.empty(most_seats, SEAT), np.empty(most_seats, np.uint64)
        seats_of = np.empty(((most_seats + 63) // 64, NIBBLES * words, NIBBLE_VALUES), np.uint64)
        passed = np.zeros(most_seats + 1)
        ties = np.empty(WORD_BITS * words + 1, TIE)
        for block in range(spans[span], spans[span + 1]):
            _open_block(
                block,
                columns,
                blocks,
                season,
                groups,
                board,
                chips,
                behaviour,
                streams,
                budget,
                partials,
                seats,
                seats_of,
                ties,
                passed,
                candidates,
                demand,
                asked,
            )
    for rank in range(RANKS):
        for run in prange(runs):
            clear(rank, run, blocks, demand, asked, left[run], fill[run], partials.first_choice_units[run])
        for span in prange(len(spans) - 1):
            for block in range(spans[span], spans[span + 1]):
                take_block(block, rank, columns, blocks, groups, board, budget, fill, demand, asked, partials)


@per_block
def _open_block(
    block: Any,
    columns: Any,
    blocks: Any,
    season: Any,
    groups: Any,
    board: Any,
    chips: Any,
    behaviour: Any,
    streams: Any,
    budget: Any,
    partials: Any,
    seats: Any,
    seats_of: Any,
    ties: Any,
    passed: Any,
    candidates: Any,
    demand: Any,
    asked: Any,
) -> None:
    if blocks.start[block] == blocks.end[block]:
        return
    run, group = blocks.run[block], blocks.group[block]
    board, behaviour, streams = board_of(run, board), behaviour_of(run, behaviour), streams_of(run, streams)
    seat_offers(group, board, seats, seats_of)
    cut_ties(ties, behaviour)
    for row in range(blocks.start[block], blocks.end[block]):
        if columns.alive[row] == 0:
            _lay_to_rest(row, columns, budget)
            continue
        _honour_contract(block, group, row, columns, groups, board, budget, partials)
        _need_and_budget(group, row, columns, season, groups, chips, budget)
        set_ties(row, columns, behaviour, ties)
        found = offers_in_reach(row, columns, behaviour, budget, seats, seats_of, ties, passed, candidates)
        order_offers(row, columns, behaviour, streams, found, seats, ties, passed, candidates)
        clear_ties(row, columns, behaviour, ties)
        if found != 0:
            want(block, group, row, 0, columns, groups, board, budget, demand, asked)


@per_row
def _lay_to_rest(row: Any, columns: Any, budget: Any) -> None:
    columns.contract_months[row] = 0
    columns.contract_units[row] = 0.0
    columns.contract_offer[row] = NO_OFFER
    columns.gap_a100[row] = 0.0
    columns.serving_need_a100[row] = 0.0
    columns.potential_revenue_usd[row] = 0.0
    for rank in range(RANKS):
        columns.offer[row, rank] = NO_OFFER
        columns.trust[row, rank] = rules.UNTIED
    budget[row, GAP] = 0.0


@per_row
def _honour_contract(
    block: Any,
    group: Any,
    row: Any,
    columns: Any,
    groups: Any,
    board: Any,
    budget: Any,
    partials: Any,
) -> None:
    """Leaves the contract's compute in the budget's gap and its cost in the budget's rent."""
    budget[row, GAP], budget[row, RENT] = 0.0, 0.0
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
    partials.booked[block, CONTRACT_UNITS, held] += weight * units
    partials.booked[block, CONTRACT_USD, held] += weight * cost
    budget[row, GAP] = units * board.power_a100[group, held]
    budget[row, RENT] = cost


@per_row
def _need_and_budget(
    group: Any, row: Any, columns: Any, season: Any, groups: Any, chips: Any, budget: Any
) -> None:
    contract_power, contract_cost = budget[row, GAP], budget[row, RENT]
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
    gap = larger(serving + want - own - contract_power, 0.0)
    rent = rent_budget(
        cash,
        np.float64(columns.revenue_usd[row]),
        groups.spend_rate[group],
        groups.rent_share[group],
        groups.revenue_rent_share[group],
        groups.voucher_usd[group] if columns.size_class[row] == 0 else 0.0,
    )
    rent = larger(rent - contract_cost, 0.0)
    cash -= contract_cost
    in_season = columns.key[row] % SEASON_MONTHS == season
    columns.cash_usd[row] = cash
    columns.gap_a100[row] = gap
    columns.serving_need_a100[row] = serving
    columns.potential_revenue_usd[row] = potential
    budget[row, GAP] = gap
    budget[row, RENT] = rent
    budget[row, BUY] = buy_budget(cash, rent, groups.buy_share[group], in_season)
