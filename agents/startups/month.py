"""The start-ups' two phases of a month: they trade, and they use what they have."""

import numpy as np
from numpy.typing import NDArray

from agents.startups import boards, kernel
from agents.startups.entry import enter
from agents.startups.offers import by_listing, entry_cost_usd, offer_board
from agents.startups.population import Startups
from agents.startups.tables import MonthTables, OfferBoard, Outcome
from agents.startups.visibility import visibility
from model.inputs.accounts import Outside
from model.state.kinds import Kind
from model.state.startup_tables import StartupState, StartupTrade, StartupUse
from model.state.world import World

type Matrix = NDArray[np.float64]

EARLIER_TRADE, THIS_MONTHS_TRADE = 0.7, 0.3
"""Weights of trade where peers are asked for referrals."""


def trade(startups: Startups, world: World) -> None:
    """Choose, clear, pay."""
    startups.visibility[...] = visibility(world, startups.suppliers_seen)
    pay_vouchers(startups, world)
    chips = boards.chip_table(startups, world)
    tables = startups.tables = MonthTables(
        groups=boards.group_month(startups, world),
        board=offer_board(world, startups.traits, chips, closed_to(startups, world)),
        chips=chips,
        behaviour=boards.behaviour(world),
        streams=boards.month_streams(world),
    )
    chosen = kernel.choose(startups.columns, startups.blocks, world.month, tables)
    bookings = chosen.bookings(startups.blocks)
    note_trade(startups, bookings, tables.board)
    world.trade = by_listing(bookings, tables.board.listing, len(world.listings.rows))


def closed_to(startups: Startups, world: World) -> NDArray[np.bool_]:
    """Listings that a group does not look at: other clouds' while its exclusive one has enough for it.

    Runs × groups × listings (Bernheim and Whinston 1998). What it wants in vain for long it may rent
    elsewhere.
    """
    listings, tied = world.listings, startups.exclusive
    elsewhere = (listings.supplier != tied[:, None]) & ~listings.is_purchase & (tied >= 0)[:, None]
    bound = startups.short_months < world.numbers("network", 1).exclusive_patience
    closed: NDArray[np.bool_] = elsewhere & bound[..., None]
    return closed


def pay_vouchers(startups: Startups, world: World) -> None:
    """The state puts vouchers into the budgets of small firms, to be spent on rented compute."""
    traits, columns = startups.traits, startups.columns
    voucher = world.snapshot.rules.voucher_usd[:, traits.region]
    if not voucher.any():
        return
    group = startups.group_of_rows()
    small = (columns.alive == 1) & (columns.size_class == 0)
    columns.cash_usd += np.where(small, voucher.ravel()[group], 0.0)
    paid = voucher * startups.by_group(small, group) * traits.weight
    state = world.setup.outside(Outside.STATE)
    world.money.pay(Kind.SUBSIDY, world.run[:, None], state, world.setup.groups, paid)


def note_trade(startups: Startups, bookings: StartupTrade, board: OfferBoard) -> None:
    """Remember whom each group paid."""
    paid = bookings.amount_usd + bookings.contract_usd
    shape = startups.month_trade_usd.shape
    pair = np.arange(shape[0] * shape[1]).reshape(*shape[:2], 1) * shape[2] + board.supplier
    by_supplier = np.bincount(pair.ravel(), paid.ravel(), startups.month_trade_usd.size).reshape(shape)
    recent = EARLIER_TRADE * startups.recent_trade_usd + THIS_MONTHS_TRADE * by_supplier
    startups.recent_trade_usd[...] = recent
    startups.supplier_trade_usd += by_supplier
    startups.month_trade_usd[...] = by_supplier


def use(startups: Startups, world: World) -> None:
    """Serve, train, earn, learn, die, be born."""
    if startups.tables is None:
        raise RuntimeError("the start-ups' use of a month follows their trade")
    board = startups.tables.board
    settled = kernel.settle(startups.columns, startups.blocks, startups.tables)
    outcome = settled.outcome(startups.blocks)
    world.bound_units[...] = 0.0
    world.bound_units[:, board.listing] = outcome.bound_units
    wanted = outcome.serving_need_a100 + outcome.training_want_a100
    got = outcome.serving_a100 + outcome.training_a100
    world.startup_unmet_a100[...] = np.maximum(wanted - got, 0.0)
    is_short = world.startup_unmet_a100 > world.numbers("network", 1).exclusive_want * wanted
    startups.short_months[...] = np.where(is_short, startups.short_months + 1.0, 0.0)
    startups.note_outcome(outcome)
    world.startup_state = state_of(outcome, startups.traits.reservation_usd)
    need = world.numbers("startups", 2).entry_a100_months
    world.outcome = StartupUse(
        revenue_usd=outcome.revenue_usd,
        staff_usd=outcome.staff_usd,
        energy_usd=outcome.energy_usd,
        energy_kwh=energy_kwh(world, outcome.energy_due_usd),
        running_usd=outcome.running_usd,
        funding_usd=outcome.funding_usd,
        liquidation_usd=outcome.liquidation_usd,
        entry_usd=enter(startups, world, entry_cost_usd(board, need)),
        scrapped_milli=outcome.scrapped_milli,
        liquidated_milli=outcome.liquidated_milli,
    )


def energy_kwh(world: World, due_usd: Matrix) -> Matrix:
    """Electricity that the groups' own chips use, paid or not, from what it would cost (runs × groups)."""
    price: Matrix = world.snapshot.rules.power_usd_per_kwh[:, world.setup.group_region]
    return np.where(price > 0, due_usd / np.where(price > 0, price, 1.0), 0.0)


def state_of(outcome: Outcome, reservation_usd: Matrix) -> StartupState:
    """What the metrics read; the value of compute is what a firm would pay for it at most."""
    return StartupState(
        firms_alive=outcome.firms_alive,
        serving_a100=outcome.serving_a100,
        training_a100=outcome.training_a100,
        trained_max_a100_months=outcome.trained_max_a100_months,
        value_usd=reservation_usd * (outcome.serving_a100 + outcome.training_a100),
        lock_in=outcome.lock_in,
        stack_a100=outcome.stack_a100,
        class_a100=outcome.class_a100,
        histogram_firms=outcome.histogram_firms,
        histogram_a100=outcome.histogram_a100,
    )
