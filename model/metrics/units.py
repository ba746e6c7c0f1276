"""Chips: waiting, backlog, shipped, received, installed, rented, used; stages of in-house chips."""

from collections.abc import Iterator

import numpy as np

from model.inputs.accounts import MINERS
from model.ledger import MILLI, Kind
from model.metrics.books import Books, table_rows
from model.metrics.registry import Names, Rows, Value, metric
from model.rental import used_of_own_cloud
from model.state import maths
from model.wafers import PACKAGING


@metric("months", "waiting time from order to delivery at the maker", who=(Names.FIRMS,), item=(Names.CHIPS,))
def lead_time_months(books: Books) -> Iterator[Value]:
    """Waiting time of chips on sale."""
    market = books.market
    for chip in np.flatnonzero(market.on_sale):
        yield Value(books.firms[market.maker[chip]], books.chips[chip], market.sight.lead_months[chip])


@metric("chips", "open orders with the maker", who=(Names.FIRMS,), item=(Names.CHIPS,))
def backlog_units(books: Books) -> Iterator[Value]:
    """Backlog by chip."""
    market = books.market
    backlog = market.orders.open_units.sum(axis=0, dtype=np.int64)
    for chip in np.flatnonzero(market.on_sale | (backlog > 0)):
        yield Value(books.firms[market.maker[chip]], books.chips[chip], backlog[chip])


@metric(
    "chips/month",
    "chips that a maker delivered: to clouds, resellers, direct buyers, itself",
    who=(Names.FIRMS,),
    item=(Names.CHIPS,),
)
def units_shipped(books: Books) -> Iterator[Value]:
    """Units by maker and chip."""
    market = books.market
    direct = np.zeros(len(books.chips))
    if market.last_trade is not None:
        vendors = np.isin(market.listings.supplier, [v.account for v in market.cast.vendors])
        bought = (market.last_trade.purchased_milli.sum(axis=0, dtype=np.int64) * vendors) / MILLI
        np.add.at(direct, market.listings.chip, bought)
    shipped = market.tally.shipped_units + direct + market.tally.own_made_units
    for chip in np.flatnonzero(shipped > 0):
        yield Value(books.firms[market.maker[chip]], books.chips[chip], shipped[chip])


@metric(
    "chips/month",
    "chips that vendors delivered, by region of the buyer",
    who=(Names.REGIONS,),
    item=(Names.CHIPS,),
)
def units_delivered(books: Books) -> Rows:
    """Units by region and chip, from the payments for chips."""
    market = books.market
    vendors = [vendor.account for vendor in market.cast.vendors]
    accounts = np.full(len(books.names), -1)
    accounts[: len(market.firm_region)] = market.firm_region
    first = market.accounts.first_group
    accounts[first : first + len(books.groups)] = market.cast.startups.group_region
    table = np.zeros((len(books.regions), len(books.chips)))
    for batch in market.tally.payments:
        if batch.kind == Kind.CHIPS:
            sold = np.isin(batch.payee, vendors) & (accounts[batch.payer] >= 0)
            np.add.at(table, (accounts[batch.payer[sold]], batch.item[sold]), batch.quantity[sold])
    return table_rows(books.regions, books.chips, table, range(len(books.regions)))


@metric(
    "chips/month",
    "chips that a buyer, or a group of start-ups, received",
    who=(Names.FIRMS, Names.GROUPS, MINERS),
    item=(Names.CHIPS,),
)
def units_received(books: Books) -> Rows:
    """Units by buyer and chip."""
    received = books.market.tally.received_units
    return table_rows(books.names, books.chips, received, range(len(books.names)))


@metric(
    "chips",
    "chips in the hands of users: clouds, start-ups, vendors' own clouds",
    who=(Names.FIRMS, Names.GROUPS, Names.FLEETS),
    item=(Names.CHIPS,),
)
def installed_units(books: Books) -> Rows:
    """Installed chips by owner."""
    market = books.market
    users = [cloud.account for cloud in market.cast.clouds]
    users += list(range(market.accounts.first_group, market.accounts.miners))
    return table_rows(books.names, books.chips, books.held[users], users)


