"""Metrics: one function each, with name, unit and meaning, in a registry.

A metric reads the market after the month has been booked and yields rows (who, item, value).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.ledger import MILLI, Kind
from model.recording import MonthOfMetrics, Table
from model.roles import VendorRole

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]


class Value(NamedTuple):
    """One value of a metric."""

    who: str
    item: str
    value: float


@dataclass(frozen=True, slots=True)
class Rows:
    """Many values of a metric at once: columns of equal length."""

    who: list[str]
    item: list[str]
    value: list[float]


type Reader = Callable[["Books"], Iterator[Value] | Rows]


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric's name, unit, meaning and how it is read."""

    name: str
    unit: str
    meaning: str
    read: Reader


METRICS: dict[str, Metric] = {}


def metric(unit: str, meaning: str) -> Callable[[Reader], Reader]:
    """Register a metric under the function's name."""

    def register(read: Reader) -> Reader:
        METRICS[read.__name__] = Metric(read.__name__, unit, meaning, read)
        return read

    return register


class Books:
    """The market's books of one month, with the sums that several metrics share."""

    def __init__(self, market: "ComputeMarket") -> None:
        self.market = market
        self.names = market.accounts.names
        self.firms = market.accounts.firms
        self.groups = market.accounts.groups
        self.chips = market.catalogue.chip_names
        self.regions = [region.name for region in market.catalogue.regions]
        self.startups = market.cast.startups
        count = len(self.names)
        self.received: dict[Kind, Vector] = {kind: np.zeros(count) for kind in Kind}
        self.paid: dict[Kind, Vector] = {kind: np.zeros(count) for kind in Kind}
        self.sold_units = np.zeros((count, len(self.chips)))
        for batch in market.tally.payments:
            self.received[batch.kind] += np.bincount(batch.payee, batch.amount_usd, count)
            self.paid[batch.kind] += np.bincount(batch.payer, batch.amount_usd, count)
            if batch.kind == Kind.CHIPS:
                np.add.at(self.sold_units, (batch.payee, batch.item), batch.quantity)
        self.power = market.power()
        self.quoted = market.cast.channel.quoted()
        self.installed = self._installed()
        self.fleets = {vendor.name: market.chips.units(vendor.fleet) for vendor in market.cast.vendors}
        self.held: NDArray[np.float64] = market.chips.held / MILLI

    def _installed(self) -> NDArray[np.float64]:
        """Installed chips of users, regions × chips; the last line is vendors' own clouds."""
        market = self.market
        held = market.chips.held / MILLI
        table = np.zeros((len(self.regions) + 1, len(self.chips)))
        for cloud in market.cast.clouds:
            table[cloud.region] += held[cloud.account]
        first = market.accounts.first_group
        groups = held[first : first + len(self.groups)]
        np.add.at(table, market.cast.startups.group_region, groups)
        table[-1] = held[market.accounts.first_fleet : market.accounts.miners].sum(axis=0)
        return table

    def of(self, name: str) -> int:
        """Account number of a firm."""
        return self.market.accounts.firm(name)


def measure(market: "ComputeMarket") -> MonthOfMetrics:
    """Every metric's rows of the month."""
    books = Books(market)
    month = MonthOfMetrics()
    for name, entry in METRICS.items():
        found = entry.read(books)
        if isinstance(found, Rows):
            month.add(name, entry.unit, found.who, found.item, found.value)
        else:
            who, item, value = [], [], []
            for one in found:
                who.append(one.who)
                item.append(one.item)
                value.append(float(one.value))
            month.add(name, entry.unit, who, item, value)
    return month


def table_rows(names: Sequence[str], items: Sequence[str], values: Vector, accounts: Sequence[int]) -> Rows:
    """Rows of the entries above zero of a table: one line an account, one column a chip."""
    line, column = values.nonzero()
    return Rows(
        [names[accounts[index]] for index in line.tolist()],
        [items[index] for index in column.tolist()],
        values[line, column].tolist(),
    )


INCOME = (
    (Kind.CHIPS, "chips"),
    (Kind.NETWORK, "network"),
    (Kind.RENTAL, "rental"),
    (Kind.HOSTING, "hosting"),
    (Kind.SOFTWARE, "software"),
    (Kind.WAFERS, "wafers"),
)


@metric("USD/month", "what a firm took in, by what it sold; a vendor's items add up to its sales")
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


