"""Second half of the start-ups' month, row by row: use, money, learning, ties, exit, sums."""

from typing import Any

import numpy as np
from numba import prange

from agents.startups import rules
from agents.startups.columns import NO_OFFER, NO_ONE, OWN_SLOTS, RANKS
from agents.startups.compiling import larger, per_block, per_row, smaller
from agents.startups.kernel_attract import attract, most_rows
from agents.startups.kernel_ties import forget, held_offer, meet, tend_ties
from agents.startups.packing import behaviour_of, board_of, streams_of
from agents.startups.partials import FIRST_SIZE_CLASS, FIRST_STACK, LIQUIDATED, SCRAPPED, Sum
from agents.startups.tables import BINS
from model.state.kinds import MILLI

histogram_bin = per_row(rules.histogram_bin)
learn = per_row(rules.learn)
staff_cost = per_row(rules.staff_cost)

# Plain numbers: numba looks up members of an Enum slowly.
REVENUE_USD = int(Sum.REVENUE_USD)
FUNDING_USD = int(Sum.FUNDING_USD)
ENERGY_USD = int(Sum.ENERGY_USD)
RUNNING_USD = int(Sum.RUNNING_USD)
STAFF_USD = int(Sum.STAFF_USD)
LIQUIDATION_USD = int(Sum.LIQUIDATION_USD)
FIRMS_DIED = int(Sum.FIRMS_DIED)
CASH_USD = int(Sum.CASH_USD)
FIRMS_ALIVE = int(Sum.FIRMS_ALIVE)
ATTENTION = int(Sum.ATTENTION)
SIZE_SUM = int(Sum.SIZE_SUM)
SERVING_A100 = int(Sum.SERVING_A100)
TRAINING_A100 = int(Sum.TRAINING_A100)
SERVING_NEED_A100 = int(Sum.SERVING_NEED_A100)
TRAINING_WANT_A100 = int(Sum.TRAINING_WANT_A100)
LOCK_IN = int(Sum.LOCK_IN)
ENERGY_DUE_USD = int(Sum.ENERGY_DUE_USD)


def settle_rows(
    columns: Any,
    blocks: Any,
    spans: Any,
    groups: Any,
    board: Any,
    chips: Any,
    behaviour: Any,
    streams: Any,
    partials: Any,
) -> None:
    """Use, money, learning, ties, acquaintances, scrap, exit, contracts and sums of every row."""
    for span in prange(len(spans) - 1):
        by_stack, pull = np.empty(columns.stack_share.shape[1]), np.empty(most_rows(blocks))
        for block in range(spans[span], spans[span + 1]):
            _settle_block(
                block, columns, blocks, groups, board, chips, behaviour, streams, partials, by_stack, pull
            )


@per_block
def _settle_block(
    block: Any,
    columns: Any,
    blocks: Any,
    groups: Any,
    board: Any,
    chips: Any,
    behaviour: Any,
    streams: Any,
    partials: Any,
    by_stack: Any,
    pull: Any,
) -> None:
    run, group, best = blocks.run[block], blocks.group[block], 0.0
    board, behaviour, streams = board_of(run, board), behaviour_of(run, behaviour), streams_of(run, streams)
    sums, milli, overall = partials.sums[block], partials.milli[block], partials.overall[block]
    start, end, weight = blocks.start[block], blocks.end[block], groups.weight[group]
    attract(start, end, columns, groups.frontier_a100_months[group], pull)
    for row in range(start, end):
        if columns.alive[row] == 0:
            columns.revenue_usd[row] = 0.0
            columns.compute_a100[row] = 0.0
            continue
        power = _compute_by_stack(group, row, columns, groups, board, chips, by_stack)
        compute = _use_and_earn(group, row, columns, groups, chips, behaviour, power, pull[row - start], sums)
        _learn_stacks(row, columns.stack_share, by_stack, power, behaviour.stack_learning)
        tend_ties(row, columns, board, behaviour)
        meet(group, row, columns, groups.meeting, behaviour, streams)
        forget(row, columns, behaviour, streams)
        _scrap(row, columns, behaviour.scrap_rate, milli)
        if columns.cash_usd[row] < groups.staff_floor_usd[group] * np.float64(columns.size[row]):
            _exit(row, columns, weight, sums, milli)
        else:
            _roll_contract(row, columns, board)
            _sum_up(group, row, columns, groups, board, sums, overall)
            _sum_compute(row, columns, weight, by_stack, compute, sums, overall)
            best = larger(best, np.float64(columns.trained_a100_months[row]))
    attract(start, end, columns, groups.frontier_a100_months[group], pull)
    for row in range(start, end):
        sums[ATTENTION] += weight * pull[row - start] if columns.alive[row] != 0 else 0.0
    partials.trained_max_a100_months[block] = best


