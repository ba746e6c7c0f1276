"""What the market asks of the firms of its cast."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from model.inputs.cast import CloudRow, GenerationRow, ProgrammeRow, VendorRow
from model.inputs.rules import Rules
from model.offers import Listings, OfferTable
from model.sight import Sight
from model.startup_tables import StartupTrade
from model.wafers import Arrivals

type Vector = NDArray[np.float64]


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
class Decision:
    """One thing that a firm decided this month: what, how much in which unit, and why."""

    what: str
    value: float
    unit: str
    why: str


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

    def explain(self) -> list[Decision]:
        """What it decided this month and why."""

    def cast_rows(self) -> list[CastRow]:
        """Lines of the cast list."""


class FoundryRole(FirmRole, Protocol):
    """Makes wafers into chips."""

    def start_wafers(self, rules: Rules) -> None:
        """Start what fits."""

    @property
    def load(self) -> dict[str, float]:
        """Part of this month's capacity that AI chips took, by node, and of advanced packaging."""

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

    def note_turned_away(self, chip: int, units: float) -> None:
        """A buyer wanted more at the price asked than was on offer."""


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
    planned_month: int
    respins: int
    volume_month: int | None

    @property
    def is_making(self) -> bool:
        """Whether it comes off the line."""


class ProgrammeRole(FirmRole, Protocol):
    """Designs its owner's chips."""

    row: ProgrammeRow

    @property
    def generations(self) -> Sequence[GenerationRole]:
        """Its chips."""

    def advance(self, sight: Sight) -> None:
        """A month of design, silicon or production."""