@metric("share", "1 - cost of goods over sales: chips made, network, hosting and power against sales")
def gross_margin(books: Books) -> Iterator[Value]:
    """Gross margin of vendors and resellers."""
    income = sum((books.received[kind] for kind, _ in INCOME), np.zeros(len(books.names)))
    for vendor in books.market.cast.vendors:
        sales = income[vendor.account]
        if sales > 0:
            yield Value(vendor.name, "", 1.0 - goods_cost_usd(books, vendor) / sales)


def goods_cost_usd(books: Books, vendor: VendorRole) -> float:
    """Cost of what a vendor sold this month: chips at cost to make, network parts, hosts' fees."""
    account = vendor.account
    sold = float(books.sold_units[account] @ books.market.catalogue.cost_to_make_usd)
    network = books.received[Kind.NETWORK][account] * vendor.row.network_cost_share
    return sold + float(network) + float(books.paid[Kind.HOSTING][account])


@metric("USD", "money at hand at the end of the month")
def cash_usd(books: Books) -> Rows:
    """Balances of firms and of groups of start-ups."""
    count = books.market.accounts.first_fleet
    balance = books.market.money.balance_usd[:count].tolist()
    return Rows(list(books.names[:count]), [""] * count, balance)


@metric("USD/month", "what a cloud spent on chips, bought and own")
def capex_usd(books: Books) -> Iterator[Value]:
    """Chips, network and own silicon paid by clouds."""
    for cloud in books.market.cast.clouds:
        spent = sum(
            books.paid[kind][cloud.account]
            for kind in (Kind.CHIPS, Kind.NETWORK, Kind.WAFERS, Kind.COMPONENTS)
        )
        yield Value(cloud.name, "", spent)


@metric("USD", "chips that a vendor has ordered upstream and not yet received, at cost to make")
def purchase_obligations_usd(books: Books) -> Iterator[Value]:
    """Open wafer orders of vendors."""
    market = books.market
    coming = market.wafers.coming_units * market.catalogue.cost_to_make_usd
    for vendor in market.cast.vendors:
        yield Value(vendor.name, "", float(coming[vendor.chips].sum()))


@metric("USD", "a vendor's stock at cost to make")
def inventory_usd(books: Books) -> Iterator[Value]:
    """Stock of vendors and resellers, at cost and at list."""
    market = books.market
    for vendor in market.cast.vendors:
        stock = books.held[vendor.account] * market.catalogue.cost_to_make_usd
        yield Value(vendor.name, "", float(stock.sum()))
    for reseller in market.cast.resellers:
        yield Value(reseller.name, "", float((books.held[reseller.account] * market.list_usd).sum()))


@metric("USD/chip", "the maker's list price of chips on sale")
def list_price_usd(books: Books) -> Iterator[Value]:
    """List prices."""
    market = books.market
    for chip in np.flatnonzero(market.on_sale):
        yield Value(books.firms[market.maker[chip]], books.chips[chip], market.list_usd[chip])


@metric("USD/chip", "mean ask of a region's resellers, weighted by stock")
def street_price_usd(books: Books) -> Rows:
    """Street prices by region."""
    quoted = np.where(books.quoted, books.market.street_usd, 0.0)
    return table_rows(books.regions, books.chips, quoted, range(len(books.regions)))


@metric("share", "street price over the maker's list price, less one")
def street_premium(books: Books) -> Rows:
    """Street premium by region."""
    regions, chips = books.quoted.nonzero()
    ratio = books.market.street_usd[regions, chips] / books.market.sight.list_usd[chips] - 1.0
    return Rows(
        [books.regions[region] for region in regions.tolist()],
        [books.chips[chip] for chip in chips.tolist()],
        ratio.tolist(),
    )


@metric("USD/month", "what sales above list price brought to resellers, and what vendors got of it")
def premium_usd(books: Books) -> Iterator[Value]:
    """Who takes the premium over list."""
    yield Value("channel", "", books.market.tally.premium_usd)
    yield Value("vendor", "", vendor_premium_usd(books))


def vendor_premium_usd(books: Books) -> float:
    """What vendors' own sales brought above the list price of the month, from the payments."""
    vendors = [vendor.account for vendor in books.market.cast.vendors]
    list_usd = books.market.sight.list_usd
    total = 0.0
    for batch in books.market.tally.payments:
        if batch.kind == Kind.CHIPS:
            sold = np.isin(batch.payee, vendors)
            due = batch.quantity[sold] * list_usd[batch.item[sold]]
            total += float((batch.amount_usd[sold] - due).sum())
    return total


