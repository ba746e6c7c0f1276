"""Second half of the readable month: use, money, learning, ties, scrap, exit, contracts, sums."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.startups import rules
from agents.startups.columns import NO_OFFER, NO_ONE, RANKS, Blocks, Columns
from agents.startups.partials import (
    FIRST_SIZE_CLASS,
    FIRST_STACK,
    ORPHANED,
    SCRAPPED,
    SIZE_CLASSES,
    SettlePartials,
    Sum,
)
from agents.startups.readable_rows import (
    Place,
    Vector,
    alive_rows,
    held_offer,
    of_offer,
    own_lots,
    place_of,
    power_of_offer,
    ranked,
)
from agents.startups.readable_ties import forget, meet, tend_ties
from agents.startups.tables import BINS, ChipTable, GroupMonth, Habits, OfferBoard, Streams


@dataclass(frozen=True, slots=True)
class Use:
    """Compute of a firm this month: at hand by stack, and what it did and was meant to do."""

    by_stack_a100: NDArray[np.float64]
    power_a100: Vector
    serving_a100: Vector
    training_a100: Vector
    serving_need_a100: Vector
    training_want_a100: Vector
    revenue_usd: Vector


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
    place = place_of(columns, blocks, groups)
    partials = SettlePartials.empty(
        len(blocks.start),
        len(board.listing),
        chips.power_a100.shape[1],
        columns.stack_share.shape[1],
    )
    use = _use(columns, place, groups, board, chips)
    _settle_money(columns, place, groups, chips, use.revenue_usd, partials)
    _train_and_learn(columns, use, habits)
    tend_ties(columns, board, habits)
    meet(columns, place, groups, habits, streams)
    forget(columns, habits, streams)
    _scrap(columns, place, habits, partials)
    _bury(columns, place, groups, partials)
    _roll_contracts(columns, place, board, partials)
    _sum_up(columns, place, groups, use, partials)
    _sum_compute(columns, place, use, partials)
    return partials


def _use(columns: Columns, place: Place, groups: GroupMonth, board: OfferBoard, chips: ChipTable) -> Use:
    """Users are served first; what compute is left trains, up to what the firm wants."""
    alive = alive_rows(columns)
    by_stack = _compute_by_stack(columns, place, board, chips)
    power = np.zeros(columns.rows)
    for stack in range(by_stack.shape[1]):
        power = power + by_stack[:, stack]
    want = columns.size.astype(np.float64) * groups.training_want_a100[place.group]
    need = columns.serving_need_a100.astype(np.float64)
    serving = np.where(alive, np.minimum(need, power), 0.0)
    training = np.where(alive, np.minimum(power - serving, want), 0.0)
    served = np.where(need > 0.0, serving / np.maximum(need, 1e-12), 1.0)
    revenue = np.where(alive, columns.potential_revenue_usd.astype(np.float64) * served, 0.0)
    return Use(by_stack, power, serving, training, need, want, revenue)


def _compute_by_stack(
    columns: Columns, place: Place, board: OfferBoard, chips: ChipTable
) -> NDArray[np.float64]:
    """Rows × stacks: useful compute at hand, under contract, rented and own."""
    use = np.zeros(columns.stack_share.shape)
    rows = np.arange(columns.rows)
    held = held_offer(columns, board)
    units = columns.contract_units.astype(np.float64)
    use[rows, of_offer(board.stack, held, 0)] += units * power_of_offer(board, place.group, held)
    for rank in range(RANKS):
        offer = ranked(columns, rank)
        got = columns.got_units[:, rank].astype(np.float64)
        rented = np.where(of_offer(board.is_purchase, offer, False), 0.0, got)
        power = power_of_offer(board, place.group, offer)
        use[rows, of_offer(board.stack, offer, 0)] += rented * power
    for lot in own_lots(columns, place.weight):
        use[rows, chips.stack[lot.chip]] += lot.units * chips.power_a100[place.group, lot.chip]
    return use


def _pull(columns: Columns, place: Place, groups: GroupMonth) -> Vector:
    attention: Vector = rules.attention(
        columns.size.astype(np.float64),
        columns.talent.astype(np.float64),
        columns.trained_a100_months.astype(np.float64),
        groups.frontier_a100_months[place.group],
    )
    return attention


def _settle_money(
    columns: Columns,
    place: Place,
    groups: GroupMonth,
    chips: ChipTable,
    revenue: Vector,
    partials: SettlePartials,
) -> None:
    """Revenue and funding come in; power, floor and people are paid, never more than there is."""
    g, weight, alive = place.group, place.weight, alive_rows(columns)
    size = columns.size.astype(np.float64)
    pull = _pull(columns, place, groups)
    funding = groups.funding_per_attention_usd[g] * pull + groups.funding_per_size_usd[g] * size
    funding = np.where(alive, funding + groups.round_usd[g], 0.0)
    cash = columns.cash_usd + revenue + funding
    energy, running = np.zeros(columns.rows), np.zeros(columns.rows)
    for lot in own_lots(columns, weight):
        energy = energy + lot.units * chips.energy_usd[g, lot.chip]
        running = running + lot.units * chips.running_usd[g, lot.chip]
    energy = np.where(alive, np.minimum(energy, cash), 0.0)
    cash = cash - energy
    running = np.where(alive, np.minimum(running, cash), 0.0)
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
    partials.sums[:, Sum.REVENUE_USD] = place.add(weight * revenue)
    partials.sums[:, Sum.FUNDING_USD] = place.add(weight * funding)
    partials.sums[:, Sum.ENERGY_USD] = place.add(weight * energy)
    partials.sums[:, Sum.RUNNING_USD] = place.add(weight * running)
    partials.sums[:, Sum.STAFF_USD] = place.add(weight * staff)


def _train_and_learn(columns: Columns, use: Use, habits: Habits) -> None:
    alive = alive_rows(columns)
    trained = columns.trained_a100_months.astype(np.float64)
    grown = trained * (1.0 - habits.knowledge_loss) + use.training_a100
    columns.trained_a100_months[:] = np.where(alive, grown, trained)
    columns.revenue_usd[:] = use.revenue_usd
    columns.compute_a100[:] = use.serving_a100 + use.training_a100
    share = columns.stack_share.astype(np.float64)
    used = use.by_stack_a100 / np.maximum(use.power_a100, 1e-12)[:, None]
    learned = rules.learn(share, used, habits.stack_learning)
    learns = alive & (use.power_a100 > 1e-9)
    columns.stack_share[:] = np.where(learns[:, None], learned, share)


def _scrap(columns: Columns, place: Place, habits: Habits, partials: SettlePartials) -> None:
    """A part of the own chips is retired; an empty lot frees its slot."""
    count = partials.milli.shape[2]
    for slot, lot in enumerate(own_lots(columns, place.weight)):
        gone = np.floor(lot.milli * habits.scrap_rate).astype(np.int64)
        kept = lot.milli - gone
        partials.milli[:, SCRAPPED] += place.add(gone, (lot.chip, count)).astype(np.int64)
        columns.own_milli[:, slot] = kept
        columns.own_chip[:, slot] = np.where(kept == 0, NO_ONE, columns.own_chip[:, slot])


def _bury(columns: Columns, place: Place, groups: GroupMonth, partials: SettlePartials) -> None:
    """Who cannot pay the least staff closes: investors get the cash, channels the chips."""
    weight = place.weight
    least_usd = groups.staff_floor_usd[place.group] * columns.size.astype(np.float64)
    dies = alive_rows(columns) & (columns.cash_usd < least_usd)
    partials.sums[:, Sum.LIQUIDATION_USD] = place.add(np.where(dies, weight * columns.cash_usd, 0.0))
    partials.sums[:, Sum.FIRMS_DIED] = place.add(np.where(dies, weight, 0.0))
    count = partials.milli.shape[2]
    for lot in own_lots(columns, weight):
        milli = np.where(dies, lot.milli, 0)
        partials.milli[:, ORPHANED] += place.add(milli, (lot.chip, count)).astype(np.int64)
    columns.own_milli[dies] = 0
    columns.own_chip[dies] = NO_ONE
    columns.alive[dies] = 0
    columns.cash_usd[dies] = 0.0
    columns.revenue_usd[dies] = 0.0
    columns.contract_months[dies] = 0
    columns.contract_units[dies] = 0.0
    columns.contract_offer[dies] = NO_OFFER


def _roll_contracts(columns: Columns, place: Place, board: OfferBoard, partials: SettlePartials) -> None:
    """Count contracts down; a booking with a commitment becomes the contract of a free row."""
    months = columns.contract_months.astype(np.int64)
    free = (months == 0) & alive_rows(columns)
    left = np.where(months > 0, months - 1, 0)
    for rank in range(RANKS):
        offer = ranked(columns, rank)
        term = of_offer(board.commitment_months, offer, 0)
        signs = free & (columns.got_units[:, rank] > 0) & (term > 1)
        columns.contract_offer[signs] = of_offer(board.listing, offer, NO_OFFER)[signs]
        columns.contract_units[signs] = columns.got_units[signs, rank]
        columns.contract_price_usd[signs] = of_offer(board.price_usd, offer, 0.0)[signs]
        left = np.where(signs, term - 1, left)
        free &= ~signs
    columns.contract_months[:] = left
    columns.contract_offer[left == 0] = NO_OFFER
    columns.contract_units[left == 0] = 0.0
    held = held_offer(columns, board)
    offers = (np.where(held == NO_OFFER, 0, held), len(board.listing))
    units = columns.contract_units.astype(np.float64)
    partials.overall[:, : -2 * BINS] = place.add(place.weight * units, offers)


def _sum_up(columns: Columns, place: Place, groups: GroupMonth, use: Use, partials: SettlePartials) -> None:
    """What the market, the ledgers and the metrics need to know, by block."""
    weight, alive = place.weight, alive_rows(columns)
    living = np.where(alive, weight, 0.0)
    partials.sums[:, Sum.CASH_USD] = place.add(weight * columns.cash_usd)
    partials.sums[:, Sum.FIRMS_ALIVE] = place.add(living)
    partials.sums[:, Sum.ATTENTION] = place.add(living * _pull(columns, place, groups))
    partials.sums[:, Sum.SIZE_SUM] = place.add(living * columns.size.astype(np.float64))
    partials.sums[:, Sum.SERVING_A100] = place.add(weight * use.serving_a100)
    partials.sums[:, Sum.TRAINING_A100] = place.add(weight * use.training_a100)
    partials.sums[:, Sum.SERVING_NEED_A100] = place.add(weight * use.serving_need_a100)
    partials.sums[:, Sum.TRAINING_WANT_A100] = place.add(living * use.training_want_a100)
    trained = np.where(alive, columns.trained_a100_months, np.float32(0)).astype(np.float64)
    np.maximum.at(partials.trained_max_a100_months, place.block, trained)
    share = columns.stack_share.astype(np.float64)
    partials.sums[:, Sum.LOCK_IN] = place.add(living * share.max(axis=1))


def _sum_compute(columns: Columns, place: Place, use: Use, partials: SettlePartials) -> None:
    """Compute of the living by stack, by size of the firm and by compute a firm."""
    living = np.where(alive_rows(columns), place.weight, 0.0)
    for stack in range(use.by_stack_a100.shape[1]):
        partials.sums[:, FIRST_STACK + stack] = place.add(living * use.by_stack_a100[:, stack])
    compute = use.serving_a100 + use.training_a100
    size_class = (columns.size_class.astype(np.int64), SIZE_CLASSES)
    partials.sums[:, FIRST_SIZE_CLASS:FIRST_STACK] = place.add(living * compute, size_class)
    bins = (rules.histogram_bin(compute), BINS)
    partials.overall[:, -2 * BINS : -BINS] = place.add(living, bins)
    partials.overall[:, -BINS:] = place.add(living * compute, bins)
