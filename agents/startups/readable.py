"""The start-ups' month as array rules: the readable engine, and the reference for the compiled one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.startups import rules
from agents.startups.columns import NO_OFFER, NO_ONE, OWN_SLOTS, RANKS, TIE_SLOTS, Blocks, Columns
from agents.startups.partials import ChoosePartials, SettlePartials, fill_by_trust
from agents.startups.tables import (
    BINS,
    LOWEST_EXPONENT,
    ChipTable,
    GroupMonth,
    Habits,
    OfferBoard,
    Streams,
)
from model.ledger import MILLI
from model.randomness import mix, to_unit

type Vector = NDArray[np.float64]
type Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Place:
    """Which block and group each row is in."""

    block: Index
    group: Index
    blocks: int

    def add(self, values: Any, *bins: tuple[Any, int]) -> Vector:
        """Sum row values by block and by further bins, row after row."""
        index, size, shape = self.block, self.blocks, [self.blocks]
        for position, count in bins:
            index = index * count + position
            size *= count
            shape.append(count)
        return np.bincount(index, values, size).reshape(shape)


def place_of(columns: Columns, blocks: Blocks) -> Place:
    """Look up every row's block and group once."""
    lengths = blocks.end - blocks.start
    block = np.repeat(np.arange(len(lengths)), lengths)
    return Place(block, blocks.group[block], len(lengths))


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
    place = place_of(columns, blocks)
    partials = ChoosePartials.empty(len(blocks.start), len(board.listing))
    g = place.group
    alive = columns.alive.astype(bool)
    weight = groups.weight[g]
    cash = columns.cash_usd.copy()

    contract_power, contract_cost = _honour_contracts(
        columns, place, groups, board, chips, cash, alive, partials
    )
    size, talent = columns.size.astype(np.float64), columns.talent.astype(np.float64)
    pull = rules.attention(
        size, talent, columns.trained_a100_months.astype(np.float64), groups.frontier_a100_months[g]
    )
    potential = np.where(alive, groups.pool_per_attention_usd[g] * pull, 0.0)
    serving = potential * groups.serving_a100_per_usd[g]
    want = size * groups.training_want_a100[g]
    own = own_power(columns, g, weight, chips)
    gap = np.where(alive, np.maximum(serving + want - own - contract_power, 0.0), 0.0)
    rent = rules.rent_budget(
        cash,
        columns.revenue_usd.astype(np.float64),
        groups.spend_rate[g],
        groups.rent_share[g],
        groups.revenue_rent_share[g],
    )
    rent = np.maximum(rent - contract_cost, 0.0)
    in_season = columns.key % np.uint64(rules.SEASON_MONTHS) == np.uint64(
        month % rules.SEASON_MONTHS
    )
    buy = rules.buy_budget(cash, rent, groups.buy_share[g], in_season)

    columns.gap_a100[:] = gap
    columns.serving_need_a100[:] = serving
    columns.potential_revenue_usd[:] = potential
    odds = offer_odds(columns, g, gap, rent, buy, board, habits)
    _order_offers(columns, odds, streams)
    _note_trust(columns, board, habits)
    _clear(columns, place, weight, gap, rent, buy, cash, board, partials)
    columns.cash_usd[:] = cash
    return partials


def _honour_contracts(
    columns: Columns,
    place: Place,
    groups: GroupMonth,
    board: OfferBoard,
    chips: ChipTable,
    cash: Vector,
    alive: NDArray[np.bool_],
    partials: ChoosePartials,
) -> tuple[Vector, Vector]:
    """Pay running contracts; who cannot pay loses the contract. Returns compute and cost a firm."""
    units = columns.contract_units.astype(np.float64)
    cost = units * columns.contract_price_usd.astype(np.float64)
    runs = alive & (columns.contract_months > 0) & (cost <= cash)
    lapsed = ~runs
    columns.contract_months[lapsed] = 0
    columns.contract_units[lapsed] = 0.0
    columns.contract_offer[lapsed] = NO_OFFER
    position = np.where(runs, board.position[np.where(runs, columns.contract_offer, 0)], 0)
    units, cost = np.where(runs, units, 0.0), np.where(runs, cost, 0.0)
    cash -= cost
    weight = groups.weight[place.group]
    offers = (position, len(board.listing))
    partials.contract_units[:] = place.add(weight * units, offers)
    partials.contract_usd[:] = place.add(weight * cost, offers)
    power = chips.power_a100[place.group, board.chip[position]]
    return units * power, cost


