"""First half of the readable month: contracts, needs, budgets, ordered offers, clearing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.startups import rules
from agents.startups.columns import (
    BLOCK_ROWS,
    NO_OFFER,
    NO_ONE,
    RANKS,
    TIE_SLOTS,
    Blocks,
    Columns,
)
from agents.startups.partials import (
    CONTRACT_UNITS,
    CONTRACT_USD,
    ChoosePartials,
)
from agents.startups.readable_clear import Purse, clear_round
from agents.startups.readable_rows import (
    Index,
    Place,
    Vector,
    alive_rows,
    held_offer,
    of_offer,
    own_power,
    place_of,
    power_of_offer,
    ranked,
)
from agents.startups.tables import ChipTable, GroupMonth, Habits, OfferBoard, Streams
from model.state.randomness import mix, to_unit


@dataclass(frozen=True, slots=True)
class Contract:
    """What running contracts give and cost a firm this month."""

    power_a100: Vector
    cost_usd: Vector


def choose(
    columns: Columns,
    blocks: Blocks,
    month: int,
    groups: GroupMonth,
    board: OfferBoard,
    chips: ChipTable,
    habits: Habits,
    streams: Streams,
) -> ChoosePartials:
    """Honour contracts, form needs and budgets, order offers, clear them in three rounds, pay."""
    place = place_of(columns, blocks, groups)
    partials = ChoosePartials.empty(len(blocks.start), len(board.listing))
    contract = _honour_contracts(columns, place, board, partials)
    purse = _needs_and_budgets(columns, place, month, groups, chips, contract)
    for low in range(0, columns.rows, BLOCK_ROWS):
        rows = slice(low, low + BLOCK_ROWS)
        odds = offer_odds(columns, rows, place, purse, board, habits)
        _order_offers(columns, rows, place, odds, board, streams)
    left = board.capacity_units.copy()
    for rank in range(RANKS):
        _note_trust(columns, rank, board, habits)
        left = clear_round(columns, rank, place, purse, board, left, partials)
    columns.cash_usd[:] = purse.cash_usd
    return partials


def _honour_contracts(
    columns: Columns, place: Place, board: OfferBoard, partials: ChoosePartials
) -> Contract:
    """A contract lapses when its row cannot pay, or when its offer has left the board."""
    cost = columns.contract_units.astype(np.float64) * columns.contract_price_usd.astype(np.float64)
    held = held_offer(columns, board)
    runs = alive_rows(columns) & (held != NO_OFFER) & (cost <= columns.cash_usd)
    columns.contract_months[~runs] = 0
    columns.contract_units[~runs] = 0.0
    columns.contract_offer[~runs] = NO_OFFER
    units = columns.contract_units.astype(np.float64)
    cost = np.where(runs, cost, 0.0)
    offers = (np.where(runs, held, 0), len(board.listing))
    partials.booked[:, CONTRACT_UNITS] = place.add(place.weight * units, offers)
    partials.booked[:, CONTRACT_USD] = place.add(place.weight * cost, offers)
    return Contract(units * power_of_offer(board, place.group, held), cost)


def _needs_and_budgets(
    columns: Columns,
    place: Place,
    month: int,
    groups: GroupMonth,
    chips: ChipTable,
    contract: Contract,
) -> Purse:
    """The gap is what is asked beyond own and contracted compute; rent pays contracts first."""
    g, alive, cash = place.group, alive_rows(columns), columns.cash_usd
    size = columns.size.astype(np.float64)
    pull = rules.attention(
        size,
        columns.talent.astype(np.float64),
        columns.trained_a100_months.astype(np.float64),
        groups.frontier_a100_months[g],
    )
    potential = np.where(alive, groups.pool_per_attention_usd[g] * pull, 0.0)
    serving = potential * groups.serving_a100_per_usd[g]
    want = size * groups.training_want_a100[g]
    gap = serving + want - own_power(columns, place, chips) - contract.power_a100
    gap = np.where(alive, np.maximum(gap, 0.0), 0.0)
    revenue = columns.revenue_usd.astype(np.float64)
    small = (columns.size_class == 0) & alive
    rent = rules.rent_budget(
        cash,
        revenue,
        groups.spend_rate[g],
        groups.rent_share[g],
        groups.revenue_rent_share[g],
        np.where(small, groups.voucher_usd[g], 0.0),
    )
    rent = np.maximum(rent - contract.cost_usd, 0.0)
    cash = cash - contract.cost_usd
    season = np.uint64(month % rules.SEASON_MONTHS)
    in_season = columns.key % np.uint64(rules.SEASON_MONTHS) == season
    buy = rules.buy_budget(cash, rent, groups.buy_share[g], in_season)
    columns.gap_a100[:] = gap
    columns.serving_need_a100[:] = serving
    columns.potential_revenue_usd[:] = potential
    return Purse(gap, rent, buy, cash)


def offer_odds(
    columns: Columns, rows: slice, place: Place, purse: Purse, board: OfferBoard, habits: Habits
) -> NDArray[np.float64]:
    """Rows × offers of the group's view: odds, zero where unknown, barred or out of reach."""
    g = place.group[rows, None]
    view = board.group_offers[place.group[rows]]
    seen = np.arange(view.shape[1]) < board.group_offer_count[g]
    if len(board.listing) == 0:
        return np.zeros(view.shape)
    gap, supplier, door = purse.gap_a100[rows, None], board.supplier[view], board.door_units[view]
    odds = board.odds[g, view] * rules.fit(gap, rules.smallest_lot(board.power_a100[g, view], door))
    known = (columns.known[rows, None] >> supplier.astype(np.uint64)) & np.uint64(1)
    budget = np.where(board.is_purchase[view], purse.buy_usd[rows, None], purse.rent_usd[rows, None])
    reachable = seen & (known != 0) & (door * board.price_usd[view] <= budget) & (gap > 1e-9)
    bound = columns.contract_months[rows, None] > 0
    reachable &= ~(bound & (board.commitment_months[view] > rules.SHORT_COMMITMENT_MONTHS))
    share = np.take_along_axis(columns.stack_share[rows], board.stack[view], axis=1)
    odds = odds * rules.stack_odds(share.astype(np.float64), habits.stranger_stack_odds)
    for slot in range(TIE_SLOTS):
        tied = columns.tie_supplier[rows, slot, None] == supplier
        strength = columns.tie_strength[rows, slot, None].astype(np.float64)
        odds = np.where(tied, odds * rules.tie_factor(strength, habits.tie_odds), odds)
    return np.where(reachable, odds, 0.0)


