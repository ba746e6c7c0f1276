"""Crypto miners: buy chips while coins pay, and sell them all when they do not."""

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from model.inputs.accounts import Outside
from model.state import maths
from model.state.kinds import MILLI, Kind
from model.state.money import Payment
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]

HOME = 0
"""Miners pay for power as in the first region."""


def trade_miners(actors: Actors) -> None:
    """Mine, then buy while the wave is high, or sell while it breaks; asleep without a wave and its chips."""
    world, wave = actors.world, actors.world.snapshot.rules.mining
    held = world.chips.held[:, world.setup.accounts.miners] / MILLI
    is_awake = wave.is_on | held.any(axis=1)
    if not is_awake.any():
        return
    _mine(world, held)
    buys = wave.is_on & (wave.height >= world.numbers("miners", 0).sell_below)
    if buys.any():
        _buy(world, buys)
    if (is_awake & ~buys).any():
        _sell(world, np.where((is_awake & ~buys)[:, None], held, 0.0))


def worth_usd(world: World) -> Vector:
    """What a chip is worth to a miner, runs × chips: its compute's earnings over the payback time."""
    snapshot = world.snapshot
    height = snapshot.rules.mining.height * snapshot.list_usd[:, world.setup.chips.reference]
    worth: Vector = height[:, None] * snapshot.compute.mixed(0.0) * world.numbers("miners", 1).return_wanted
    return worth


def _mine(world: World, held: Vector) -> None:
    """Coins earn money, power costs some of it."""
    rules, money, outside = world.snapshot.rules, world.money, world.setup.outside
    run, miners = np.flatnonzero(rules.mining.is_on), world.setup.accounts.miners
    payback = world.numbers("miners", 0).return_wanted * rules.mining.payback_months
    earned = maths.dot(held, worth_usd(world)) / payback
    money.pay(Kind.MINING, run, outside(Outside.CUSTOMERS), miners, earned[run])
    bill = maths.dot(held, world.snapshot.energy_usd_per_month[:, HOME])
    paid = np.minimum(bill, np.maximum(0.0, money.balance_usd[:, miners]))
    tax = paid * rules.carbon_share[:, HOME]
    money.pay(Kind.ENERGY, run, miners, outside(Outside.UTILITIES), (paid - tax)[run])
    money.pay(Kind.CARBON, run, miners, outside(Outside.STATE), tax[run])


def _buy(world: World, buys: Flags) -> None:
    """From resellers everywhere, what is worth more than its price; investors pay."""
    table, wave, rules = world.resellers, world.snapshot.rules.mining, world.numbers("miners", 2)
    miners, accounts = world.setup.accounts.miners, world.setup.firms.resellers
    worth, ask, offered = worth_usd(world)[:, None], table.ask_usd, table.offered_units
    sold = (ask > 0) & (ask < worth) & (offered >= 1) & buys[:, None, None]
    stock = np.where(sold, offered, 0.0)
    shipped = maths.total(np.maximum(world.prices.shipped_units, 0.0))
    wanted = wave.height * wave.supply_share * shipped
    margin = maths.power(worth / np.maximum(ask, 1.0), wave.margin_elasticity[:, None, None])
    all_stock = np.maximum(maths.total(maths.total(stock)), 1.0)
    claims = wanted[:, None, None] * margin * stock / all_stock[:, None, None]
    units = np.minimum(claims, offered // rules.stock_part).astype(np.int64)
    table.rejected_units += np.where(claims != 0.0, claims - units, 0.0)
    run, seller, chip = np.nonzero(units > 0)
    bought = units[run, seller, chip]
    cost_usd = bought * ask[run, seller, chip]
    world.chips.move(run, accounts[seller], miners, chip, bought * MILLI)
    world.money.pay_in_turn(
        run,
        Payment(Kind.FUNDING, world.setup.outside(Outside.INVESTORS), miners, cost_usd),
        Payment(Kind.CHIPS, miners, accounts[seller], cost_usd, chip, bought),
    )
    offered[...] = np.where(units > 0, np.maximum(0.0, offered - units), offered)
    table.spot_sold_units += np.maximum(units, 0)
    np.add.at(world.counters.received_units, (run, miners, chip), bought)


def _sell(world: World, held: Vector) -> None:
    """Back to resellers that can pay, at a distress price: chip after chip, as each one takes their cash."""
    rules, accounts, miners = (
        world.numbers("miners", 1),
        world.setup.firms.resellers,
        world.setup.accounts.miners,
    )
    for_sale = np.where(held >= 1, np.ceil(held * rules.sell_out_share), 0.0)
    for chip in np.flatnonzero((for_sale > 0).any(axis=0)).tolist():
        price = (1 - rules.distress_discount) * world.resellers.ask_usd[:, :, chip]
        cash_usd = np.maximum(0.0, world.money.balance_usd[:, accounts])
        can_pay = np.where(
            price > 0, rules.reseller_cash_share * cash_usd / np.where(price > 0, price, 1.0), 0.0
        )
        most = np.minimum(can_pay, for_sale[:, chip, None]).astype(np.int64)
        taken_before = np.cumsum(most, axis=1) - most
        left = np.maximum(for_sale[:, chip, None].astype(np.int64) - taken_before, 0)
        units = np.minimum(most, left)
        run, seller = np.nonzero(units)
        sold = units[run, seller]
        world.chips.move(run, miners, accounts[seller], chip, sold * MILLI)
        world.money.pay(Kind.CHIPS, run, accounts[seller], miners, sold * price[run, seller], chip, sold)