def own_power(columns: Columns, g: Index, weight: Vector, chips: ChipTable) -> Vector:
    """Useful compute of a firm's own chips."""
    power = np.zeros(columns.rows)
    for slot in range(OWN_SLOTS):
        units = columns.own_milli[:, slot] / MILLI / weight
        chip = np.where(columns.own_chip[:, slot] == NO_ONE, 0, columns.own_chip[:, slot])
        power = power + units * chips.power_a100[g, chip]
    return power


def offer_odds(
    columns: Columns,
    g: Index,
    gap: Vector,
    rent: Vector,
    buy: Vector,
    board: OfferBoard,
    habits: Habits,
) -> NDArray[np.float64]:
    """Rows × offers: the odds of each offer, zero where unknown, barred or out of reach."""
    power = board.power_a100[g]
    odds = board.odds[g] * rules.fit(gap[:, None], power, board.door_units)
    known = (columns.known[:, None] >> board.supplier.astype(np.uint64)) & np.uint64(1)
    budget = np.where(board.is_purchase, buy[:, None], rent[:, None])
    reachable = (known != 0) & (board.door_units * board.price_usd <= budget)
    bound = (columns.contract_months > 0)[:, None] & (board.commitment_months > 0)
    reachable &= ~bound & (gap > 1e-9)[:, None]
    share = columns.stack_share.astype(np.float64)[:, board.stack]
    odds = odds * rules.stack_odds(share, habits.stranger_stack_odds)
    for slot in range(TIE_SLOTS):
        tied = columns.tie_supplier[:, slot][:, None] == board.supplier
        strength = columns.tie_strength[:, slot].astype(np.float64)[:, None]
        odds = np.where(tied, odds * rules.tie_factor(strength, habits.tie_odds), odds)
    return np.where(reachable, odds, 0.0)


def _order_offers(columns: Columns, odds: NDArray[np.float64], streams: Streams) -> None:
    """Order three offers by Plackett and Luce: draw in proportion to odds, without putting back."""
    rows = np.arange(columns.rows)
    for rank, stream in enumerate((streams.taste_first, streams.taste_second, streams.taste_third)):
        if odds.shape[1] == 0:
            columns.offer[:, rank] = NO_OFFER
            continue
        total = np.cumsum(odds, axis=1)
        draw = to_unit(mix(columns.key ^ stream)) * total[:, -1]
        pick = np.argmax(total > draw[:, None], axis=1)
        valid = odds[rows, pick] > 0.0
        columns.offer[:, rank] = np.where(valid, pick, NO_OFFER)
        odds[rows, pick] = 0.0


def _note_trust(columns: Columns, board: OfferBoard, habits: Habits) -> None:
    for rank in range(RANKS):
        offer = columns.offer[:, rank]
        supplier = board_lookup(board.supplier, offer, NO_ONE)
        strength = np.zeros(columns.rows)
        for slot in range(TIE_SLOTS):
            tied = columns.tie_supplier[:, slot] == supplier
            strength = np.where(tied, columns.tie_strength[:, slot].astype(np.float64), strength)
        columns.trust[:, rank] = rules.trust_class(strength, habits.strong, habits.acquainted)


def board_lookup(values: Any, offer: Any, missing: Any) -> Any:
    """An offer's value, or ``missing`` for rows without an offer."""
    if len(values) == 0:
        return np.full(len(offer), missing)
    return np.where(offer == NO_OFFER, missing, values[np.where(offer == NO_OFFER, 0, offer)])