@per_row
def _compute_by_stack(
    group: Any, row: Any, columns: Any, groups: Any, board: Any, chips: Any, by_stack: Any
) -> Any:
    """Fill in useful compute at hand, under contract, rented and own; returns the sum."""
    by_stack[:] = 0.0
    held = held_offer(row, columns, board)
    if held >= 0:
        units = np.float64(columns.contract_units[row])
        by_stack[board.stack[held]] += units * board.power_a100[group, held]
    for rank in range(RANKS):
        got = np.float64(columns.got_units[row, rank])
        offer = columns.offer[row, rank]
        if got > 0.0 and not board.is_purchase[offer]:
            by_stack[board.stack[offer]] += got * board.power_a100[group, offer]
    for slot in range(OWN_SLOTS):
        chip = columns.own_chip[row, slot]
        if chip != NO_ONE:
            units = columns.own_milli[row, slot] / MILLI / groups.weight[group]
            by_stack[chips.stack[chip]] += units * chips.power_a100[group, chip]
    power = 0.0
    for stack in range(len(by_stack)):
        power += by_stack[stack]
    return power


@per_row
def _use_and_earn(
    group: Any,
    row: Any,
    columns: Any,
    groups: Any,
    chips: Any,
    behaviour: Any,
    power: Any,
    pull: Any,
    sums: Any,
) -> Any:
    """Users first, training with the rest; then the month's money. Returns compute put to use."""
    size, weight = np.float64(columns.size[row]), groups.weight[group]
    want = size * groups.training_want_a100[group]
    need = np.float64(columns.serving_need_a100[row])
    serving = smaller(need, power)
    training = smaller(power - serving, want)
    served = serving / larger(need, 1e-12) if need > 0.0 else 1.0
    revenue = np.float64(columns.potential_revenue_usd[row]) * served
    _settle_money(group, row, columns, groups, chips, revenue, pull, sums)
    trained = np.float64(columns.trained_a100_months[row])
    columns.trained_a100_months[row] = trained * (1.0 - behaviour.knowledge_loss) + training
    columns.revenue_usd[row] = revenue
    columns.compute_a100[row] = serving + training
    sums[SERVING_A100] += weight * serving
    sums[TRAINING_A100] += weight * training
    sums[SERVING_NEED_A100] += weight * need
    return serving + training


@per_row
def _settle_money(
    group: Any,
    row: Any,
    columns: Any,
    groups: Any,
    chips: Any,
    revenue: Any,
    pull: Any,
    sums: Any,
) -> None:
    """Revenue and funding come in; power, floor and people are paid, never more than there is."""
    size, weight = np.float64(columns.size[row]), groups.weight[group]
    funding = groups.funding_per_attention_usd[group] * pull
    funding = funding + groups.funding_per_size_usd[group] * size + groups.round_usd[group]
    cash = columns.cash_usd[row] + revenue + funding
    energy, running = 0.0, 0.0
    for slot in range(OWN_SLOTS):
        chip = columns.own_chip[row, slot]
        if chip != NO_ONE:
            units = columns.own_milli[row, slot] / MILLI / weight
            energy += units * chips.energy_usd[group, chip]
            running += units * chips.running_usd[group, chip]
    sums[ENERGY_DUE_USD] += weight * energy
    energy = smaller(energy, cash)
    cash -= energy
    running = smaller(running, cash)
    cash -= running
    staff = staff_cost(
        cash,
        revenue,
        size,
        groups.staff_rate[group],
        groups.staff_floor_usd[group],
        groups.staff_revenue_share[group],
    )
    columns.cash_usd[row] = cash - staff
    sums[REVENUE_USD] += weight * revenue
    sums[FUNDING_USD] += weight * funding
    sums[ENERGY_USD] += weight * energy
    sums[RUNNING_USD] += weight * running
    sums[STAFF_USD] += weight * staff


