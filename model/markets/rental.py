"""Settlement of the month's rents and purchases of start-ups."""

import numpy as np
from numpy.typing import NDArray

from model.inputs.accounts import Outside
from model.offers import NO_NUMBERS, Mode
from model.startup_tables import StartupTrade
from model.state.kinds import MILLI, Kind
from model.state.maths import total
from model.state.world import World

type Vector = NDArray[np.float64]


def settle_trade(world: World) -> None:
    """Book what the start-ups rented and bought: payments by group and offer, chips by group."""
    trade = world.trade
    assert trade is not None, "nothing is settled before the start-ups have traded"
    _pay_rents(world, trade)
    _pay_purchases(world, trade)
    _hand_over(world, trade)
    world.vendor_cloud_share[...] = vendor_cloud_share(world, trade)
    _note_premium(world, trade)
    rented = np.flatnonzero(~world.listings.is_purchase)
    place = (world.run[:, None], world.listings.supplier[rented])
    np.add.at(world.counters.rented_by_class, place, trade.class_units[:, rented])


def _pay_rents(world: World, trade: StartupTrade) -> None:
    """New and running rents; a part of what a vendor's own cloud earns is for software."""
    software = software_share(world)[:, None]
    for units, amount_usd in (
        (trade.units, trade.amount_usd),
        (trade.contract_units, trade.contract_usd),
    ):
        rent_usd = amount_usd * ~world.listings.is_purchase
        _book(world, Kind.RENTAL, units, rent_usd * (1 - software))
        _book(world, Kind.SOFTWARE, units, rent_usd * software)


def _pay_purchases(world: World, trade: StartupTrade) -> None:
    """Bought chips; what vendors sell directly comes with network, and with the state's subsidy."""
    listings, rules = world.listings, world.rules
    direct = listings.mode == Mode.DIRECT
    attach = np.where(direct, world.setup.firms.attach[listings.supplier], 0.0)
    subsidy = np.where(direct, rules.subsidy_share[:, listings.chip], 0.0)
    price_parts = np.maximum(1.0 - subsidy + attach, 1e-12)[:, None]
    chips_usd = trade.amount_usd * listings.is_purchase / price_parts
    network_usd = chips_usd * attach
    _book(world, Kind.CHIPS, trade.units, chips_usd)
    _book(world, Kind.NETWORK, trade.units, network_usd)
    _refund(world, chips_usd * subsidy[:, None])
    _pay_components(world, network_usd)


def _pay_components(world: World, network_usd: Vector) -> None:
    """Vendors buy the network that they sold, vendor by vendor."""
    listings, vendors = world.listings, world.setup.firms.vendors
    numbers = np.concatenate([NO_NUMBERS, *(listings.of(one, Mode.DIRECT) for one in vendors.tolist())])
    vendor = np.searchsorted(vendors, listings.supplier[numbers])
    cost_usd = total(network_usd[:, :, numbers], axis=1) * world.vendors.network_cost_share[vendor]
    suppliers = world.setup.outside(Outside.SUPPLIERS)
    chip = listings.chip[numbers]
    world.money.pay(Kind.COMPONENTS, world.run[:, None], vendors[vendor], suppliers, cost_usd, chip)


def _book(world: World, kind: Kind, units: Vector, amount_usd: Vector) -> None:
    """Payments of groups to suppliers, runs × groups × listings."""
    listings = world.listings
    run, group, number = rows = amount_usd.nonzero()
    payer = group + world.setup.accounts.first_group
    payee, chip = listings.supplier[number], listings.chip[number]
    world.money.pay_batch(kind, run, payer, payee, amount_usd[rows], chip, units[rows])


def _refund(world: World, amount_usd: Vector) -> None:
    """The state pays its part of a chip's price to who bought it."""
    run, group, number = rows = amount_usd.nonzero()
    payee, chip = group + world.setup.accounts.first_group, world.listings.chip[number]
    state = world.setup.outside(Outside.STATE)
    world.money.pay_batch(Kind.SUBSIDY, run, state, payee, amount_usd[rows], chip)


def software_share(world: World) -> Vector:
    """Part of the rent that is software, runs × listings: on vendors' own clouds, by each one's terms."""
    listings, vendors = world.listings, world.setup.firms.vendors
    own = (listings.supplier[:, None] == vendors) & (listings.mode == Mode.VENDOR_CLOUD)[:, None]
    share = np.where(own, world.rules.vendor_clouds.software_share[:, None], 0.0)
    return share.max(axis=-1, initial=0.0)


def _hand_over(world: World, trade: StartupTrade) -> None:
    """Bought chips change hands in thousandths."""
    run, group, number = rows = (trade.purchased_milli > 0).nonzero()
    milli, chip = trade.purchased_milli[rows], world.listings.chip[number]
    buyer = group + world.setup.accounts.first_group
    world.chips.move(run, world.listings.supplier[number], buyer, chip, milli)
    np.add.at(world.counters.received_units, (run, buyer, chip), milli / MILLI)


def _note_premium(world: World, trade: StartupTrade) -> None:
    """What buyers paid over the list price in the channel."""
    numbers = np.flatnonzero(world.listings.mode == Mode.CHANNEL)
    units = total(trade.units[:, :, numbers], axis=1)
    listed = world.snapshot.list_usd[:, world.listings.chip[numbers]]
    premium = np.where(units > 0, units * (world.terms.price_usd[:, numbers] - listed), 0.0)
    before = world.counters.premium_usd
    before[...] = total(np.concatenate([before[:, None], premium], axis=1))


def vendor_cloud_share(world: World, trade: StartupTrade) -> Vector:
    """Part of each region's rented compute that vendors' own clouds hold this month, runs × regions."""
    listings, setup = world.listings, world.setup
    compute = world.snapshot.compute.mixed(0.5)[:, listings.chip]
    units = (trade.units + trade.contract_units) * ~listings.is_purchase * compute[:, None]
    own = np.where(listings.mode == Mode.VENDOR_CLOUD, units, 0.0)
    here = setup.group_region == np.arange(setup.regions)[:, None]
    everything = total(np.where(here, total(units)[:, None], 0.0))
    vendors_own = total(np.where(here, total(own)[:, None], 0.0))
    rented = everything > 0
    return np.where(rented, vendors_own / np.where(rented, everything, 1.0), 0.0)