def _clear(
    columns: Columns,
    place: Place,
    weight: Vector,
    gap: Vector,
    rent: Vector,
    buy: Vector,
    cash: Vector,
    board: OfferBoard,
    partials: ChoosePartials,
) -> None:
    """Three rounds: strong ties first, the rest pro rata, what is not filled goes to the next offer."""
    left = board.capacity_units.copy()
    count = len(board.listing)
    size_class = columns.size_class.astype(np.int64)
    for rank in range(RANKS):
        offer = columns.offer[:, rank].astype(np.int64)
        has = offer != NO_OFFER
        at = np.where(has, offer, 0)
        if count == 0:
            columns.got_units[:, rank] = 0.0
            continue
        power = board.power_a100[place.group, at]
        price, door = board.price_usd[at], board.door_units[at]
        purchase = board.is_purchase[at] & has
        budget = np.where(purchase, buy, rent)
        units = np.where(has, rules.wanted_units(gap, power, budget, price, door), 0.0)
        slot = _slot_for(columns, board.chip[at])
        units = np.where(purchase & (slot < 0), 0.0, units)
        trust = columns.trust[:, rank].astype(np.int64)
        demand = place.add(weight * units, (at, count), (trust, 3))
        if rank == 0:
            partials.first_choice_units[:] = demand.sum(axis=2)
        fill = fill_by_trust(np.add.reduce(demand, axis=0), left)
        got = units * fill[at, trust]
        milli = np.where(purchase, np.floor(got * weight * MILLI), 0.0)
        got = np.where(purchase, milli / MILLI / weight, got)
        paid = got * price
        _add_own_chips(columns, slot, board.chip[at], milli.astype(np.int32))
        gap -= np.minimum(got * power, gap)
        rent -= np.where(purchase, 0.0, paid)
        buy -= np.where(purchase, paid, 0.0)
        cash -= paid
        columns.got_units[:, rank] = got
        taken = place.add(weight * got, (at, count))
        left -= np.add.reduce(taken, axis=0)
        np.maximum(left, 0.0, out=left)
        partials.units[:] += taken
        partials.amount_usd[:] += place.add(weight * paid, (at, count))
        partials.purchased_milli[:] += place.add(milli, (at, count)).astype(np.int64)
        partials.class_units[:] += place.add(weight * got, (at, count), (size_class, 3))


def _slot_for(columns: Columns, chip: Index) -> Index:
    """The slot that holds the chip, else the first free one, else -1."""
    slot = np.full(columns.rows, -1)
    for candidate in reversed(range(OWN_SLOTS)):
        slot = np.where(columns.own_chip[:, candidate] == NO_ONE, candidate, slot)
    for candidate in reversed(range(OWN_SLOTS)):
        slot = np.where(columns.own_chip[:, candidate] == chip, candidate, slot)
    return slot


def _add_own_chips(columns: Columns, slot: Index, chip: Index, milli: NDArray[np.int32]) -> None:
    for candidate in range(OWN_SLOTS):
        here = (slot == candidate) & (milli > 0)
        columns.own_chip[:, candidate] = np.where(here, chip, columns.own_chip[:, candidate])
        columns.own_milli[:, candidate] += np.where(here, milli, 0).astype(np.int32)


def settle(
    columns: Columns,
    blocks: Blocks,
    groups: GroupMonth,
    board: OfferBoard,
    chips: ChipTable,
    habits: Habits,
    streams: Streams,
) -> SettlePartials:
    """Serve and train, earn, pay people and power, raise money, learn, make friends, or die."""
    place = place_of(columns, blocks)
    g = place.group
    stacks, chip_count = columns.stack_share.shape[1], chips.power_a100.shape[1]
    partials = SettlePartials.empty(len(blocks.start), len(board.listing), chip_count, stacks)
    weight = groups.weight[g]
    alive = columns.alive.astype(bool)

    by_stack = _use_by_stack(columns, g, weight, board, chips)
    power = np.zeros(columns.rows)
    for stack in range(stacks):
        power = power + by_stack[:, stack]
    want = columns.size.astype(np.float64) * groups.training_want_a100[g]
    need = columns.serving_need_a100.astype(np.float64)
    serving = np.where(alive, np.minimum(need, power), 0.0)
    training = np.where(alive, np.minimum(power - serving, want), 0.0)
    served = np.where(need > 0.0, serving / np.maximum(need, 1e-12), 1.0)
    revenue = np.where(alive, columns.potential_revenue_usd.astype(np.float64) * served, 0.0)

    _settle_money(columns, place, groups, chips, alive, revenue, weight, partials)
    trained = columns.trained_a100_months.astype(np.float64) * (1.0 - habits.knowledge_loss)
    columns.trained_a100_months[:] = trained + training
    columns.revenue_usd[:] = revenue
    columns.compute_a100[:] = serving + training
    _learn_stacks(columns, by_stack, power, alive, habits)
    _tend_ties(columns, board, habits)
    _meet_and_forget(columns, g, groups, habits, streams)
    _scrap(columns, place, habits, partials)
    _bury(columns, place, groups, partials)
    _roll_contracts(columns, place, weight, board, partials)
    _sum_up(columns, place, groups, weight, by_stack, serving, training, need, want, partials)
    return partials