@per_row
def _learn_stacks(row: Any, stack_share: Any, by_stack: Any, power: Any, speed: Any) -> None:
    if power > 1e-9:
        for stack in range(len(by_stack)):
            used = by_stack[stack] / larger(power, 1e-12)
            stack_share[row, stack] = learn(np.float64(stack_share[row, stack]), used, speed)


@per_row
def _scrap(row: Any, columns: Any, scrap_rate: Any, milli_of: Any) -> None:
    """A part of the own chips is retired; an empty lot frees its slot."""
    for slot in range(OWN_SLOTS):
        chip = columns.own_chip[row, slot]
        if chip != NO_ONE:
            milli = columns.own_milli[row, slot]
            gone = np.int64(np.floor(milli * scrap_rate))
            milli_of[SCRAPPED, chip] += gone
            columns.own_milli[row, slot] = milli - gone
            if milli == gone:
                columns.own_chip[row, slot] = NO_ONE


@per_row
def _exit(row: Any, columns: Any, weight: Any, sums: Any, milli_of: Any) -> None:
    """Investors get the cash, channels the chips."""
    sums[LIQUIDATION_USD] += weight * columns.cash_usd[row]
    sums[FIRMS_DIED] += weight
    for slot in range(OWN_SLOTS):
        chip = columns.own_chip[row, slot]
        if chip != NO_ONE:
            milli_of[LIQUIDATED, chip] += columns.own_milli[row, slot]
        columns.own_milli[row, slot] = 0
        columns.own_chip[row, slot] = NO_ONE
    columns.alive[row] = 0
    columns.cash_usd[row] = 0.0
    columns.revenue_usd[row] = 0.0
    columns.contract_months[row] = 0
    columns.contract_units[row] = 0.0
    columns.contract_offer[row] = NO_OFFER


@per_row
def _roll_contract(row: Any, columns: Any, board: Any) -> None:
    """Count the contract down, or let a booking with a commitment become the contract."""
    if columns.contract_months[row] > 0:
        columns.contract_months[row] -= 1
    else:
        for rank in range(RANKS):
            offer = columns.offer[row, rank]
            if columns.got_units[row, rank] > 0 and board.commitment_months[offer] > 1:
                columns.contract_offer[row] = board.listing[offer]
                columns.contract_units[row] = columns.got_units[row, rank]
                columns.contract_price_usd[row] = board.price_usd[offer]
                columns.contract_months[row] = board.commitment_months[offer] - 1
                break
    if columns.contract_months[row] == 0:
        columns.contract_offer[row] = NO_OFFER
        columns.contract_units[row] = 0.0


@per_row
def _sum_up(group: Any, row: Any, columns: Any, groups: Any, board: Any, sums: Any, overall: Any) -> None:
    """What the market, the ledgers and the metrics need to know of a living row."""
    weight, size = groups.weight[group], np.float64(columns.size[row])
    held = held_offer(row, columns, board)
    if held >= 0:
        overall[held] += weight * np.float64(columns.contract_units[row])
    sums[CASH_USD] += weight * columns.cash_usd[row]
    sums[FIRMS_ALIVE] += weight
    sums[SIZE_SUM] += weight * size
    sums[TRAINING_WANT_A100] += weight * (size * groups.training_want_a100[group])


@per_row
def _sum_compute(
    row: Any, columns: Any, weight: Any, by_stack: Any, compute: Any, sums: Any, overall: Any
) -> None:
    """Compute of a living row by stack, by size of the firm and by compute a firm; lock-in."""
    most = columns.stack_share[row, 0]
    for stack in range(len(by_stack)):
        sums[FIRST_STACK + stack] += weight * by_stack[stack]
        share = columns.stack_share[row, stack]
        most = share if share > most else most
    where = len(overall) - 2 * BINS + histogram_bin(compute)
    sums[LOCK_IN] += weight * np.float64(most)
    sums[FIRST_SIZE_CLASS + columns.size_class[row]] += weight * compute
    overall[where] += weight
    overall[where + BINS] += weight * compute
