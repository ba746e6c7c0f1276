"""Chips: waiting, backlog, shipped, received, installed, rented, used."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.inputs.accounts import MINERS
from model.metrics.books import Books
from model.metrics.programmes import of_generations
from model.metrics.registry import Grid, Names, above_zero, by_chip, by_who, metric
from model.state.counters import Moments
from model.state.kinds import KIND_NUMBER, MILLI, Kind
from model.state.maths import total
from model.state.offers import Mode
from model.state.wafers import PACKAGING

type Vector = NDArray[np.float64]


@metric("months", "waiting time from order to delivery at the maker", who=(Names.FIRMS,), item=(Names.CHIPS,))
def lead_time_months(books: Books) -> Grid:
    """Waiting time of chips on sale."""
    world = books.world
    return by_chip(books.makers, books.chips, world.snapshot.lead_months, world.prices.on_sale)


@metric("chips", "open orders with the maker", who=(Names.FIRMS,), item=(Names.CHIPS,))
def backlog_units(books: Books) -> Grid:
    """Backlog by chip."""
    backlog = books.world.orders.open_units.sum(axis=1, dtype=np.int64)
    seen = books.world.prices.on_sale | (backlog > 0)
    return by_chip(books.makers, books.chips, backlog.astype(np.float64), seen)


@metric(
    "chips/month",
    "chips that a maker delivered: to clouds, resellers, direct buyers, itself",
    who=(Names.FIRMS,),
    item=(Names.CHIPS,),
)
def units_shipped(books: Books) -> Grid:
    """Units by maker and chip."""
    world, listings = books.world, books.world.listings
    direct = np.zeros((books.runs, len(books.chips)))
    bought = world.trade_totals.bought_milli * np.isin(listings.supplier, world.setup.firms.vendors) / MILLI
    np.add.at(direct, (np.arange(books.runs)[:, None], listings.chip), bought)
    shipped = world.counters.shipped_units + direct + world.counters.own_made_units
    return by_chip(books.makers, books.chips, shipped, shipped > 0)


@metric(
    "chips/month",
    "chips that vendors delivered, by region of the buyer",
    who=(Names.REGIONS,),
    item=(Names.CHIPS,),
)
def units_delivered(books: Books) -> Grid:
    """Units by region and chip, from the payments for chips."""
    setup, journal = books.world.setup, books.journal
    region = np.full(len(books.names), -1)
    region[: setup.firms.count] = setup.firms.region
    region[setup.groups] = setup.group_region
    sold = (journal.kind == KIND_NUMBER[Kind.CHIPS]) & np.isin(journal.payee, setup.firms.vendors)
    sold &= region[journal.payer] >= 0
    table = np.zeros((books.runs, len(books.regions), len(books.chips)))
    place = (journal.run[sold], region[journal.payer[sold]], journal.item[sold])
    np.add.at(table, place, journal.quantity[sold])
    return above_zero(books.regions, books.chips, table)


@metric(
    "chips/month",
    "chips that a buyer, or a group of start-ups, received",
    who=(Names.FIRMS, Names.GROUPS, MINERS),
    item=(Names.CHIPS,),
)
def units_received(books: Books) -> Grid:
    """Units by buyer and chip."""
    return above_zero(books.names, books.chips, books.world.counters.received_units)


@metric(
    "chips",
    "chips in the hands of users: clouds, start-ups, vendors' own clouds",
    who=(Names.FIRMS, Names.GROUPS, Names.FLEETS),
    item=(Names.CHIPS,),
)
def installed_units(books: Books) -> Grid:
    """Installed chips by owner."""
    setup = books.world.setup
    rest = np.arange(setup.accounts.first_group, setup.accounts.miners)
    users = np.concatenate([setup.firms.clouds, rest])
    return above_zero(books.names_of(users), books.chips, books.held[:, users])


@metric("chips", "stock for sale at vendors and resellers", who=(Names.FIRMS,), item=(Names.CHIPS,))
def stock_units(books: Books) -> Grid:
    """Stock by holder."""
    firms = books.world.setup.firms
    sellers = np.concatenate([firms.vendors, firms.resellers])
    return above_zero(books.names_of(sellers), books.chips, books.held[:, sellers])


@metric(
    "chips",
    "chips that customers rent: by provider and size of the customer",
    who=(Names.FIRMS,),
    item=("all", "small", "middle", "large"),
)
def rented_units(books: Books) -> Sequence[Grid]:
    """Newly booked and running rents by provider; new bookings by size class."""
    listings, count = books.world.listings, len(books.names)
    units = books.world.trade_totals.units * ~listings.is_purchase
    cell = np.arange(books.runs)[:, None] * count + listings.supplier
    by_supplier = np.bincount(cell.ravel(), units.ravel(), books.runs * count)
    return [
        above_zero(books.names, ("all",), by_supplier.reshape(books.runs, count, 1)),
        above_zero(books.names, ("small", "middle", "large"), books.world.counters.rented_by_class),
    ]


@metric(
    "share",
    "used part of the installed compute of a cloud or a vendor's own cloud",
    who=(Names.FIRMS, Names.FLEETS),
)
def utilisation(books: Books) -> Sequence[Grid]:
    """Use of clouds and fleets."""
    world, firms = books.world, books.world.setup.firms
    compute = books.compute.mixed_by(world.clouds.training_share)
    used = _used_part(total(world.clouds.used_units * compute), total(books.held[:, firms.clouds] * compute))
    fleet = total(books.held[:, firms.fleets])
    rented = total(_rented_of_own_clouds(books))
    return [
        by_who(books.names_of(firms.clouds), used),
        by_who(books.fleets, _used_part(rented, fleet), present=fleet > 0),
    ]


def _used_part(used: Vector, held: Vector) -> Vector:
    part = np.where(held > 0, used / np.where(held > 0, held, 1.0), 0.0)
    return np.minimum(1.0, part)


def _rented_of_own_clouds(books: Books) -> Vector:
    """Chips of vendors' own clouds that customers used, runs × vendors × chips."""
    world, listings = books.world, books.world.listings
    vendors = world.setup.firms.vendors
    units = world.trade_totals.units
    used = np.zeros((books.runs, len(vendors), len(books.chips)))
    for place, account in enumerate(vendors.tolist()):
        numbers = listings.of(account, Mode.VENDOR_CLOUD)
        cell = (np.arange(books.runs)[:, None], listings.chip[numbers])
        np.add.at(used[:, place], cell, units[:, numbers])
    return used


