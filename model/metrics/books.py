"""The books of one month, of all runs: the sums that several metrics share."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.state.kinds import KIND_NUMBER, KINDS, MILLI, Kind
from model.state.maths import total
from model.state.startup_tables import StartupState, StartupTrade
from model.state.world import World

type Vector = NDArray[np.float64]


class Books:
    """What happened in a month; arrays have the runs first, then accounts (or regions) and chips.

    ``received`` and ``paid`` are USD by kind (runs × accounts), ``sold_units`` what an account sold,
    ``held`` all holdings in chips, ``installed`` chips of users by region with vendors' own clouds last.
    """

    def __init__(self, world: World) -> None:
        assert world.journal is not None, "books are read once the month is closed"
        assert world.trade is not None
        assert world.startup_state is not None
        setup = world.setup
        self.world = world
        self.runs = world.runs
        self.names = setup.accounts.names
        self.firms = setup.accounts.firms
        self.groups = setup.accounts.groups
        self.fleets = setup.accounts.fleets
        self.chips = setup.catalogue.chip_names
        self.regions = setup.catalogue.region_names
        self.journal = world.journal
        self.trade: StartupTrade = world.trade
        self.startups: StartupState = world.startup_state
        self.compute = world.fitness.compute()
        self.held: Vector = world.chips.held / MILLI
        self._read_journal()
        self.installed = self._installed()

    def _read_journal(self) -> None:
        journal, accounts, chips = self.journal, len(self.names), len(self.chips)
        kinds = len(KINDS)
        place = (journal.run * kinds + journal.kind) * accounts
        shape = (self.runs, kinds, accounts)
        size = self.runs * kinds * accounts
        into = np.bincount(place + journal.payee, journal.amount_usd, size).reshape(shape)
        out = np.bincount(place + journal.payer, journal.amount_usd, size).reshape(shape)
        self.received = {kind: into[:, number] for number, kind in enumerate(KINDS)}
        self.paid = {kind: out[:, number] for number, kind in enumerate(KINDS)}
        sales = journal.kind == KIND_NUMBER[Kind.CHIPS]
        cell = (journal.run[sales] * accounts + journal.payee[sales]) * chips + journal.item[sales]
        units = np.bincount(cell, journal.quantity[sales], self.runs * accounts * chips)
        self.sold_units: Vector = units.reshape(self.runs, accounts, chips)

    def _installed(self) -> Vector:
        setup = self.world.setup
        table = np.zeros((self.runs, len(self.regions) + 1, len(self.chips)))
        runs = np.arange(self.runs)[:, None]
        np.add.at(table, (runs, setup.firms.cloud_region), self.held[:, setup.firms.clouds])
        np.add.at(table, (runs, setup.group_region), self.held[:, setup.groups])
        table[:, -1] = total(self.held[:, setup.firms.fleets], axis=1)
        return table

    def names_of(self, accounts: NDArray[np.int64]) -> Sequence[str]:
        """Names of some accounts."""
        return [self.names[account] for account in accounts.tolist()]

    @property
    def makers(self) -> Sequence[str]:
        """The maker's name of every chip; nobody's is empty."""
        return tuple(
            self.firms[maker] if maker >= 0 else "" for maker in self.world.setup.chips.maker.tolist()
        )

    def of_kinds(self, kinds: Sequence[Kind], sums: dict[Kind, Vector]) -> Vector:
        """Received or paid under several kinds together, runs × accounts."""
        together: Vector = total(np.stack([sums[kind] for kind in kinds], axis=-1))
        return together


INCOME = (
    (Kind.CHIPS, "chips"),
    (Kind.NETWORK, "network"),
    (Kind.RENTAL, "rental"),
    (Kind.HOSTING, "hosting"),
    (Kind.SOFTWARE, "software"),
    (Kind.WAFERS, "wafers"),
    (Kind.CAPACITY, "capacity"),
)

FINANCING = (Kind.FUNDING, Kind.EQUITY, Kind.PARENT, Kind.LIQUIDATION, Kind.LOAN)
