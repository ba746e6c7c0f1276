"""What the market asks of its cast; the agents themselves live outside the model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from model.firm_roles import (
    CastRow,
    ChannelRole,
    CloudRole,
    FirmRole,
    FoundryRole,
    Listed,
    ProgrammeRole,
    ResellerRole,
    VendorRole,
)
from model.inputs.rules import Rules
from model.network import Edge
from model.offers import Listings, OfferTable
from model.recording import Table
from model.sight import Sight
from model.startup_tables import PromisedRound, StartupState, StartupTrade, StartupUse

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Node:
    """A start-up, or a group of them, in the network view."""

    name: str
    region: int
    chips: float


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
