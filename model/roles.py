"""What the market asks of its cast; the agents themselves live outside the model."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from model.offers import Listings, OfferTable
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


class FirmRole(Protocol):
    """A strategic firm."""

    name: str
    account: int
    region: int


class FoundryRole(FirmRole, Protocol):
    """Makes wafers into chips."""

    def start_wafers(self, rules: Rules) -> None:
        """Start what fits."""

    def unit_price_usd(self, chip: int) -> float:
        """Wafer and packaging price of one chip."""


class VendorRole(FirmRole, Protocol):
    """Sells chips."""

    def ship(self, rules: Rules, arrivals: Arrivals) -> None:
        """Serve the backlog, feed or shrink the own cloud, set direct stock aside."""

    def review_prices(self) -> None:
        """Set list prices."""

    def order_wafers(self, sight: Sight) -> None:
        """Plan supply."""

    def offer(self, sight: Sight, listings: Listings, terms: OfferTable) -> None:
        """Put direct stock and the own cloud on the board."""


class CloudRole(FirmRole, Protocol):
    """Owns chips, uses and rents them."""

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

    def source(self, sight: Sight) -> None:
        """Get chips elsewhere than from makers: abroad, or from a grey trader."""

    def note_wholesale(self, chip: int, units: int) -> None:
        """Another trader took units over."""

    def quote(self, sight: Sight) -> None:
        """Set asks and what is on offer."""

    def offer(self, sight: Sight, listings: Listings, terms: OfferTable) -> None:
        """Put stock on the board."""

    def note_demand(self, trade: StartupTrade) -> None:
        """See what was sold and what was asked for in vain."""

    def order_chips(self, sight: Sight) -> None:
        """Order from makers."""


class ProgrammeRole(FirmRole, Protocol):
    """Designs its owner's chips."""

    def advance(self, sight: Sight) -> None:
        """A month of design, silicon or production."""


class PopulationRole(Protocol):
    """The start-ups."""

    groups: tuple[str, ...]
    group_region: NDArray[np.int64]

    def trade(self, sight: Sight, listings: Listings, terms: OfferTable) -> StartupTrade:
        """Choose, clear, pay."""

    def use(self, sight: Sight) -> StartupUse:
        """Serve, train, earn, learn, die, be born."""

    def bound_units(self) -> Vector:
        """Units under contract next month, by listing."""


class ClimateRole(Protocol):
    """The funding climate: how much money reaches whom."""

    def split_funding(self, rules: Rules) -> None:
        """Decide the month's venture money by group."""


class RegulatorRole(Protocol):
    """States the rules in force."""

    def rules_of(self, month: int) -> Rules:
        """Every policy in force has spoken."""


@dataclass(frozen=True, slots=True)
class CastList:
    """Everybody, by role, in the order of the accounts."""

    foundries: list[FoundryRole]
    vendors: list[VendorRole]
    clouds: list[CloudRole]
    resellers: list[ResellerRole]
    programmes: list[ProgrammeRole]
    startups: PopulationRole
    climate: ClimateRole
    regulator: RegulatorRole

    def everybody(self) -> list[Any]:
        """Every agent, in the order of the cast list."""
        return [
            *self.foundries,
            *self.vendors,
            *self.clouds,
            *self.resellers,
            *self.programmes,
            self.startups,
            self.climate,
            self.regulator,
        ]