@metric(
    "share",
    "part of a foundry's capacity for AI chips that was started, by node and packaging",
    who=(Names.FIRMS,),
    item=(Names.NODES, PACKAGING),
)
def foundry_load(books: Books) -> Sequence[Grid]:
    """Use of foundries."""
    return _of_bottlenecks(books, books.world.foundries.load)


@metric(
    "USD/wafer",
    "what one more wafer of a full bottleneck would have earned its maker, by node and packaging",
    who=(Names.FIRMS,),
    item=(Names.NODES, PACKAGING),
)
def shadow_price_usd(books: Books) -> Sequence[Grid]:
    """Shadow prices; zero where there is slack."""
    table = books.world.foundries
    return _of_bottlenecks(books, np.where(np.isnan(table.load), np.nan, table.shadow_usd))


def _of_bottlenecks(books: Books, values: Vector) -> list[Grid]:
    """Values by foundry and bottleneck of theirs (runs × bottlenecks), where they are numbers."""
    nodes, grids = books.world.wafers.node_names, []
    for place, row in enumerate(books.world.setup.cast.foundry):
        mine = np.flatnonzero(books.world.foundries.node_foundry == place).tolist()
        told = values[:, [*mine, len(nodes) + place]]
        known = ~np.isnan(told)
        items = [*(nodes[node] for node in mine), PACKAGING]
        grids.append(Grid((row.name,), items, np.where(known, told, 0.0)[:, None], known[:, None]))
    return grids


FEWEST_MONTHS_OF_BULLWHIP = 6


@metric(
    "ratio",
    "variance of a tier's orders over that of the demand it met, both in relative terms",
    who=(Names.FIRMS,),
    item=("vendor", "cloud", "channel"),
)
def bullwhip_ratio(books: Books) -> Sequence[Grid]:
    """Amplification of orders along the chain, over the run so far."""
    firms, tiers = books.world.setup.firms, books.world.counters.tiers
    members = {"cloud": firms.clouds, "channel": firms.resellers, "vendor": firms.vendors}
    return [_amplification(books.names_of(members[tier]), tier, tiers[tier]) for tier in members]


def _amplification(who: Sequence[str], tier: str, moments: Moments) -> Grid:
    """Squared coefficient of variation of orders over that of demand, where there is variation."""
    known = (moments.orders > 0) & (moments.demand > 0)
    known &= moments.months >= FEWEST_MONTHS_OF_BULLWHIP
    orders, demand = np.where(known, moments.orders, 1.0), np.where(known, moments.demand, 1.0)
    of_orders = moments.months * moments.orders_squared / (orders * orders) - 1.0
    of_demand = moments.months * moments.demand_squared / (demand * demand) - 1.0
    known &= of_demand > 1e-9
    ratio = np.maximum(of_orders, 0.0) / np.where(known, of_demand, 1.0)
    return by_who(who, ratio, tier, known)


@metric("chips", "chips seized at borders this month", who=("state",), item=(Names.CHIPS,))
def seized_units(books: Books) -> Grid:
    """Grey trade that failed."""
    return above_zero(("state",), books.chips, books.world.counters.seized_units[:, None])


@metric(
    "stage",
    "where an in-house chip stands: -1 cancelled, 0 plan, 1 design … 5 volume",
    who=(Names.FIRMS,),
    item=(Names.CHIPS,),
)
def programme_stage(books: Books) -> Grid:
    """Stages of in-house chips."""
    stage = books.world.programmes.stage
    return of_generations(books, stage, np.ones(stage.shape, np.bool_))