@metric("USD/hour", "posted rent of one chip on demand; a vendor's own cloud: its instance price")
def rent_usd_per_hour(books: Books) -> Iterator[Value]:
    """Rents of providers that have the chip."""
    market = books.market
    for cloud in market.cast.clouds:
        if cloud.row.rents_out:
            rent = cloud.rent_usd_per_hour * (books.held[cloud.account] > 0)
            for chip in rent.nonzero()[0].tolist():
                yield Value(cloud.name, books.chips[chip], rent[chip])
    for terms in market.sight.rules.vendor_clouds:
        if terms.vendor in books.fleets:
            for chip in np.flatnonzero(books.fleets[terms.vendor] > 0):
                yield Value(
                    f"{terms.vendor} own cloud",
                    books.chips[chip],
                    terms.price_usd_per_chip_month / 730.0,
                )


@metric("months", "waiting time from order to delivery at the maker")
def lead_time_months(books: Books) -> Iterator[Value]:
    """Waiting time of chips on sale."""
    market = books.market
    for chip in np.flatnonzero(market.on_sale):
        yield Value(books.firms[market.maker[chip]], books.chips[chip], market.sight.lead_months[chip])


@metric("chips", "open orders with the maker")
def backlog_units(books: Books) -> Iterator[Value]:
    """Backlog by chip."""
    market = books.market
    backlog = market.orders.open_units.sum(axis=0)
    for chip in np.flatnonzero(market.on_sale | (backlog > 0)):
        yield Value(books.firms[market.maker[chip]], books.chips[chip], backlog[chip])


@metric("chips/month", "chips that a maker delivered: to clouds, resellers, direct buyers, itself")
def units_shipped(books: Books) -> Iterator[Value]:
    """Units by maker and chip."""
    market = books.market
    direct = np.zeros(len(books.chips))
    if market.last_trade is not None:
        vendors = np.isin(market.listings.supplier, [v.account for v in market.cast.vendors])
        bought = (market.last_trade.purchased_milli.sum(axis=0) * vendors) / MILLI
        np.add.at(direct, market.listings.chip, bought)
    shipped = market.tally.shipped_units + direct + market.tally.own_made_units
    for chip in np.flatnonzero(shipped > 0):
        yield Value(books.firms[market.maker[chip]], books.chips[chip], shipped[chip])


@metric("chips/month", "chips that a buyer, or a group of start-ups, received")
def units_received(books: Books) -> Rows:
    """Units by buyer and chip."""
    received = books.market.tally.received_units
    return table_rows(books.names, books.chips, received, range(len(books.names)))


@metric("chips", "chips in the hands of users: clouds, start-ups, vendors' own clouds")
def installed_units(books: Books) -> Rows:
    """Installed chips by owner."""
    market = books.market
    users = [cloud.account for cloud in market.cast.clouds]
    users += list(range(market.accounts.first_group, market.accounts.miners))
    return table_rows(books.names, books.chips, books.held[users], users)


@metric("chips", "stock for sale at vendors and resellers")
def stock_units(books: Books) -> Rows:
    """Stock by holder."""
    cast = books.market.cast
    sellers = [seller.account for seller in (*cast.vendors, *cast.resellers)]
    return table_rows(books.names, books.chips, books.held[sellers], sellers)


@metric("chips", "chips that customers rent: by provider and size of the customer")
def rented_units(books: Books) -> Iterator[Value]:
    """Newly booked and running rents by provider; new bookings by size class."""
    market = books.market
    trade = market.last_trade
    if trade is None:
        return
    rented = ~market.listings.is_purchase
    units = (trade.units + trade.contract_units).sum(axis=0) * rented
    by_supplier = np.bincount(market.listings.supplier, units, len(books.names))
    for account in np.flatnonzero(by_supplier > 0):
        yield Value(books.names[account], "all", by_supplier[account])
    for account, size in np.argwhere(market.tally.rented_by_class > 0):
        label = ("small", "middle", "large")[size]
        yield Value(books.names[account], label, market.tally.rented_by_class[account, size])


