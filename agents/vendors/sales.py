"""Vendors' sales to those who ordered: chip by chip, since an earlier chip spends the buyer's cash."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.vendors.lines import lines_of
from model.inputs.accounts import Outside
from model.markets import licences
from model.markets.allocation import Request, share_out
from model.markets.sales import deliver
from model.markets.state_duties import buyers_duty, pay_state
from model.state.kinds import Kind
from model.state.maths import total
from model.state.world import World

type Vector = NDArray[np.float64]
type Units = NDArray[np.int64]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What some chips cost whom and who may have them: runs × those chips × firms.

    ``wanted`` are open orders that may be delivered; ``network_usd`` is what is sold with a chip;
    ``cash_usd`` what a buyer needs at hand for one: list price, tariff and network; subsidies come after.
    """

    wanted: Units
    network_usd: Vector
    cash_usd: Vector


def shelf(world: World, chips: Units, lawful: Flags, available: Units) -> Shelf:
    """Orders for some chips of which any are available (runs × those chips), and what they cost."""
    firms = world.setup.firms
    attach = firms.attach[lines_of(world.setup).maker[chips]]
    price = world.prices.list_usd[:, chips, None]
    duty = buyers_duty(world, world.setup.chips.home[chips])
    network = np.where(firms.is_reseller, 0.0, price * attach[:, None])
    open_units = np.swapaxes(world.orders.open_units[:, :, chips], 1, 2)
    return Shelf(
        wanted=np.where(lawful & (available > 0)[..., None], open_units, 0),
        network_usd=network,
        cash_usd=price * duty + network,
    )


def sell(
    world: World, chips: Units, lawful: Flags, available: Units, weights: Vector, rules: NDArray[np.str_]
) -> None:
    """Serve the backlog of some chips, one after the other.

    ``lawful`` is runs × those chips × firms, ``available`` (for orders) runs × those chips; ``weights`` (of
    buyers) runs × vendors × firms, ``rules`` (names of rationing rules) runs × vendors.
    """
    lines, orders, firms = lines_of(world.setup), world.orders, world.setup.firms.count
    offer = shelf(world, chips, lawful, available)
    bid_usd = np.broadcast_to(world.prices.list_usd[:, chips, None], offer.wanted.shape)
    licensed = licences.counted(world)
    needs_licence = licensed.any(axis=(0, 2)).tolist()
    for place in np.flatnonzero(offer.wanted.any(axis=(0, 2))).tolist():
        chip = int(chips[place])
        vendor = int(lines.vendor[chip])
        cash = np.maximum(world.money.balance_usd[:, :firms], 0.0)
        affordable = (cash / offer.cash_usd[:, place]).astype(np.int64)
        wanted = np.minimum(offer.wanted[:, place], affordable)
        if needs_licence[chip]:
            wanted = licences.within(world, licensed[:, chip], wanted)
        request = Request(
            wanted=wanted,
            available=available[:, place],
            weight=weights[:, vendor],
            bid_usd=bid_usd[:, place],
            waited_months=orders.age_months[:, :, chip],
        )
        given = share_out(request, rules[:, vendor])
        if needs_licence[chip]:
            licences.use(world, licensed[:, chip], given)
        _book(world, chip, given, offer.network_usd[:, place])
        orders.fill(chip, given)
        world.counters.shipped_units[:, chip] += given.sum(axis=1, dtype=np.int64)


def _book(world: World, chip: int, given: Units, network_usd: Vector) -> None:
    """Chips to the buyers, money to the vendor and the state, what the network cost to its suppliers."""
    lines = lines_of(world.setup)
    seller = int(lines.maker[chip])
    price = world.prices.list_usd[:, chip]
    run, buyer = np.nonzero(given)
    units = given[run, buyer]
    deliver(world, run, seller, buyer, np.full_like(buyer, chip), units, price[run], network_usd[run, buyer])
    if world.rules.tariff.any() or world.rules.subsidy_share[:, chip].any():
        pay_state(world, run, seller, buyer, chip, units * price[run])
    cost = total(given * network_usd) * world.vendors.network_cost_share[lines.vendor[chip]]
    world.money.pay(Kind.COMPONENTS, world.run, seller, world.setup.outside(Outside.SUPPLIERS), cost, chip)
