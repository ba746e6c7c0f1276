"""Money: sales, margins, cash, capital spending, who keeps what."""

from collections.abc import Iterator

from model.firm_roles import VendorRole
from model.ledger import Kind
from model.metrics.books import FINANCING, INCOME, Books
from model.metrics.registry import Names, Rows, Value, metric
from model.state import maths


@metric(
    "USD/month",
    "what a firm took in, by what it sold; a vendor's items add up to its sales",
    who=(Names.FIRMS, Names.GROUPS),
    item=(*(item for _, item in INCOME), "users"),
)
def revenue_usd(books: Books) -> Iterator[Value]:
    """Receipts of firms by kind."""
    for kind, item in INCOME:
        received = books.received[kind]
        for account, name in enumerate(books.firms):
            if received[account] > 0:
                yield Value(name, item, received[account])
    sales = books.received[Kind.SALES]
    for number, group in enumerate(books.groups):
        amount = sales[books.market.accounts.first_group + number]
        if amount > 0:
            yield Value(group, "users", amount)


@metric(
    "share",
    "a vendor's 1 - cost of goods over sales: chips made, network parts, fees to hosts",
    who=(Names.FIRMS,),
)
def gross_margin(books: Books) -> Iterator[Value]:
    """Gross margin of vendors."""
    income = maths.total([books.received[kind] for kind, _ in INCOME], axis=0)
    for vendor in books.market.cast.vendors:
        sales = income[vendor.account]
        if sales > 0:
            yield Value(vendor.name, "", 1.0 - goods_cost_usd(books, vendor) / sales)


def goods_cost_usd(books: Books, vendor: VendorRole) -> float:
    """Cost of what a vendor sold this month: chips at cost to make, network parts, hosts' fees."""
    account = vendor.account
    sold = float(maths.dot(books.sold_units[account], books.market.catalogue.cost_to_make_usd))
    network = books.received[Kind.NETWORK][account] * vendor.row.network_cost_share
    return sold + float(network) + float(books.paid[Kind.HOSTING][account])


@metric(
    "USD",
    "money at hand at the end of the month",
    who=(Names.FIRMS, Names.GROUPS),
)
def cash_usd(books: Books) -> Rows:
    """Balances of firms and of groups of start-ups."""
    count = books.market.accounts.first_fleet
    balance = books.market.money.balance_usd[:count].tolist()
    return Rows(list(books.names[:count]), [""] * count, balance)


@metric("USD/month", "what a cloud spent on chips, bought and own", who=(Names.FIRMS,))
def capex_usd(books: Books) -> Iterator[Value]:
    """Chips, network and own silicon paid by clouds."""
    for cloud in books.market.cast.clouds:
        spent = [
            books.paid[kind][cloud.account]
            for kind in (Kind.CHIPS, Kind.NETWORK, Kind.WAFERS, Kind.COMPONENTS)
        ]
        yield Value(cloud.name, "", float(maths.total(spent)))


@metric(
    "USD",
    "chips that a vendor has ordered upstream and not yet received, at cost to make",
    who=(Names.FIRMS,),
)
def purchase_obligations_usd(books: Books) -> Iterator[Value]:
    """Open wafer orders of vendors."""
    market = books.market
    coming = market.wafers.coming_units * market.catalogue.cost_to_make_usd
    for vendor in market.cast.vendors:
        yield Value(vendor.name, "", float(maths.total(coming[vendor.chips])))


@metric("USD", "stock of a vendor at cost to make, of a reseller at list price", who=(Names.FIRMS,))
def inventory_usd(books: Books) -> Iterator[Value]:
    """Stock of vendors and resellers."""
    market = books.market
    for vendor in market.cast.vendors:
        stock = books.held[vendor.account] * market.catalogue.cost_to_make_usd
        yield Value(vendor.name, "", float(maths.total(stock)))
    for reseller in market.cast.resellers:
        yield Value(reseller.name, "", float(maths.total(books.held[reseller.account] * market.list_usd)))


@metric(
    "USD/month",
    "what each tier keeps: sales less purchases and own costs; start-ups: value less pay, plus subsidies",
    who=("foundry", "vendor", "channel", "cloud", "start-ups"),
)
def surplus_usd(books: Books) -> Iterator[Value]:
    """Surplus by tier, in cash; equity, loans and parents' money left out."""
    market = books.market
    moved = [kind for kind in Kind if kind not in FINANCING]
    inflow = maths.total([books.received[kind] for kind in moved], axis=0)
    outflow = maths.total([books.paid[kind] for kind in moved], axis=0)
    net = inflow - outflow
    tiers = (
        ("foundry", market.cast.foundries),
        ("vendor", market.cast.vendors),
        ("channel", market.cast.resellers),
        ("cloud", market.cast.clouds),
    )
    for tier, members in tiers:
        yield Value(tier, "", float(maths.total([net[member.account] for member in members])))
    yield Value("start-ups", "", startup_surplus_usd(books))


PAID_FOR_COMPUTE = (
    Kind.RENTAL,
    Kind.SOFTWARE,
    Kind.CHIPS,
    Kind.NETWORK,
    Kind.ENERGY,
    Kind.CARBON,
    Kind.OPERATIONS,
)


def startup_surplus_usd(books: Books) -> float:
    """Willingness to pay for the compute used, less what was paid for it, net of what the state gave."""
    state = books.startups.state
    first, last = books.market.accounts.first_group, books.market.accounts.first_fleet
    paid = maths.total([books.paid[kind][first:last] for kind in PAID_FOR_COMPUTE], axis=0)
    return float(maths.total(state.value_usd - paid + books.received[Kind.SUBSIDY][first:last]))


@metric(
    "USD/month", "net cash flow from business of a vendor, for how even its seasons are", who=(Names.FIRMS,)
)
def vendor_cash_flow_usd(books: Books) -> Iterator[Value]:
    """Receipts less payments of vendors, financing left out."""
    moved = [kind for kind in Kind if kind not in FINANCING]
    for vendor in books.market.cast.vendors:
        inflow = maths.total([books.received[kind][vendor.account] for kind in moved])
        outflow = maths.total([books.paid[kind][vendor.account] for kind in moved])
        yield Value(vendor.name, "", float(inflow - outflow))


@metric(
    "USD/month",
    "money that reached start-ups from investors",
    who=(Names.GROUPS, "all"),
)
def funding_usd(books: Books) -> Iterator[Value]:
    """Funding by group and in all."""
    first = books.market.accounts.first_group
    got = books.received[Kind.FUNDING] + books.received[Kind.EQUITY]
    for number, group in enumerate(books.groups):
        if got[first + number] > 0:
            yield Value(group, "", got[first + number])
    yield Value("all", "", float(maths.total(got[first : first + len(books.groups)])))