def _order_offers(
    columns: Columns,
    rows: slice,
    place: Place,
    odds: NDArray[np.float64],
    board: OfferBoard,
    streams: Streams,
) -> None:
    """Order three offers by Plackett and Luce: draw in proportion to odds, without putting back.

    All three are looked up in the same sums of odds: a later draw runs over what is left and steps
    over what is taken.
    """
    each, group, width = np.arange(len(odds)), place.group[rows], odds.shape[1]
    columns.offer[rows] = NO_OFFER
    if width == 0:
        return
    passed = np.zeros((len(odds), width + 1))
    np.cumsum(odds, axis=1, out=passed[:, 1:])
    found, left, untaken = np.count_nonzero(odds > 0.0, axis=1), passed[:, -1], odds > 0.0
    taken: list[Index] = []
    for rank, stream in enumerate((streams.taste_first, streams.taste_second, streams.taste_third)):
        point = to_unit(mix(columns.key[rows] ^ stream)) * left
        for at in np.sort(np.array(taken), axis=0) if taken else ():
            point = rules.step_over(point, passed[each, at], passed[each, at + 1])
        pick = np.count_nonzero(passed[:, 1:] <= point[:, None], axis=1)
        last = width - 1 - np.argmax(untaken[:, ::-1], axis=1)
        pick = np.where(pick < width, pick, last)
        columns.offer[rows, rank] = np.where(rank < found, board.group_offers[group, pick], NO_OFFER)
        left = np.maximum(left - (passed[each, pick + 1] - passed[each, pick]), 0.0)
        untaken[each, pick] = False
        taken.append(pick)


def _note_trust(columns: Columns, rank: int, board: OfferBoard, habits: Habits) -> None:
    supplier = of_offer(board.supplier, ranked(columns, rank), NO_ONE)
    strength = np.zeros(columns.rows)
    for slot in range(TIE_SLOTS):
        tied = (columns.tie_supplier[:, slot] == supplier) & (supplier != NO_ONE)
        strength = np.where(tied, columns.tie_strength[:, slot].astype(np.float64), strength)
    columns.trust[:, rank] = rules.trust_class(strength, habits.strong, habits.acquainted)