@metric("share", "used part of the installed compute of a cloud or a vendor's own cloud")
def utilisation(books: Books) -> Iterator[Value]:
    """Use of clouds and fleets."""
    market = books.market
    for cloud in market.cast.clouds:
        yield Value(cloud.name, "", min(1.0, cloud.use()))
    for vendor in market.cast.vendors:
        fleet = float(books.fleets[vendor.name].sum())
        if fleet > 0:
            vendor.note_fleet_use()
            yield Value(f"{vendor.name} own cloud", "", min(1.0, float(vendor.fleet_used.sum()) / fleet))


@metric(
    "USD/month",
    "what each tier keeps: sales less purchases and own costs; start-ups: value less pay",
)
def surplus_usd(books: Books) -> Iterator[Value]:
    """Surplus by tier, in cash; equity, loans and parents' money left out."""
    market = books.market
    moved = [kind for kind in Kind if kind not in FINANCING]
    inflow = sum((books.received[kind] for kind in moved), np.zeros(len(books.names)))
    outflow = sum((books.paid[kind] for kind in moved), np.zeros(len(books.names)))
    net = inflow - outflow
    tiers = (
        ("foundry", market.cast.foundries),
        ("vendor", market.cast.vendors),
        ("channel", market.cast.resellers),
        ("cloud", market.cast.clouds),
    )
    for tier, members in tiers:
        yield Value(tier, "", float(sum(net[member.account] for member in members)))
    yield Value("start-ups", "", startup_surplus_usd(books))


FINANCING = (Kind.FUNDING, Kind.EQUITY, Kind.PARENT, Kind.LIQUIDATION)


def startup_surplus_usd(books: Books) -> float:
    """Willingness to pay for the compute used, less what was paid for compute."""
    state = books.startups.state
    first, last = books.market.accounts.first_group, books.market.accounts.first_fleet
    paid = sum(
        books.paid[kind][first:last]
        for kind in (Kind.RENTAL, Kind.SOFTWARE, Kind.CHIPS, Kind.ENERGY, Kind.OPERATIONS)
    )
    return float((state.value_usd - paid).sum())


def _herfindahl(values: Vector) -> float:
    total = float(values.sum())
    return float(((values / total) ** 2).sum()) if total > 0 else 0.0


@metric("index 0..1", "Herfindahl index: of makers by installed compute, of providers by rent")
def hhi(books: Books) -> Iterator[Value]:
    """Concentration of chip makers and of rental providers."""
    by_maker = np.bincount(np.maximum(books.market.maker, 0), _installed_power(books), len(books.names))
    yield Value("chips", "", _herfindahl(by_maker))
    yield Value("rental", "", _herfindahl(books.received[Kind.RENTAL]))


def _installed(books: Books, region: int | None = None) -> Vector:
    """Installed chips by chip, of a region or of all."""
    units: Vector = books.installed.sum(axis=0) if region is None else books.installed[region]
    return units


def _installed_power(books: Books, region: int | None = None) -> Vector:
    return _installed(books, region) * books.power.mixed(0.5)


@metric("share", "part of installed compute that owners made for themselves")
def inhouse_share(books: Books) -> Iterator[Value]:
    """In-house chips over all, and by owner."""
    market = books.market
    power = _installed_power(books)
    inhouse = market.inhouse_chip
    yield Value("all", "", float(power[inhouse].sum()) / max(float(power.sum()), 1e-9))
    clouds = market.cast.clouds
    held = books.held[[cloud.account for cloud in clouds]] * books.power.mixed(0.5)
    shares = held[:, inhouse].sum(axis=1) / np.maximum(held.sum(axis=1), 1e-9)
    for cloud, share in zip(clouds, shares.tolist(), strict=True):
        yield Value(cloud.name, "", share)


@metric("share", "part of China's compute on domestic chips: installed, and as used")
def domestic_share(books: Books) -> Iterator[Value]:
    """Domestic chips serve first where they compare best: inference before training."""
    market = books.market
    china = books.regions.index("China") if "China" in books.regions else -1
    units = _installed(books, china)
    domestic = market.domestic_chip
    power = units * books.power.mixed(0.5)
    yield Value("China", "installed", float(power[domestic].sum()) / max(power.sum(), 1e-9))
    use = split_use(books, units, _training_part(books, china))
    for item, values in (("training", use.training), ("inference", use.inference)):
        total = float(values.sum())
        yield Value("China", item, float(values[domestic].sum()) / total if total > 0 else 0.0)


@dataclass(frozen=True, slots=True)
class UseSplit:
    """Useful compute by chip in training and in inference."""

    training: Vector
    inference: Vector


