"""Money: sales, margins, cash, capital spending, who keeps what."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.markets.deliveries import unit_cost_usd
from model.metrics.books import FINANCING, INCOME, Books
from model.metrics.registry import Grid, Names, above_zero, by_who, metric, of_all
from model.state.kinds import Kind
from model.state.maths import dot, total

type Vector = NDArray[np.float64]

BUSINESS = tuple(kind for kind in Kind if kind not in FINANCING)


@metric(
    "USD/month",
    "what a firm took in, by what it sold; a vendor's items add up to its sales",
    who=(Names.FIRMS, Names.GROUPS),
    item=(*(item for _, item in INCOME), "users"),
)
def revenue_usd(books: Books) -> Sequence[Grid]:
    """Receipts of firms by kind."""
    firms = np.arange(len(books.firms))
    received = np.stack([books.received[kind][:, firms] for kind, _ in INCOME], axis=-1)
    items = [item for _, item in INCOME]
    sales = books.received[Kind.SALES][:, books.world.setup.groups]
    return [
        Grid(books.firms, items, received, received > 0, item_first=True),
        above_zero(books.groups, ("users",), sales[..., None]),
    ]


@metric(
    "share",
    "a vendor's 1 - cost of goods over sales: chips made, network parts, fees to hosts",
    who=(Names.FIRMS,),
)
def gross_margin(books: Books) -> Grid:
    """Gross margin of vendors."""
    vendors = books.world.setup.firms.vendors
    sales = books.of_kinds([kind for kind, _ in INCOME], books.received)[:, vendors]
    margin = 1.0 - goods_cost_usd(books) / np.where(sales > 0, sales, 1.0)
    return by_who(books.names_of(vendors), margin, present=sales > 0)


def goods_cost_usd(books: Books) -> Vector:
    """Cost of what vendors sold this month, runs × vendors: chips made, network parts, hosts' fees."""
    world, vendors = books.world, books.world.setup.firms.vendors
    sold = dot(books.sold_units[:, vendors], unit_cost_usd(world)[:, None])
    network = books.received[Kind.NETWORK][:, vendors] * world.vendors.network_cost_share
    cost: Vector = sold + network + books.paid[Kind.HOSTING][:, vendors]
    return cost


@metric(
    "USD",
    "money at hand at the end of the month",
    who=(Names.FIRMS, Names.GROUPS),
)
def cash_usd(books: Books) -> Grid:
    """Balances of firms and of groups of start-ups."""
    count = books.world.setup.accounts.first_fleet
    return by_who(books.names[:count], books.world.money.balance_usd[:, :count])


@metric("USD/month", "what a cloud spent on chips, bought and own", who=(Names.FIRMS,))
def capex_usd(books: Books) -> Grid:
    """Chips, network and own silicon paid by clouds."""
    clouds = books.world.setup.firms.clouds
    kinds = (Kind.CHIPS, Kind.NETWORK, Kind.WAFERS, Kind.COMPONENTS)
    return by_who(books.names_of(clouds), books.of_kinds(kinds, books.paid)[:, clouds])


@metric(
    "USD",
    "chips that a vendor has ordered upstream and not yet received, at cost to make",
    who=(Names.FIRMS,),
)
def purchase_obligations_usd(books: Books) -> Grid:
    """Open wafer orders of vendors."""
    setup = books.world.setup
    coming = books.world.wafers.coming_units * unit_cost_usd(books.world)
    mine = setup.chips.vendor == np.arange(len(setup.firms.vendors))[:, None]
    return by_who(books.names_of(setup.firms.vendors), total(np.where(mine, coming[:, None], 0.0)))


@metric("USD", "stock of a vendor at cost to make, of a reseller at list price", who=(Names.FIRMS,))
def inventory_usd(books: Books) -> Sequence[Grid]:
    """Stock of vendors and resellers."""
    setup = books.world.setup
    vendors, resellers = setup.firms.vendors, setup.firms.resellers
    list_usd = books.world.prices.list_usd[:, None]
    return [
        by_who(books.names_of(vendors), total(books.held[:, vendors] * unit_cost_usd(books.world)[:, None])),
        by_who(books.names_of(resellers), total(books.held[:, resellers] * list_usd)),
    ]


@metric(
    "USD/month",
    "what each tier keeps: sales less purchases and own costs; start-ups: value less pay, plus subsidies",
    who=("foundry", "vendor", "channel", "cloud", "start-ups"),
)
def surplus_usd(books: Books) -> Sequence[Grid]:
    """Surplus by tier, in cash; equity, loans and parents' money left out."""
    net = books.of_kinds(BUSINESS, books.received) - books.of_kinds(BUSINESS, books.paid)
    firms = books.world.setup.firms
    tiers = {
        "foundry": firms.foundries,
        "vendor": firms.vendors,
        "channel": firms.resellers,
        "cloud": firms.clouds,
    }
    kept = [of_all(total(net[:, members]), tier) for tier, members in tiers.items()]
    return [*kept, of_all(startup_surplus_usd(books), "start-ups")]


PAID_FOR_COMPUTE = (
    Kind.RENTAL,
    Kind.SOFTWARE,
    Kind.CHIPS,
    Kind.NETWORK,
    Kind.ENERGY,
    Kind.CARBON,
    Kind.OPERATIONS,
)


def startup_surplus_usd(books: Books) -> Vector:
    """Willingness to pay for the compute used, less what was paid for it, net of what the state gave."""
    groups = books.world.setup.groups
    paid = books.of_kinds(PAID_FOR_COMPUTE, books.paid)[:, groups]
    subsidy = books.received[Kind.SUBSIDY][:, groups]
    surplus: Vector = total(books.startups.value_usd - paid + subsidy)
    return surplus


@metric(
    "USD/month", "net cash flow from business of a vendor, for how even its seasons are", who=(Names.FIRMS,)
)
def vendor_cash_flow_usd(books: Books) -> Grid:
    """Receipts less payments of vendors, financing left out."""
    vendors = books.world.setup.firms.vendors
    net = books.of_kinds(BUSINESS, books.received) - books.of_kinds(BUSINESS, books.paid)
    return by_who(books.names_of(vendors), net[:, vendors])


@metric(
    "USD/month",
    "money that reached start-ups from investors",
    who=(Names.GROUPS, "all"),
)
def funding_usd(books: Books) -> Sequence[Grid]:
    """Funding by group and in all."""
    got = (books.received[Kind.FUNDING] + books.received[Kind.EQUITY])[:, books.world.setup.groups]
    return [above_zero(books.groups, ("",), got[..., None]), of_all(total(got))]