@metric("chips", "stock for sale at vendors and resellers", who=(Names.FIRMS,), item=(Names.CHIPS,))
def stock_units(books: Books) -> Rows:
    """Stock by holder."""
    cast = books.market.cast
    sellers = [seller.account for seller in (*cast.vendors, *cast.resellers)]
    return table_rows(books.names, books.chips, books.held[sellers], sellers)


@metric(
    "chips",
    "chips that customers rent: by provider and size of the customer",
    who=(Names.FIRMS,),
    item=("all", "small", "middle", "large"),
)
def rented_units(books: Books) -> Iterator[Value]:
    """Newly booked and running rents by provider; new bookings by size class."""
    market = books.market
    trade = market.last_trade
    if trade is None:
        return
    rented = ~market.listings.is_purchase
    units = maths.total(trade.units + trade.contract_units, axis=0) * rented
    by_supplier = np.bincount(market.listings.supplier, units, len(books.names))
    for account in np.flatnonzero(by_supplier > 0):
        yield Value(books.names[account], "all", by_supplier[account])
    for account, size in np.argwhere(market.tally.rented_by_class > 0):
        label = ("small", "middle", "large")[size]
        yield Value(books.names[account], label, market.tally.rented_by_class[account, size])


@metric(
    "share",
    "used part of the installed compute of a cloud or a vendor's own cloud",
    who=(Names.FIRMS, Names.FLEETS),
)
def utilisation(books: Books) -> Iterator[Value]:
    """Use of clouds and fleets."""
    market = books.market
    for cloud in market.cast.clouds:
        yield Value(cloud.name, "", min(1.0, cloud.use()))
    for vendor in market.cast.vendors:
        fleet = float(maths.total(books.fleets[vendor.name]))
        if fleet > 0:
            used = float(maths.total(used_of_own_cloud(market, vendor.account)))
            yield Value(f"{vendor.name} own cloud", "", min(1.0, used / fleet))


@metric(
    "share",
    "part of a foundry's capacity for AI chips that was started, by node and packaging",
    who=(Names.FIRMS,),
    item=(Names.NODES, PACKAGING),
)
def foundry_load(books: Books) -> Iterator[Value]:
    """Use of foundries."""
    for foundry in books.market.cast.foundries:
        for node, share in foundry.load.items():
            yield Value(foundry.name, node, share)


FEWEST_MONTHS_OF_BULLWHIP = 6


@metric(
    "ratio",
    "variance of a tier's orders over that of the demand it met, both in relative terms",
    who=(Names.FIRMS,),
    item=("vendor", "cloud", "channel"),
)
def bullwhip_ratio(books: Books) -> Iterator[Value]:
    """Amplification of orders along the chain, over the run so far."""
    for tier, moments in books.market.tally.tiers.items():
        if moments.months >= FEWEST_MONTHS_OF_BULLWHIP:
            ratio = moments.amplification
            if ratio is not None:
                role, _, name = tier.partition(" ")
                yield Value(name, role, ratio)


@metric("chips", "chips seized at borders this month", who=("state",), item=(Names.CHIPS,))
def seized_units(books: Books) -> Iterator[Value]:
    """Grey trade that failed."""
    for chip in np.flatnonzero(books.market.tally.seized_units):
        yield Value("state", books.chips[chip], books.market.tally.seized_units[chip])


STAGES = ("cancelled", "plan", "design", "tape_out", "bring_up", "ramp", "volume")


@metric(
    "stage",
    "where an in-house chip stands: -1 cancelled, 0 plan, 1 design … 5 volume",
    who=(Names.FIRMS,),
    item=(Names.CHIPS,),
)
def programme_stage(books: Books) -> Iterator[Value]:
    """Stages of in-house chips."""
    for programme in books.market.cast.programmes:
        for generation in programme.generations:
            yield Value(programme.name, generation.row.chip, STAGES.index(generation.stage) - 1)
