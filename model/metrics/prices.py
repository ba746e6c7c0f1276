"""Prices: list, street, premium, rents."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.inputs.calendar import HOURS_PER_MONTH
from model.markets.hosting import instance_usd
from model.markets.rents import paid_rents
from model.metrics.books import Books
from model.metrics.registry import Grid, Names, above_zero, by_chip, metric, of_all
from model.state.kinds import KIND_NUMBER, Kind

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


@metric("USD/chip", "the maker's list price of chips on sale", who=(Names.FIRMS,), item=(Names.CHIPS,))
def list_price_usd(books: Books) -> Grid:
    """List prices."""
    prices = books.world.prices
    return by_chip(books.makers, books.chips, prices.list_usd, prices.on_sale)


def quoted(books: Books) -> Flags:
    """Where any reseller names a price: runs × regions × chips."""
    table = np.zeros((books.runs, len(books.regions), len(books.chips)), np.bool_)
    regions = books.world.setup.firms.reseller_region
    asked = books.world.resellers.ask_usd > 0
    np.logical_or.at(table, (np.arange(books.runs)[:, None], regions), asked)
    return table


@metric(
    "USD/chip",
    "mean ask of a region's resellers, weighted by stock",
    who=(Names.REGIONS,),
    item=(Names.CHIPS,),
)
def street_price_usd(books: Books) -> Grid:
    """Street prices by region."""
    street = np.where(quoted(books), books.world.prices.street_usd, 0.0)
    return above_zero(books.regions, books.chips, street)


@metric(
    "share", "street price over the maker's list price, less one", who=(Names.REGIONS,), item=(Names.CHIPS,)
)
def street_premium(books: Books) -> Grid:
    """Street premium by region."""
    is_quoted = quoted(books)
    list_usd = np.where(is_quoted, books.world.snapshot.list_usd[:, None], 1.0)
    premium = books.world.prices.street_usd / list_usd - 1.0
    return Grid(books.regions, books.chips, premium, is_quoted)


@metric(
    "USD/month",
    "what sales above list price brought to resellers, and what vendors got of it",
    who=("channel", "vendor"),
)
def premium_usd(books: Books) -> Sequence[Grid]:
    """Who takes the premium over list."""
    return [
        of_all(books.world.counters.premium_usd, "channel"),
        of_all(vendor_premium_usd(books), "vendor"),
    ]


def vendor_premium_usd(books: Books) -> Vector:
    """What vendors' own sales brought above the list price of the month, from the payments, by run."""
    journal, list_usd = books.journal, books.world.snapshot.list_usd
    vendors = books.world.setup.firms.vendors
    sold = (journal.kind == KIND_NUMBER[Kind.CHIPS]) & np.isin(journal.payee, vendors)
    run, item = journal.run[sold], journal.item[sold]
    above = journal.amount_usd[sold] - journal.quantity[sold] * list_usd[run, item]
    return np.bincount(run, above, books.runs)


@metric(
    "USD/hour",
    "rent paid for one chip on demand; a vendor's own cloud: its instance price",
    who=(Names.FIRMS, Names.FLEETS),
    item=(Names.CHIPS,),
)
def rent_usd_per_hour(books: Books) -> Sequence[Grid]:
    """Rents of providers that have the chip."""
    world, setup = books.world, books.world.setup
    clouds = setup.firms.clouds
    rent = np.where(listed(books) > 0, paid_rents(world), 0.0)
    terms = world.snapshot.rules.vendor_clouds
    hourly = instance_usd(world)[:, None] / HOURS_PER_MONTH
    fleets = books.held[:, setup.firms.fleets]
    present = (fleets > 0) & terms.is_open[..., None]
    return [
        above_zero(books.names_of(clouds), books.chips, rent),
        Grid(books.fleets, books.chips, np.broadcast_to(hourly, fleets.shape), present),
    ]


@metric(
    "USD/hour",
    "listed rent of one chip on demand, before what is negotiated",
    who=(Names.FIRMS,),
    item=(Names.CHIPS,),
)
def list_rent_usd_per_hour(books: Books) -> Grid:
    """List rents of clouds that have the chip."""
    return above_zero(books.names_of(books.world.setup.firms.clouds), books.chips, listed(books))


def listed(books: Books) -> Vector:
    """List rents where a cloud that lets has the chip, else zero: runs × clouds × chips."""
    world = books.world
    there = (books.held[:, world.setup.firms.clouds] > 0) & world.clouds.rents_out[:, None]
    return np.where(there, world.clouds.rent_usd_per_hour, 0.0)
