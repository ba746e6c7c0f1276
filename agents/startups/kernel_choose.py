"""First half of the start-ups' month, row by row: contracts, needs, budgets, order of offers.

Tables come as named tuples of arrays (``packing.py``); groups are counted on from run to run.
"""

from typing import Any

import numpy as np
from numba import prange

from agents.startups import rules
from agents.startups.columns import NO_OFFER, NO_ONE, OWN_SLOTS, RANKS
from agents.startups.compiling import larger, per_block, per_row
from agents.startups.kernel_attract import attract, most_rows
from agents.startups.kernel_clear import BUY, GAP, RENT, SPENDING, clear, take_block, want
from agents.startups.kernel_order import (
    NO_BITS,
    clear_ties,
    cut_ties,
    look_up_seats,
    new_scratch,
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
    offers, runs = len(board.listing), len(board.capacity_units)
    budget = np.empty((len(columns.key), SPENDING))
    demand = np.zeros((len(blocks.start), offers, TRUST_CLASSES))
    asked = np.zeros((len(blocks.start), (offers + 63) // 64), np.uint64)
    fill = np.zeros((runs, offers, TRUST_CLASSES))
    left = board.capacity_units.copy()
    for span in prange(len(spans) - 1):
        scratch = new_scratch(board, columns, most_rows(blocks))
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
                scratch,
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
    scratch: Any,
    demand: Any,
    asked: Any,
) -> None:
    if blocks.start[block] == blocks.end[block]:
        return
    run, group = blocks.run[block], blocks.group[block]
    board, behaviour, streams = board_of(run, board), behaviour_of(run, behaviour), streams_of(run, streams)
    seat_offers(group, board, scratch)
    cut_ties(scratch.ties, behaviour)
    start, end = blocks.start[block], blocks.end[block]
    attract(start, end, columns, groups.frontier_a100_months[group], scratch.pull)
    # Loops one after the other: none of them waits for what another guessed wrong.
    for row in range(start, end):
        if columns.alive[row] == 0:
            _lay_to_rest(row, columns, budget)
        else:
            _honour_contract(block, group, row, columns, groups, board, budget, partials)
            pull = scratch.pull[row - start]
            _need_and_budget(group, row, columns, season, groups, chips, pull, budget)
    for row in range(start, end):
        look_up_seats(columns.known[row], scratch.seats_of, scratch.known[row - start])
    for row in range(start, end):
        found = NO_BITS
        if budget[row, GAP] > 1e-9:
            set_ties(row, columns, behaviour, scratch.ties)
            found = offers_in_reach(row, columns, behaviour, budget, scratch.known[row - start], scratch)
        order_offers(row, columns, behaviour, streams, found, scratch)
        if found != 0:
            want(block, group, row, 0, columns, groups, board, budget, demand, asked)
        clear_ties(row, columns, behaviour, scratch.ties)


@per_row
def _lay_to_rest(row: Any, columns: Any, budget: Any) -> None:
    columns.contract_months[row] = 0
    columns.contract_units[row] = 0.0
    columns.contract_offer[row] = NO_OFFER
    columns.gap_a100[row] = 0.0
    columns.serving_need_a100[row] = 0.0
    columns.potential_revenue_usd[row] = 0.0
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
    group: Any,
    row: Any,
    columns: Any,
    season: Any,
    groups: Any,
    chips: Any,
    pull: Any,
    budget: Any,
) -> None:
    contract_power, contract_cost = budget[row, GAP], budget[row, RENT]
    size = np.float64(columns.size[row])
    cash = columns.cash_usd[row]
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