def _use_by_stack(
    columns: Columns, g: Index, weight: Vector, board: OfferBoard, chips: ChipTable
) -> NDArray[np.float64]:
    """Rows × stacks: useful compute at hand, rented, under contract and own."""
    use = np.zeros(columns.stack_share.shape)
    rows = np.arange(columns.rows)
    runs = columns.contract_months > 0
    if len(board.listing):
        at = np.where(runs, board.position[np.where(runs, columns.contract_offer, 0)], 0)
        units = np.where(runs, columns.contract_units.astype(np.float64), 0.0)
        use[rows, board.stack[at]] += units * board.power_a100[g, at]
        for rank in range(RANKS):
            offer = columns.offer[:, rank].astype(np.int64)
            at = np.where(offer == NO_OFFER, 0, offer)
            got = columns.got_units[:, rank].astype(np.float64)
            got = np.where((offer == NO_OFFER) | board.is_purchase[at], 0.0, got)
            use[rows, board.stack[at]] += got * board.power_a100[g, at]
    for slot in range(OWN_SLOTS):
        chip = np.where(columns.own_chip[:, slot] == NO_ONE, 0, columns.own_chip[:, slot])
        units = columns.own_milli[:, slot] / MILLI / weight
        use[rows, chips.stack[chip]] += units * chips.power_a100[g, chip]
    return use


def _settle_money(
    columns: Columns,
    place: Place,
    groups: GroupMonth,
    chips: ChipTable,
    alive: NDArray[np.bool_],
    revenue: Vector,
    weight: Vector,
    partials: SettlePartials,
) -> None:
    """Revenue and funding come in; power, floor and people are paid, never more than there is."""
    g = place.group
    size, talent = columns.size.astype(np.float64), columns.talent.astype(np.float64)
    pull = rules.attention(
        size, talent, columns.trained_a100_months.astype(np.float64), groups.frontier_a100_months[g]
    )
    funding = groups.funding_per_attention_usd[g] * pull + groups.funding_per_size_usd[g] * size
    funding = np.where(alive, funding + groups.round_usd[g], 0.0)
    cash = columns.cash_usd + revenue + funding
    energy, running = np.zeros(columns.rows), np.zeros(columns.rows)
    for slot in range(OWN_SLOTS):
        chip = np.where(columns.own_chip[:, slot] == NO_ONE, 0, columns.own_chip[:, slot])
        units = columns.own_milli[:, slot] / MILLI / weight
        energy = energy + units * chips.energy_usd[g, chip]
        running = running + units * chips.running_usd[g, chip]
    energy = np.minimum(np.where(alive, energy, 0.0), cash)
    cash = cash - energy
    running = np.minimum(np.where(alive, running, 0.0), cash)
    cash = cash - running
    staff = rules.staff_cost(
        cash,
        revenue,
        size,
        groups.staff_rate[g],
        groups.staff_floor_usd[g],
        groups.staff_revenue_share[g],
    )
    staff = np.where(alive, staff, 0.0)
    columns.cash_usd[:] = cash - staff
    partials.revenue_usd[:] = place.add(weight * revenue)
    partials.funding_usd[:] = place.add(weight * funding)
    partials.energy_usd[:] = place.add(weight * energy)
    partials.running_usd[:] = place.add(weight * running)
    partials.staff_usd[:] = place.add(weight * staff)


def _learn_stacks(
    columns: Columns,
    by_stack: NDArray[np.float64],
    power: Vector,
    alive: NDArray[np.bool_],
    habits: Habits,
) -> None:
    share = columns.stack_share.astype(np.float64)
    used = by_stack / np.maximum(power, 1e-12)[:, None]
    learned = rules.learn(share, used, habits.stack_learning)
    columns.stack_share[:] = np.where((alive & (power > 1e-9))[:, None], learned, share)


