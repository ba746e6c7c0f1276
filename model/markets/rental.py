"""Settlement of the month's rents and purchases of start-ups."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.inputs.accounts import Outside
from model.state.kinds import MILLI, Kind
from model.state.maths import total
from model.state.offers import NO_NUMBERS, Mode
from model.state.startup_tables import StartupTrade
from model.state.world import World

type Vector = NDArray[np.float64]
type Counts = NDArray[np.int64]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Bookings:
    """What groups booked of which listings, one row each by run, group and listing: units and USD."""

    run: Counts
    group: Counts
    listing: Counts
    units: Vector
    amount_usd: Vector

    def of(self, rows: Flags) -> "Bookings":
        """Some of the rows."""
        return Bookings(
            self.run[rows], self.group[rows], self.listing[rows], self.units[rows], self.amount_usd[rows]
        )


def bookings_of(units: Vector, amount_usd: Vector, listing: Counts) -> Bookings:
    """The rows of tables runs × groups × offers in which there is anything; offers stand for listings."""
    rows = np.flatnonzero((units != 0) | (amount_usd != 0))
    place, offer = np.divmod(rows, units.shape[2])
    run, group = np.divmod(place, units.shape[1])
    return Bookings(run, group, listing[offer], units.ravel()[rows], amount_usd.ravel()[rows])


def settle_trade(world: World) -> None:
    """Book what the start-ups rented and bought: payments by group and offer, chips by group."""
    trade = world.trade
    assert trade is not None, "nothing is settled before the start-ups have traded"
    booked = bookings_of(trade.units, trade.amount_usd, trade.listing)
    running = bookings_of(trade.contract_units, trade.contract_usd, trade.listing)
    units = trade.units + trade.contract_units
    held = bookings_of(units, units, trade.listing)
    bought = world.listings.is_purchase[booked.listing]
    rents = booked.of(~bought)
    _pay_rents(world, rents)
    _pay_rents(world, running.of(~world.listings.is_purchase[running.listing]))
    _pay_purchases(world, booked.of(bought))
    _hand_over(world, trade)
    world.vendor_cloud_share[...] = vendor_cloud_share(world, held)
    totals = world.trade_totals
    totals.new_units[...] = by_listing(world, booked, booked.units)
    totals.running_units[...] = by_listing(world, running, running.units)
    totals.units[...] = by_listing(world, held, held.units)
    _note_premium(world)
    rented = np.flatnonzero(~world.listings.is_purchase)
    place = (world.run[:, None], world.listings.supplier[rented])
    np.add.at(world.counters.rented_by_class, place, trade.class_units[:, rented])


def _pay_rents(world: World, rents: Bookings) -> None:
    """New or running rents; a part of what a vendor's own cloud earns is for software."""
    software = software_share(world, rents)
    _book(world, Kind.RENTAL, rents, rents.amount_usd * (1 - software))
    _book(world, Kind.SOFTWARE, rents, rents.amount_usd * software)


def _pay_purchases(world: World, bought: Bookings) -> None:
    """Bought chips; what vendors sell directly comes with network, and with the state's subsidy."""
    listings = world.listings
    is_direct = listings.mode[bought.listing] == Mode.DIRECT
    attach = np.where(is_direct, world.setup.firms.attach[listings.supplier[bought.listing]], 0.0)
    subsidized = world.rules.subsidy_share[bought.run, listings.chip[bought.listing]]
    subsidy = np.where(is_direct, subsidized, 0.0)
    chips_usd = bought.amount_usd / np.maximum(1.0 - subsidy + attach, 1e-12)
    network_usd = chips_usd * attach
    _book(world, Kind.CHIPS, bought, chips_usd)
    _book(world, Kind.NETWORK, bought, network_usd)
    payee, chip = bought.group + world.setup.accounts.first_group, listings.chip[bought.listing]
    state = world.setup.outside(Outside.STATE)
    world.money.pay_batch(Kind.SUBSIDY, bought.run, state, payee, chips_usd * subsidy, chip)
    _pay_components(world, bought, network_usd)


