"""Grey trade: barred chips cross a border, and change hands between traders behind it.

Who buys first leaves less to those after: the last member of the channel buys first (grey traders stand
at the end), from one seller after the other. Each buys in all runs at once.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.resellers.carrying import buy_in_turn
from agents.resellers.view import at_home
from model.markets.sales import deliver
from model.state import maths
from model.state.kinds import MILLI, ChipFlow
from model.state.randomness import Purpose, key_of, mix, stream, to_unit
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Index = NDArray[np.int64]


@dataclass(slots=True)
class _Basket:
    """What one member buys, in the order of buying: columns of run, seller, chip and whole units."""

    runs: list[Index] = field(default_factory=list)
    sellers: list[Index] = field(default_factory=list)
    chips: list[Index] = field(default_factory=list)
    units: list[Index] = field(default_factory=list)

    def add(self, run: Index, seller: int, chip: Index, units: Index) -> None:
        """Lay in some units from one seller, in several runs."""
        self.runs.append(run)
        self.sellers.append(np.full_like(run, seller))
        self.chips.append(chip)
        self.units.append(units)

    def pay(self, world: World, buyer: int) -> tuple[Index, Index, Index, Index]:
        """Book it all, and hand back the columns."""
        columns = (self.runs, self.sellers, self.chips, self.units)
        run, seller, chip, units = (np.concatenate(column) for column in columns)
        _pay(world, buyer, run, seller, chip, units)
        return run, seller, chip, units


def _pay(world: World, buyer: int, run: Index, seller: Index, chip: Index, units: Index) -> None:
    accounts, ask_usd = world.setup.firms.resellers, world.resellers.ask_usd[run, seller, chip]
    deliver(world, run, accounts[seller], np.full_like(run, accounts[buyer]), chip, units, ask_usd)


def source(actors: Actors) -> None:
    """Every member takes what is barred at home from those it is tied to, while it pays."""
    world = actors.world
    firms = world.setup.firms
    world.resellers.spot_sold_units[...] = 0.0
    world.resellers.rejected_units[...] = 0.0
    if not world.snapshot.rules.barred.any():
        return
    tied = world.ties.strength[:, firms.resellers[:, None], firms.resellers] > 0
    tied &= (firms.reseller_region[:, None] == firms.reseller_region) | firms.is_grey
    barred = at_home(world.snapshot.rules.barred, world)
    buyers = tied.any(axis=(0, 1)) & barred.any(axis=(0, 2))
    for member in reversed(np.flatnonzero(buyers).tolist()):
        buy = _carry if firms.is_grey[member] else _take_over
        buy(world, member, barred[:, member], tied[:, :, member])


def _carry(world: World, trader: int, barred: Flags, tied: Flags) -> None:
    """Buy abroad what is barred at home while the price gap pays; some of it is seized."""
    table, rules, firms = world.resellers, world.numbers("channel", 2), world.setup.firms
    barred = barred & ~world.snapshot.rules.barred[:, :, table.source_region[trader]]
    street = np.maximum(world.snapshot.street_usd[:, firms.reseller_region[trader], None], 1.0)
    ask, stock = table.ask_usd, world.chips.held[:, firms.resellers] / MILLI
    gap = maths.log(street / np.maximum(ask, 1.0))
    pays = barred[:, None] & (ask > 0) & (gap > rules.arbitrage_cost) & (stock >= 1) & tied[:, :, None]
    wants = pays.any(axis=2)
    if not wants.any():
        return
    chip = np.argmax(np.where(pays, gap, -1.0), axis=2)
    ask = np.take_along_axis(ask, chip[..., None], axis=2)[..., 0]
    part = np.take_along_axis(stock, chip[..., None], axis=2)[..., 0] // rules.grey_stock_part[..., 0]
    units = buy_in_turn(
        wants,
        ask,
        part,
        rules.grey_cash_share[:, 0, 0],
        world.money.balance_usd[:, firms.resellers[trader]],
        table.monthly_limit_units[trader],
    )
    run, seller = bought = units.nonzero()
    _pay(world, trader, run, seller, chip[bought], units[bought])
    _cross_border(world, trader, run, seller, chip[bought], units[bought])


def _cross_border(world: World, trader: int, run: Index, seller: Index, chip: Index, units: Index) -> None:
    names, accounts = world.setup.accounts.firms, world.setup.firms.resellers
    month, own = world.snapshot.month, names[accounts[trader]]
    keys = [key_of(f"{own}<{names[accounts[other]]}") for other in seller.tolist()]
    streams = [stream(world.seeds[place], Purpose.SEIZURE, month) for place in run.tolist()]
    draws = to_unit(mix(np.array(keys, np.uint64) ^ np.array(streams, np.uint64)))
    seized = draws < world.numbers("channel", 0).seizure_chance[run]
    run, chip, units = run[seized], chip[seized], units[seized]
    world.chips.remove(run, accounts[trader], chip, units * MILLI, ChipFlow.SEIZED)
    np.add.at(world.counters.seized_units, (run, chip), units)


def _take_over(world: World, buyer: int, barred: Flags, tied: Flags) -> None:
    """Take barred chips from traders of the region when they cost less than one's own ask."""
    table, rules, accounts = world.resellers, world.numbers("channel", 2), world.setup.firms.resellers
    own_ask, expected = table.ask_usd[:, buyer, None], table.expected_units[:, buyer]
    milli, stock = world.chips.held[:, accounts[buyer]].copy(), world.chips.held[:, accounts] / MILLI
    short = barred & (own_ask[:, 0] > 0) & (milli / MILLI < expected)
    pays = short[:, None] & (table.ask_usd > 0) & (table.ask_usd < rules.takeover_price_share * own_ask)
    pays &= (stock >= 1) & tied[:, :, None]
    if not pays.any():
        return
    part = stock // rules.takeover_stock_part
    cash_usd = world.money.balance_usd[:, accounts[buyer]].copy()
    basket = _Basket()
    for seller, chip in np.argwhere(pays.any(axis=0)).tolist():
        run = np.flatnonzero(pays[:, seller, chip])
        price, held = table.ask_usd[run, seller, chip], milli[run] / MILLI
        most = np.minimum(part[run, seller, chip], cash_usd[run] / price)
        units = np.maximum(np.minimum(expected[run, chip] - held[:, chip], most), 0.0).astype(np.int64)
        cash_usd[run] -= units * price
        milli[run, chip] += units * MILLI
        bought = units > 0
        basket.add(run[bought], seller, np.full(np.count_nonzero(bought), chip), units[bought])
    # Sales to another trader count as demand.
    run, sold_by, chips, units = basket.pay(world, buyer)
    table.spot_sold_units[run, sold_by, chips] += units
