"""What the market asks of its cast; the agents themselves live outside the model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from model.firms import CloudRow, GenerationRow, ProgrammeRow, VendorRow
from model.network import Edge
from model.offers import Listings, OfferTable
from model.recording import Table
from model.rules import Rules
from model.sight import Sight
from model.wafers import Arrivals

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CastRow:
    """One line of the cast list."""

    name: str
    role: str
    region: str
    strategy: str
    ties: str
    opening: str


@dataclass(frozen=True, slots=True)
class StartupTrade:
    """What the start-ups booked: groups × listings, purchases in thousandths of a chip.

    ``first_choice_units`` and ``class_units`` (listings, listings × size classes) tell demand and who
    was served; ``contract_*`` ran under terms of earlier months.
    """

    units: Matrix
    amount_usd: Matrix
    contract_units: Matrix
    contract_usd: Matrix
    purchased_milli: NDArray[np.int64]
    first_choice_units: Vector
    class_units: Matrix


@dataclass(frozen=True, slots=True)
class StartupUse:
    """What the start-ups did with it, by group; milli counts are groups × chips."""

    revenue_usd: Vector
    staff_usd: Vector
    energy_usd: Vector
    running_usd: Vector
    funding_usd: Vector
    liquidation_usd: Vector
    entry_usd: Vector
    scrapped_milli: NDArray[np.int64]
    orphaned_milli: NDArray[np.int64]
    cash_usd: Vector


class Listed(Protocol):
    """Whoever stands in the cast list."""

    def cast_rows(self) -> list[CastRow]:
        """Lines of the cast list."""


class FirmRole(Protocol):
    """A strategic firm."""

    name: str
    account: int
    region: int

    @property
    def cash_usd(self) -> float:
        """Money at hand."""

    @property
    def held_units(self) -> Vector:
        """Chips at hand, by chip."""

    def running_cost_usd(self) -> float:
        """This month's cost of floors, people or plants."""

    def cast_rows(self) -> list[CastRow]:
        """Lines of the cast list."""


class FoundryRole(FirmRole, Protocol):
    """Makes wafers into chips."""

    def start_wafers(self, rules: Rules) -> None:
        """Start what fits."""

    def unit_price_usd(self, chip: int) -> float:
        """Wafer and packaging price of one chip."""


class VendorRole(FirmRole, Protocol):
    """Sells chips."""

    row: VendorRow
    chips: NDArray[np.int64]
    fleet: int

    @property
    def fleet_used(self) -> Vector:
        """Chips of the own cloud that customers use."""

    @property
    def hosted_share(self) -> dict[int, float]:
        """Part of the own cloud's fleet by host."""

    def ship(self, rules: Rules, arrivals: Arrivals) -> None:
        """Serve the backlog, feed or shrink the own cloud, set direct stock aside."""

    def note_fleet_use(self) -> None:
        """See what customers used of the own cloud."""

    def review_prices(self) -> None:
        """Set list prices."""

    def order_wafers(self, sight: Sight) -> None:
        """Plan supply."""

    def offer(self, sight: Sight, listings: Listings, terms: OfferTable) -> None:
        """Put direct stock and the own cloud on the board."""


class CloudRole(FirmRole, Protocol):
    """Owns chips, uses and rents them."""

    row: CloudRow
    budget_usd: float
    budget_growth: float
    rent_usd_per_hour: Vector
    own_chip: NDArray[np.bool_]
    used_units: Vector
    first_party_units: Vector

    @property
    def hosted_units(self) -> Vector:
        """Chips of vendors' fleets on this floor."""

    @property
    def hosted_used_units(self) -> Vector:
        """Those of them that customers use."""

    def host_room_units(self) -> float:
        """Chips of a vendor's cloud that are let onto the floor."""

    def use(self) -> float:
        """Used part of the installed compute."""

    def grow_needs(self, rules: Rules) -> None:
        """A month's growth of own need."""

    def quote(self, sight: Sight) -> None:
        """Set rents."""

    def buy_spot(self, sight: Sight) -> None:
        """Buy at once from resellers."""

    def offer(self, sight: Sight, listings: Listings, terms: OfferTable) -> None:
        """Put free chips on the board."""

    def note_demand(self, sight: Sight, trade: StartupTrade) -> None:
        """See what was rented and what was asked for in vain."""

    def order_chips(self, sight: Sight) -> None:
        """Order from makers and from the own programme."""


class ResellerRole(FirmRole, Protocol):
    """Buys from makers, sells from stock."""

    ask_usd: Vector
    offered_units: Vector

    @property
    def credit_usd(self) -> float:
        """What it may spend beyond its cash."""

    def source(self, sight: Sight) -> None:
        """Get chips elsewhere than from makers: abroad, or from a grey trader."""

    def note_wholesale(self, chip: int, units: int) -> None:
        """Another trader took units over."""

    def note_spot_sale(self, chip: int, units: int) -> None:
        """A cloud bought at once."""