def _pay_components(world: World, bought: Bookings, network_usd: Vector) -> None:
    """Vendors buy the network that they sold, vendor by vendor."""
    listings, vendors = world.listings, world.setup.firms.vendors
    numbers = np.concatenate([NO_NUMBERS, *(listings.of(one, Mode.DIRECT) for one in vendors.tolist())])
    vendor = np.searchsorted(vendors, listings.supplier[numbers])
    sold_usd = by_listing(world, bought, network_usd)[:, numbers]
    cost_usd = sold_usd * world.vendors.network_cost_share[vendor]
    suppliers = world.setup.outside(Outside.SUPPLIERS)
    chip = listings.chip[numbers]
    world.money.pay(Kind.COMPONENTS, world.run[:, None], vendors[vendor], suppliers, cost_usd, chip)


def by_listing(world: World, booked: Bookings, values: Vector) -> Vector:
    """Values of rows added up over groups, in their order: runs × listings."""
    count = len(world.listings.rows)
    cell = booked.run * count + booked.listing
    return np.bincount(cell, values, world.runs * count).reshape(world.runs, count)


def _book(world: World, kind: Kind, booked: Bookings, amount_usd: Vector) -> None:
    """Payments of groups to suppliers."""
    listings = world.listings
    payer = booked.group + world.setup.accounts.first_group
    payee, chip = listings.supplier[booked.listing], listings.chip[booked.listing]
    world.money.pay_batch(kind, booked.run, payer, payee, amount_usd, chip, booked.units)


def software_share(world: World, rents: Bookings) -> Vector:
    """Part of each row's rent that is software: on vendors' own clouds, by each one's terms."""
    listings, vendors = world.listings, world.setup.firms.vendors
    own = np.flatnonzero(listings.mode[rents.listing] == Mode.VENDOR_CLOUD)
    vendor = np.searchsorted(vendors, listings.supplier[rents.listing[own]])
    share = np.zeros(len(rents.run))
    share[own] = world.rules.vendor_clouds.software_share[rents.run[own], vendor]
    return share


def _hand_over(world: World, trade: StartupTrade) -> None:
    """Bought chips change hands in thousandths."""
    run, group, offer = rows = (trade.purchased_milli > 0).nonzero()
    number = trade.listing[offer]
    milli, chip = trade.purchased_milli[rows], world.listings.chip[number]
    world.trade_totals.bought_milli[...] = 0
    np.add.at(world.trade_totals.bought_milli, (run, number), milli)
    buyer = group + world.setup.accounts.first_group
    world.chips.move(run, world.listings.supplier[number], buyer, chip, milli)
    np.add.at(world.counters.received_units, (run, buyer, chip), milli / MILLI)


def _note_premium(world: World) -> None:
    """What buyers paid over the list price in the channel."""
    numbers = np.flatnonzero(world.listings.mode == Mode.CHANNEL)
    units = world.trade_totals.new_units[:, numbers]
    listed = world.snapshot.list_usd[:, world.listings.chip[numbers]]
    premium = np.where(units > 0, units * (world.terms.price_usd[:, numbers] - listed), 0.0)
    before = world.counters.premium_usd
    before[...] = total(np.concatenate([before[:, None], premium], axis=1))


def vendor_cloud_share(world: World, held: Bookings) -> Vector:
    """Part of each region's rented compute that vendors' own clouds hold this month, runs × regions."""
    listings, setup = world.listings, world.setup
    compute = world.snapshot.compute.mixed(0.5)[held.run, listings.chip[held.listing]]
    rented = np.where(listings.is_purchase[held.listing], 0.0, held.units * compute)
    own = np.where(listings.mode[held.listing] == Mode.VENDOR_CLOUD, rented, 0.0)
    groups = len(setup.group_region)
    cell, cells = held.run * groups + held.group, world.runs * groups
    here = setup.group_region == np.arange(setup.regions)[:, None]
    by_group, own_by_group = (
        np.bincount(cell, values, cells).reshape(world.runs, 1, groups) for values in (rented, own)
    )
    everything = total(np.where(here, by_group, 0.0))
    vendors_own = total(np.where(here, own_by_group, 0.0))
    is_rented = everything > 0
    return np.where(is_rented, vendors_own / np.where(is_rented, everything, 1.0), 0.0)