def _tend_ties(columns: Columns, board: OfferBoard, habits: Habits) -> None:
    """Trust fades; trade of any rank, or under contract, makes it grow or takes the weakest slot."""
    strength = columns.tie_strength.astype(np.float64) * (1.0 - habits.tie_fade)
    rows = np.arange(columns.rows)
    runs = columns.contract_months > 0
    traded = [
        np.where(columns.got_units[:, rank] > 0, columns.offer[:, rank], NO_OFFER)
        for rank in range(RANKS)
    ]
    if len(board.listing):
        held = board.position[np.where(runs, columns.contract_offer, 0)]
        traded.append(np.where(runs, held, NO_OFFER))
    for offer in traded:
        supplier = board_lookup(board.supplier, offer, NO_ONE)
        slot = np.argmin(strength, axis=1)
        for candidate in reversed(range(TIE_SLOTS)):
            slot = np.where(columns.tie_supplier[:, candidate] == supplier, candidate, slot)
        known = columns.tie_supplier[rows, slot] == supplier
        before = np.where(known, strength[rows, slot], 0.0)
        after = before + habits.tie_growth * (1.0 - before)
        real = supplier != NO_ONE
        strength[rows, slot] = np.where(real, after, strength[rows, slot])
        columns.tie_supplier[rows, slot] = np.where(
            real, supplier, columns.tie_supplier[rows, slot]
        )
    columns.tie_strength[:] = strength


def _meet_and_forget(
    columns: Columns, g: Index, groups: GroupMonth, habits: Habits, streams: Streams
) -> None:
    """Search and referral add a supplier now and then; an unused one may be forgotten."""
    one = np.uint64(1)
    meets = to_unit(mix(columns.key ^ streams.search)) < habits.search_rate
    draw = to_unit(mix(columns.key ^ streams.search_whom))
    whom = np.sum(groups.meeting[g] <= draw[:, None], axis=1)
    meets &= (whom < groups.meeting.shape[1]) & (columns.alive == 1)
    met = np.where(meets, one << np.minimum(whom, 63).astype(np.uint64), np.uint64(0))
    columns.known |= met
    draw = to_unit(mix(columns.key ^ streams.forget))
    candidate = np.floor(draw / max(habits.forget_rate, 1e-12) * 64.0)
    forgets = (draw < habits.forget_rate) & (columns.alive == 1)
    candidate = np.minimum(candidate, 63.0).astype(np.uint64)
    for slot in range(TIE_SLOTS):
        forgets &= columns.tie_supplier[:, slot] != candidate
    columns.known &= ~np.where(forgets, one << candidate, np.uint64(0))


def _roll_contracts(
    columns: Columns, place: Place, weight: Vector, board: OfferBoard, partials: SettlePartials
) -> None:
    """Count contracts down; a booking with a commitment becomes the contract of a free row."""
    if len(board.listing) == 0:
        columns.contract_months[:] = 0
        return
    left = np.where(columns.contract_months > 0, columns.contract_months - 1, 0)
    free = (columns.contract_months == 0) & (columns.alive == 1)
    ended = (columns.contract_months > 0) & (left == 0)
    columns.contract_offer[ended] = NO_OFFER
    columns.contract_units[ended] = 0.0
    for rank in range(RANKS):
        offer = columns.offer[:, rank].astype(np.int64)
        at = np.where(offer == NO_OFFER, 0, offer)
        signs = free & (offer != NO_OFFER) & (columns.got_units[:, rank] > 0)
        signs &= board.commitment_months[at] > 1
        columns.contract_offer[:] = np.where(signs, board.listing[at], columns.contract_offer)
        columns.contract_units[:] = np.where(
            signs, columns.got_units[:, rank], columns.contract_units
        )
        columns.contract_price_usd[:] = np.where(
            signs, board.price_usd[at], columns.contract_price_usd
        )
        left = np.where(signs, board.commitment_months[at] - 1, left)
        free &= ~signs
    columns.contract_months[:] = left
    at = np.where(left > 0, board.position[np.where(left > 0, columns.contract_offer, 0)], 0)
    units = np.where(left > 0, columns.contract_units, 0.0)
    partials.bound_units[:] = place.add(weight * units.astype(np.float64), (at, len(board.listing)))


