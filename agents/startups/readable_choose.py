"""First half of the readable month: contracts, needs, budgets, ordered offers, clearing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.startups import rules
from agents.startups.columns import (
    BLOCK_ROWS,
    MOST_MILLI,
    NO_OFFER,
    NO_ONE,
    OWN_SLOTS,
    RANKS,
    TIE_SLOTS,
    Blocks,
    Columns,
)
from agents.startups.partials import (
    SIZE_CLASSES,
    TRUST_CLASSES,
    ChoosePartials,
    add_blocks,
    fill_by_trust,
)
from agents.startups.readable_rows import (
    Index,
    Mask,
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
from model.ledger import MILLI
from model.randomness import mix, to_unit


@dataclass(frozen=True, slots=True)
class Contract:
    """What running contracts give and cost a firm this month."""

    power_a100: Vector
    cost_usd: Vector


@dataclass(frozen=True, slots=True)
class Lot:
    """What each row's offer of one rank is; ``slot`` is where the row would keep bought chips."""

    power_a100: Vector
    price_usd: Vector
    door_units: Vector
    purchase: Mask
    chip: Index
    slot: Index


@dataclass(slots=True)
class Purse:
    """What a firm still needs and may still spend, round after round."""

    gap_a100: Vector
    rent_usd: Vector
    buy_usd: Vector
    cash_usd: Vector


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
        left = _clear_round(columns, rank, place, purse, board, left, partials)
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
    partials.contract_units[:] = place.add(place.weight * units, offers)
    partials.contract_usd[:] = place.add(place.weight * cost, offers)
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
    """Order three offers by Plackett and Luce: draw in proportion to odds, without putting back."""
    each = np.arange(len(odds))
    group = place.group[rows]
    columns.offer[rows] = NO_OFFER
    if odds.shape[1] == 0:
        return
    for rank, stream in enumerate((streams.taste_first, streams.taste_second, streams.taste_third)):
        total = np.cumsum(odds, axis=1)
        draw = to_unit(mix(columns.key[rows] ^ stream)) * total[:, -1]
        pick = np.argmax(total > draw[:, None], axis=1)
        valid = odds[each, pick] > 0.0
        columns.offer[rows, rank] = np.where(valid, board.group_offers[group, pick], NO_OFFER)
        odds[each, pick] = 0.0


def _note_trust(columns: Columns, rank: int, board: OfferBoard, habits: Habits) -> None:
    supplier = of_offer(board.supplier, ranked(columns, rank), NO_ONE)
    strength = np.zeros(columns.rows)
    for slot in range(TIE_SLOTS):
        tied = (columns.tie_supplier[:, slot] == supplier) & (supplier != NO_ONE)
        strength = np.where(tied, columns.tie_strength[:, slot].astype(np.float64), strength)
    columns.trust[:, rank] = rules.trust_class(strength, habits.strong, habits.acquainted)


def _clear_round(
    columns: Columns,
    rank: int,
    place: Place,
    purse: Purse,
    board: OfferBoard,
    left_units: Vector,
    partials: ChoosePartials,
) -> Vector:
    """Serve strong ties first and the rest pro rata; what stays unfilled goes to the next rank."""
    count = len(board.listing)
    offer = ranked(columns, rank)
    at = np.where(offer == NO_OFFER, 0, offer)
    lot = _lot_of(columns, place, board, offer)
    units = _wanted(purse, lot)
    trust = columns.trust[:, rank].astype(np.int64)
    demand = place.add(place.weight * units, (at, count), (trust, TRUST_CLASSES))
    if rank == 0:
        partials.first_choice_units[:] = demand[:, :, 0] + demand[:, :, 1] + demand[:, :, 2]
    cleared = fill_by_trust(add_blocks(demand), left_units)
    got = units * cleared.fill[at, trust] if count else units
    milli = np.floor(got * place.weight * MILLI)
    milli = np.where(lot.purchase, np.minimum(milli, _room(columns, lot)), 0.0)
    got = np.where(lot.purchase, milli / MILLI / place.weight, got)
    paid = got * lot.price_usd
    _add_own_chips(columns, lot, milli)
    _spend(purse, got * lot.power_a100, paid, lot.purchase)
    columns.got_units[:, rank] = got
    if count:
        classes = (columns.size_class, SIZE_CLASSES)
        place.add_to(partials.units, place.weight * got, (at, count))
        place.add_to(partials.amount_usd, place.weight * paid, (at, count))
        place.add_to(partials.purchased_milli, milli.astype(np.int64), (at, count))
        place.add_to(partials.class_units, place.weight * got, (at, count), classes)
    return cleared.left_units


def _lot_of(columns: Columns, place: Place, board: OfferBoard, offer: Index) -> Lot:
    chip = of_offer(board.chip, offer, NO_ONE)
    return Lot(
        power_a100=power_of_offer(board, place.group, offer),
        price_usd=of_offer(board.price_usd, offer, 0.0),
        door_units=of_offer(board.door_units, offer, 0.0),
        purchase=of_offer(board.is_purchase, offer, False),
        chip=chip,
        slot=_slot_for(columns, chip),
    )


def _wanted(purse: Purse, lot: Lot) -> Vector:
    """Chips wanted; nothing without an offer (no power), nor without a slot for the chips."""
    budget = np.where(lot.purchase, purse.buy_usd, purse.rent_usd)
    units = rules.wanted_units(purse.gap_a100, lot.power_a100, budget, lot.price_usd, lot.door_units)
    homeless = lot.purchase & (lot.slot < 0)
    wanted: Vector = np.where((lot.chip == NO_ONE) | homeless, 0.0, units)
    return wanted


def _spend(purse: Purse, compute_a100: Vector, paid_usd: Vector, purchase: Mask) -> None:
    purse.gap_a100 = np.maximum(purse.gap_a100 - compute_a100, 0.0)
    purse.rent_usd = purse.rent_usd - np.where(purchase, 0.0, paid_usd)
    purse.buy_usd = purse.buy_usd - np.where(purchase, paid_usd, 0.0)
    purse.cash_usd = purse.cash_usd - paid_usd


def _slot_for(columns: Columns, chip: Index) -> Index:
    """The slot that holds the chip, else the first free one, else -1."""
    slot = np.full(columns.rows, -1)
    for wanted in (np.full(columns.rows, NO_ONE), chip):
        for candidate in reversed(range(OWN_SLOTS)):
            slot = np.where(columns.own_chip[:, candidate] == wanted, candidate, slot)
    return slot


def _room(columns: Columns, lot: Lot) -> Vector:
    """Thousandths of chips that the slot can still count."""
    held = np.take_along_axis(columns.own_milli, np.maximum(lot.slot, 0)[:, None], axis=1)[:, 0]
    return (MOST_MILLI - held.astype(np.int64)).astype(np.float64)


def _add_own_chips(columns: Columns, lot: Lot, milli: Vector) -> None:
    for candidate in range(OWN_SLOTS):
        here = (lot.slot == candidate) & (milli > 0.0)
        columns.own_chip[:, candidate] = np.where(here, lot.chip, columns.own_chip[:, candidate])
        columns.own_milli[:, candidate] += np.where(here, milli, 0.0).astype(np.int32)