class ChannelRole(Protocol):
    """All resellers in their monthly round."""

    def quoted(self) -> NDArray[np.bool_]:
        """Regions × chips: where any reseller names a price."""

    def quote(self, sight: Sight) -> None:
        """Set asks and what is on offer."""

    def offer(self, sight: Sight, listings: Listings, terms: OfferTable) -> None:
        """Put stock on the board."""

    def note_demand(self, trade: StartupTrade) -> None:
        """See what was sold and what was asked for in vain."""

    def order_chips(self, sight: Sight) -> None:
        """Order from makers."""


class GenerationRole(Protocol):
    """One chip of a programme."""

    row: GenerationRow
    stage: str


class ProgrammeRole(FirmRole, Protocol):
    """Designs its owner's chips."""

    row: ProgrammeRow

    @property
    def generations(self) -> Sequence[GenerationRole]:
        """Its chips."""

    def advance(self, sight: Sight) -> None:
        """A month of design, silicon or production."""


@dataclass(frozen=True, slots=True)
class Node:
    """A start-up, or a group of them, in the network view."""

    name: str
    region: int
    chips: float


@dataclass(frozen=True, slots=True)
class StartupState:
    """What the metrics read of the start-ups after a month; by group unless said otherwise.

    ``stack_a100`` is groups × stacks, ``class_a100`` groups × size classes; the histograms are firms
    and compute by rising bin of compute a firm.
    """

    firms_alive: Vector
    serving_a100: Vector
    training_a100: Vector
    trained_max_a100_months: Vector
    value_usd: Vector
    lock_in: Vector
    stack_a100: Matrix
    class_a100: Matrix
    histogram_firms: Vector
    histogram_a100: Vector


class PopulationRole(Protocol):
    """The start-ups."""

    opening_revenue_usd: float
    state: StartupState

    @property
    def group_region(self) -> NDArray[np.int64]:
        """Region of each group."""

    def trade(self, sight: Sight, listings: Listings, terms: OfferTable) -> StartupTrade:
        """Choose, clear, pay."""

    def use(self, sight: Sight) -> StartupUse:
        """Serve, train, earn, learn, die, be born."""

    def bound_units(self) -> Vector:
        """Units under contract next month, by listing."""

    def owned_by(self, account: int) -> NDArray[np.int64]:
        """Groups of named start-ups in which a firm holds equity."""

    def befriend(self, group: int, supplier: int) -> None:
        """Equity makes a tie: a named start-up knows and trusts its investor."""

    def unmet_a100(self, groups: NDArray[np.int64]) -> float:
        """Compute that groups wanted last month and did not get."""

    def nodes(self) -> list[Node]:
        """Start-ups for the network view."""

    def edges(self) -> list[Edge]:
        """Their ties for the network view."""

    def final_rows(self) -> Table:
        """One row a start-up, as it stands."""

    def cast_rows(self) -> list[CastRow]:
        """Lines of the cast list."""


@dataclass(frozen=True, slots=True)
class PromisedRound:
    """What an investor of the cast pays a group of start-ups this month."""

    group: int
    investor: int
    usd: float


class ClimateRole(Protocol):
    """The funding climate: how much money reaches whom."""

    funding_usd: Vector
    round_usd: Vector
    equity_usd: Vector
    promised: list[PromisedRound]

    def split_funding(self, rules: Rules) -> None:
        """Decide the month's venture money by group."""

    def cast_rows(self) -> list[CastRow]:
        """Lines of the cast list."""


class MinersRole(Protocol):
    """Crypto miners."""

    def trade(self, sight: Sight) -> None:
        """Mine, buy or sell."""

    def cast_rows(self) -> list[CastRow]:
        """Lines of the cast list."""


class RegulatorRole(Protocol):
    """States the rules in force."""

    def rules_of(self, month: int) -> Rules:
        """Every policy in force has spoken."""

    def cast_rows(self) -> list[CastRow]:
        """Lines of the cast list."""


@dataclass(frozen=True, slots=True)
class CastList:
    """Everybody, by role, in the order of the accounts."""

    foundries: Sequence[FoundryRole]
    vendors: Sequence[VendorRole]
    clouds: Sequence[CloudRole]
    resellers: Sequence[ResellerRole]
    channel: ChannelRole
    programmes: Sequence[ProgrammeRole]
    startups: PopulationRole
    climate: ClimateRole
    regulator: RegulatorRole
    miners: MinersRole

    @property
    def firms(self) -> list[FirmRole]:
        """Every strategic firm, in the order of the accounts."""
        return [
            *self.foundries,
            *self.vendors,
            *self.clouds,
            *self.resellers,
            *self.programmes,
        ]

    def everybody(self) -> list[Listed]:
        """Every agent, in the order of the cast list."""
        return [
            *self.firms,
            self.startups,
            self.climate,
            self.regulator,
            self.miners,
        ]
