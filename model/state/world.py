"""The world: everything that is, of many runs at once, as plain arrays with the runs first.

A phase of the month takes the world, reads what earlier phases wrote and writes its own fields in place.
Which phase writes what is said in ``model/month.py``. A single run is a batch of one; a run's bits depend
neither on the batch that it travels in nor on its place there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.inputs.scenario import Scenario
from model.state.counters import Counters
from model.state.effective_compute import Fitness
from model.state.holdings import ChipLedger
from model.state.money import Journal, MoneyLedger
from model.state.numbers import Numbers, check_same_shape
from model.state.offers import Listings, OfferTable
from model.state.orders import OrderBook
from model.state.prices import Prices
from model.state.rules import RuleTable
from model.state.setup import Setup
from model.state.snapshot import MarketSnapshot
from model.state.startup_tables import StartupState, StartupTrade, StartupUse
from model.state.tables import (
    CloudTable,
    FoundryTable,
    FundingTable,
    ProgrammeTable,
    ResellerTable,
    UserTable,
    VendorTable,
)
from model.state.ties import Ties
from model.state.trade_totals import TradeTotals
from model.state.wafers import WaferLine

type Vector = NDArray[np.float64]
type Index = NDArray[np.int64]
type Flags = NDArray[np.bool_]


@dataclass(slots=True)
class World:
    """The state of R runs; see each part for its axes.

    ``rules`` are the month's, ``snapshot`` what everybody saw as it started, ``terms`` the board of offers
    to start-ups (runs × listings), ``listing_seen`` (runs × listings × regions) where each can be seen,
    ``trade`` and ``outcome`` the start-ups' month, ``bound_units`` what they hold under contract (runs ×
    listings), ``startup_unmet_a100`` what they could not get (runs × groups), ``owner`` the firm that holds
    a group's equity (runs × groups, -1: nobody). ``licences_used`` and ``vendor_cloud_share`` are
    runs × regions.
    """

    scenarios: tuple[Scenario, ...]
    seeds: tuple[int, ...]
    setup: Setup
    numbers: Numbers
    month: int
    money: MoneyLedger
    chips: ChipLedger
    orders: OrderBook
    ties: Ties
    wafers: WaferLine
    fitness: Fitness
    prices: Prices
    counters: Counters
    clouds: CloudTable
    vendors: VendorTable
    resellers: ResellerTable
    programmes: ProgrammeTable
    foundries: FoundryTable
    funding: FundingTable
    users: UserTable
    listings: Listings
    listing_seen: Flags
    terms: OfferTable
    licences_used: Vector
    vendor_cloud_share: Vector
    startup_unmet_a100: Vector
    owner: Index
    bound_units: Vector
    arrived_units: Index
    trade_totals: TradeTotals
    rules: RuleTable
    snapshot: MarketSnapshot = field(init=False)
    trade: StartupTrade | None = None
    outcome: StartupUse | None = None
    startup_state: StartupState | None = None
    journal: Journal | None = None

    @property
    def runs(self) -> int:
        """How many runs travel together."""
        return len(self.seeds)

    @property
    def run(self) -> Index:
        """Places of the runs in the batch."""
        return np.arange(len(self.seeds))

    def clear_terms(self) -> None:
        """Take everything off the board of offers."""
        terms = self.terms
        terms.price_usd[...] = 0.0
        terms.capacity_units[...] = 0.0
        terms.wait_months[...] = 0.0
        terms.min_order_units[...] = 1.0
        terms.commitment_months[...] = 0


def blank_world(
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    listings: Listings,
    listing_seen: Flags,
    rules: RuleTable,
    setup: Setup,
) -> World:
    """The world of these runs before anybody has moved in.

    Raises:
        InputProblem: when the scenarios cannot travel in one batch.
    """
    check_same_shape(scenarios)
    runs, cast, catalogue = len(seeds), setup.cast, setup.catalogue
    chips, firms, regions = setup.chips.count, setup.firms.count, setup.regions
    accounts, groups = len(setup.accounts.names), len(setup.accounts.groups)
    makers = len(np.unique(setup.chips.maker[setup.chips.maker >= 0]))
    vendors, clouds, members = len(cast.vendor), len(cast.cloud), len(setup.firms.resellers)
    numbers = Numbers(scenarios)
    return World(
        scenarios=tuple(scenarios),
        seeds=tuple(seeds),
        setup=setup,
        numbers=numbers,
        month=0,
        money=MoneyLedger(runs, accounts),
        chips=ChipLedger(runs, setup.accounts.holders, chips),
        orders=OrderBook(runs, firms, chips),
        ties=Ties(runs, setup.accounts.firms, cast.ties),
        wafers=WaferLine(runs, catalogue, len(cast.foundry), makers),
        fitness=Fitness(runs, catalogue, numbers),
        prices=Prices(runs, regions, catalogue.launch_list_price_usd),
        counters=Counters(runs, accounts, chips, {"cloud": clouds, "channel": members, "vendor": vendors}),
        clouds=CloudTable(runs, clouds, chips),
        vendors=VendorTable(runs, vendors, clouds, chips),
        resellers=ResellerTable(runs, members, chips),
        programmes=ProgrammeTable(
            runs, len(cast.programme), len([g for p in cast.programme for g in p.generation])
        ),
        foundries=FoundryTable(runs, len(cast.foundry), len(catalogue.nodes), makers),
        funding=FundingTable(runs, groups),
        users=UserTable(runs, regions),
        listings=listings,
        listing_seen=listing_seen,
        terms=_blank_terms(runs, len(listings.rows)),
        licences_used=np.zeros((runs, regions)),
        vendor_cloud_share=np.zeros((runs, regions)),
        startup_unmet_a100=np.zeros((runs, groups)),
        owner=np.full((runs, groups), -1, np.int64),
        bound_units=np.zeros((runs, len(listings.rows))),
        arrived_units=np.zeros((runs, chips), np.int64),
        trade_totals=TradeTotals(runs, len(listings.rows)),
        rules=rules,
    )


def _blank_terms(runs: int, listings: int) -> OfferTable:
    """A board on which nothing is free."""
    return OfferTable(
        price_usd=np.zeros((runs, listings)),
        capacity_units=np.zeros((runs, listings)),
        wait_months=np.zeros((runs, listings)),
        min_order_units=np.ones((runs, listings)),
        commitment_months=np.zeros((runs, listings), np.int64),
    )