def _training_part(books: Books, region: int) -> float:
    state = books.startups.state
    training = inference = 0.0
    for cloud in books.market.cast.clouds:
        if cloud.region == region:
            own = float((cloud.first_party_units * books.power.mixed(0.5)).sum())
            training += own * cloud.row.first_party_training_share
            inference += own * (1 - cloud.row.first_party_training_share)
    here = books.startups.group_region == region
    training += float(state.training_a100[here].sum())
    inference += float(state.serving_a100[here].sum())
    return training / max(training + inference, 1e-9)


def split_use(books: Books, units: Vector, training_part: float) -> UseSplit:
    """Put chips to the work at which they are comparatively best until training has its part."""
    edge = books.power.training / np.maximum(books.power.inference, 1e-9)
    order = np.argsort(-edge, kind="stable")
    mixed = units * books.power.mixed(0.5)
    wanted = training_part * float(mixed.sum())
    before = np.cumsum(mixed[order]) - mixed[order]
    part = np.minimum(np.maximum((wanted - before) / np.maximum(mixed[order], 1e-9), 0.0), 1.0)
    share = np.zeros(len(units))
    share[order] = part
    return UseSplit(units * share * books.power.training, units * (1 - share) * books.power.inference)


@metric("share", "part of installed compute that Nvidia made, by region")
def nvidia_dependence(books: Books) -> Iterator[Value]:
    """Dependence on Nvidia."""
    if "Nvidia" not in books.firms:
        return
    nvidia = books.market.maker == books.of("Nvidia")
    for region, name in [(None, "all"), *enumerate(books.regions)]:
        power = _installed_power(books, region)
        total = float(power.sum())
        yield Value(name, "", float(power[nvidia].sum()) / total if total > 0 else 0.0)


@metric("share", "mean part of a start-up's code that runs on its main stack only")
def lock_in(books: Books) -> Iterator[Value]:
    """Lock-in of start-ups, and compute by stack."""
    state = books.startups.state
    firms = float(state.firms_alive.sum())
    yield Value("all", "", float(state.lock_in.sum()) / firms if firms > 0 else 0.0)
    by_stack = state.stack_a100.sum(axis=0)
    shares = (by_stack / max(float(by_stack.sum()), 1e-9)).tolist()
    for stack, share in zip(books.market.catalogue.stacks, shares, strict=True):
        yield Value("all", str(stack), share)


@metric("index 0..1", "Gini coefficient of compute over start-ups; 0 is equal")
def compute_gini(books: Books) -> Iterator[Value]:
    """Inequality of compute, from the histogram of compute a firm."""
    state = books.startups.state
    yield Value("start-ups", "", gini(state.histogram_firms, state.histogram_a100))


def gini(firms: Vector, compute: Vector) -> float:
    """Gini coefficient of compute from firms and compute by rising bin."""
    total, count = float(compute.sum()), float(firms.sum())
    if total <= 0 or count <= 0:
        return 0.0
    cumulative = np.cumsum(compute) / total
    below = np.concatenate([[0.0], cumulative[:-1]])
    return float(np.minimum(np.maximum(1.0 - ((cumulative + below) * firms / count).sum(), 0.0), 1.0))


@metric("share", "part of the start-ups' compute that small and middle firms use")
def small_firm_compute_share(books: Books) -> Iterator[Value]:
    """Compute by size of firm at birth."""
    state = books.startups.state
    by_class = state.class_a100.sum(axis=0)
    total = float(by_class.sum())
    if total > 0:
        yield Value("start-ups", "small and middle", float(by_class[:2].sum()) / total)
        yield Value("start-ups", "small", float(by_class[0]) / total)


@metric("firms", "start-ups alive, by type and region, and all")
def startups_alive(books: Books) -> Rows:
    """Living firms."""
    alive = books.startups.state.firms_alive.tolist()
    return Rows([*books.groups, "all"], [""] * (len(alive) + 1), [*alive, sum(alive)])


A100_MONTH_FLOP = 312e12 * 3600 * 730


@metric("FLOP", "compute behind the best-trained model, and trained by all in the month")
def training_frontier_flop(books: Books) -> Iterator[Value]:
    """Frontier of training, at the share of peak that training reaches."""
    state = books.startups.state
    useful = A100_MONTH_FLOP * books.market.settings.use.model_flop_utilisation
    yield Value("frontier", "", float(state.trained_max_a100_months.max(initial=0.0)) * useful)
    yield Value("all", "month", float(state.training_a100.sum()) * useful)