def _scrap(columns: Columns, place: Place, habits: Habits, partials: SettlePartials) -> None:
    """A part of the own chips is retired; an empty lot frees its slot."""
    count = partials.scrapped_milli.shape[1]
    for slot in range(OWN_SLOTS):
        milli = columns.own_milli[:, slot]
        gone = np.floor(milli * habits.scrap_rate).astype(np.int32)
        chip = np.where(columns.own_chip[:, slot] == NO_ONE, 0, columns.own_chip[:, slot])
        columns.own_milli[:, slot] = milli - gone
        partials.scrapped_milli[:] += place.add(gone, (chip, count)).astype(np.int64)
        empty = columns.own_milli[:, slot] == 0
        columns.own_chip[:, slot] = np.where(empty, NO_ONE, columns.own_chip[:, slot])


def _bury(columns: Columns, place: Place, groups: GroupMonth, partials: SettlePartials) -> None:
    """Who cannot pay next month's least staff closes: cash to the investors, chips to the channel."""
    g = place.group
    size = columns.size.astype(np.float64)
    dies = (columns.alive == 1) & (columns.cash_usd < groups.staff_floor_usd[g] * size)
    weight = groups.weight[g]
    partials.liquidation_usd[:] = place.add(np.where(dies, weight * columns.cash_usd, 0.0))
    partials.firms_died[:] = place.add(np.where(dies, weight, 0.0))
    count = partials.orphaned_milli.shape[1]
    for slot in range(OWN_SLOTS):
        chip = np.where(columns.own_chip[:, slot] == NO_ONE, 0, columns.own_chip[:, slot])
        milli = np.where(dies, columns.own_milli[:, slot], 0)
        partials.orphaned_milli[:] += place.add(milli, (chip, count)).astype(np.int64)
    columns.own_milli[dies] = 0
    columns.own_chip[dies] = NO_ONE
    columns.alive[dies] = 0
    columns.cash_usd[dies] = 0.0
    columns.revenue_usd[dies] = 0.0
    columns.contract_months[dies] = 0
    columns.contract_units[dies] = 0.0
    columns.contract_offer[dies] = NO_OFFER


def _sum_up(
    columns: Columns,
    place: Place,
    groups: GroupMonth,
    weight: Vector,
    by_stack: NDArray[np.float64],
    serving: Vector,
    training: Vector,
    need: Vector,
    want: Vector,
    partials: SettlePartials,
) -> None:
    """What the market, the ledgers and the metrics need to know, by block."""
    g = place.group
    living = np.where(columns.alive == 1, weight, 0.0)
    size = columns.size.astype(np.float64)
    pull = rules.attention(
        size,
        columns.talent.astype(np.float64),
        columns.trained_a100_months.astype(np.float64),
        groups.frontier_a100_months[g],
    )
    partials.cash_usd[:] = place.add(weight * columns.cash_usd)
    partials.firms_alive[:] = place.add(living)
    partials.attention[:] = place.add(living * pull)
    partials.size_sum[:] = place.add(living * size)
    partials.serving_a100[:] = place.add(weight * serving)
    partials.training_a100[:] = place.add(weight * training)
    partials.serving_need_a100[:] = place.add(weight * need)
    partials.training_want_a100[:] = place.add(living * want)
    share = columns.stack_share.astype(np.float64)
    partials.lock_in[:] = place.add(living * share.max(axis=1))
    for stack in range(by_stack.shape[1]):
        partials.stack_a100[:, stack] = place.add(living * by_stack[:, stack])
    compute = serving + training
    size_class = columns.size_class.astype(np.int64)
    partials.class_a100[:] = place.add(living * compute, (size_class, 3))
    mantissa, exponent = np.frexp(np.maximum(compute, 1e-300))
    bins = (exponent - LOWEST_EXPONENT) * 4 + np.floor((mantissa - 0.5) * 8.0).astype(np.int64)
    bins = np.clip(bins, 0, BINS - 1)
    partials.histogram_firms[:] = place.add(living, (bins, BINS))
    partials.histogram_a100[:] = place.add(living * compute, (bins, BINS))
    trained = np.where(columns.alive == 1, columns.trained_a100_months, np.float32(0))
    np.maximum.at(partials.trained_max_a100_months, place.block, trained.astype(np.float64))