@metric("MWh/month", "electricity for chips, servers and cooling")
def energy_mwh(books: Books) -> Iterator[Value]:
    """Energy by firm, start-ups by region, and all."""
    kwh = books.market.tally.energy_kwh
    for cloud in books.market.cast.clouds:
        yield Value(cloud.name, "", kwh[cloud.account] / 1000)
    first = books.market.accounts.first_group
    yield Value("start-ups", "", float(kwh[first : first + len(books.groups)].sum()) / 1000)
    yield Value("all", "", float(kwh.sum()) / 1000)


@metric("USD/month", "what electricity cost")
def energy_cost_usd(books: Books) -> Iterator[Value]:
    """Power bills."""
    paid = books.paid[Kind.ENERGY]
    for cloud in books.market.cast.clouds:
        yield Value(cloud.name, "", paid[cloud.account])
    first = books.market.accounts.first_group
    yield Value("start-ups", "", float(paid[first : first + len(books.groups)].sum()))
    yield Value("all", "", float(paid.sum()))


FEWEST_MONTHS_OF_BULLWHIP = 6


@metric("ratio", "variance of a tier's orders over that of the demand it met, both in relative terms")
def bullwhip_ratio(books: Books) -> Iterator[Value]:
    """Amplification of orders along the chain, over the run so far."""
    for tier, moments in books.market.tally.tiers.items():
        if moments.months >= FEWEST_MONTHS_OF_BULLWHIP:
            ratio = moments.amplification
            if ratio is not None:
                role, _, name = tier.partition(" ")
                yield Value(name, role, ratio)


@metric("chips", "chips seized at borders this month")
def seized_units(books: Books) -> Iterator[Value]:
    """Grey trade that failed."""
    for chip in np.flatnonzero(books.market.tally.seized_units):
        yield Value("state", books.chips[chip], books.market.tally.seized_units[chip])


STAGES = ("cancelled", "plan", "design", "tape_out", "bring_up", "ramp", "volume")


@metric("stage", "where an in-house chip stands: -1 cancelled, 0 plan, 1 design … 5 volume")
def programme_stage(books: Books) -> Iterator[Value]:
    """Stages of in-house chips."""
    for programme in books.market.cast.programmes:
        for generation in programme.generations:
            yield Value(programme.name, generation.row.chip, STAGES.index(generation.stage) - 1)


@metric("USD/month", "net cash flow from business of a vendor, for how even its seasons are")
def vendor_cash_flow_usd(books: Books) -> Iterator[Value]:
    """Receipts less payments of vendors, financing left out."""
    moved = [kind for kind in Kind if kind not in FINANCING]
    for vendor in books.market.cast.vendors:
        inflow = sum(float(books.received[kind][vendor.account]) for kind in moved)
        outflow = sum(float(books.paid[kind][vendor.account]) for kind in moved)
        yield Value(vendor.name, "", inflow - outflow)


@metric("USD/month", "money that reached start-ups from investors")
def funding_usd(books: Books) -> Iterator[Value]:
    """Funding by group and in all."""
    first = books.market.accounts.first_group
    got = books.received[Kind.FUNDING] + books.received[Kind.EQUITY]
    for number, group in enumerate(books.groups):
        if got[first + number] > 0:
            yield Value(group, "", got[first + number])
    yield Value("all", "", float(got[first : first + len(books.groups)].sum()))


def firm_rows(market: "ComputeMarket") -> Table:
    """One row a strategic firm, as it stands at the end."""
    rows = market.rows.firm_rows()
    accounts = [market.accounts.firm(row.name) for _, row in rows]
    strategy = {line.name: line.strategy for firm in market.cast.firms for line in firm.cast_rows()}
    names = market.catalogue.chip_names
    held = [market.chips.units(account) for account in accounts]
    return {
        "name": [row.name for _, row in rows],
        "role": [str(role) for role, _ in rows],
        "region": [row.region for _, row in rows],
        "strategy": [strategy[row.name] for _, row in rows],
        "cash_usd": [float(market.money.balance_usd[account]) for account in accounts],
        "chips": [float(units.sum()) for units in held],
        "main_chip": [names[int(units.argmax())] if units.any() else "" for units in held],
        "open_orders": [int(market.orders.open_units[account].sum()) for account in accounts],
    }
