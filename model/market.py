"""The compute market: a Mesa model that holds the cast, the books and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import mesa
import networkx as nx
import numpy as np
from numpy.typing import NDArray

from model import metrics
from model.announcer import announce_policies
from model.firm_roles import CastRow
from model.hardware import look
from model.inputs.accounts import Outside, accounts_of
from model.inputs.cast import Cast, Role
from model.inputs.catalogue_entries import ChipKind
from model.inputs.policies import Policy
from model.inputs.rules import Rules, blank_rules
from model.inputs.scenario import Scenario
from model.ledger import ChipLedger, MoneyLedger, Payments, Unbalanced
from model.month import run_month
from model.network import Ties
from model.network_view import network_of
from model.offers import Listings
from model.orders import OrderBook
from model.recording import Recorder, RunRecord, trade_table
from model.roles import CastList
from model.sight import ComputePower, Sight
from model.startup_tables import StartupTrade, StartupUse
from model.state.fitness import REFERENCE, Fitness
from model.tally import Tally
from model.wafers import WaferMarket

type Vector = NDArray[np.float64]
type BuildCast = Callable[["ComputeMarket"], CastList]

MONEY_TOLERANCE = 1e-8
"""Largest money residual, relative to turnover, with which a run goes on."""


@dataclass(frozen=True, slots=True)
class FirmTraits:
    """What kind of customer each firm is."""

    is_cloud: NDArray[np.bool_]
    is_hyperscaler: NDArray[np.bool_]
    builds_chips: NDArray[np.bool_]
    is_reseller: NDArray[np.bool_]


class RunSettings(mesa.model.Scenario):
    """Mesa's scenario of one run: the seed and our own checked scenario."""

    settings: Scenario


class ComputeMarket(mesa.Model["mesa.Agent[ComputeMarket]", RunSettings]):
    """Time, cast, books and records; the month itself is in ``month.py``."""

    def __init__(self, scenario: Scenario, *, seed: int, cast: BuildCast, record: bool = True) -> None:
        super().__init__(scenario=RunSettings(rng=seed, settings=scenario))
        self.settings = scenario
        self.seed = seed
        self.calendar = scenario.calendar
        self.catalogue = scenario.catalogue
        self.rows: Cast = scenario.cast
        self.events: list[str] = []
        self._open_books(record)
        self._open_market()
        self.cast: CastList = cast(self)
        self.sight: Sight = look(self, self.cast.regulator.rules_of(0))
        self._announcers = announce_policies(self)

    def _open_books(self, record: bool) -> None:
        rows = self.rows
        self.accounts = accounts_of(rows)
        chips = len(self.catalogue.chips)
        self.money = MoneyLedger(len(self.accounts.names), record)
        self.chips = ChipLedger(self.accounts.holders, chips)
        self.orders = OrderBook(len(self.accounts.firms), chips)
        self.ties = Ties(self.accounts.firms, rows.ties)
        self.recorder = Recorder() if record else None
        self.tally = Tally(len(self.accounts.names), chips)
        for _, row in rows.firm_rows():
            self.money.open(
                self.accounts.firm(row.name),
                row.opening_cash_usd,
                self.accounts.outside(Outside.INVESTORS),
            )

    def _open_market(self) -> None:
        catalogue, settings = self.catalogue, self.settings
        owner = {row.name: row.owner for row in self.rows.programme}
        makers = {
            generation.chip: owner[row.name] for row in self.rows.programme for generation in row.generation
        }
        vendors = {row.name for row in self.rows.vendor}
        self.maker: NDArray[np.int64] = np.array(
            [
                self.accounts.firm(makers.get(chip.name, chip.maker))
                if chip.name in makers or chip.maker in vendors
                else -1
                for chip in catalogue.chips
            ],
            np.int64,
        )
        self.base_chip: NDArray[np.int64] = np.array(
            [
                catalogue.chip_positions[chip.variant_of] if chip.variant_of else -1
                for chip in catalogue.chips
            ],
            np.int64,
        )
        self.launch_month: NDArray[np.int64] = np.array(
            [self.calendar.month_of(chip.launch) for chip in catalogue.chips]
        )
        stacks = {stack: number for number, stack in enumerate(catalogue.stacks)}
        self.stack_of_chip: NDArray[np.int64] = np.array([stacks[chip.stack] for chip in catalogue.chips])
        self.inhouse_chip: NDArray[np.bool_] = np.array(
            [chip.kind == ChipKind.IN_HOUSE for chip in catalogue.chips]
        )
        self.reference_chip = catalogue.chip_index(REFERENCE)
        self._describe_firms()
        self.wafers = WaferMarket(catalogue)
        self.fitness = Fitness(catalogue, settings.choice)
        self.list_usd: Vector = catalogue.launch_list_price_usd.copy()
        self.on_sale: NDArray[np.bool_] = np.zeros(len(catalogue.chips), np.bool_)
        self.street_usd: Vector = np.tile(self.list_usd, (len(catalogue.regions), 1))
        self.shipped_units: Vector = np.zeros(len(catalogue.chips))
        self.listings: Listings
        self.rules: Rules = self.blank_rules(0)
        self.licences_used: Vector = np.zeros(len(catalogue.regions))
        self.budget_growth = 0.0
        self.credit_usd: Vector = np.zeros(len(self.accounts.firms))
        self.vendor_cloud_share: Vector = np.zeros(len(catalogue.regions))
        self.last_trade: StartupTrade | None = None
        self.last_use: StartupUse | None = None
        self.residual_money = 0.0
        self.residual_chips = 0

    def _describe_firms(self) -> None:
        """Traits of the firms that others look at, one entry a firm."""
        rows = self.rows.firm_rows()
        regions = self.catalogue.region_names
        owners = {row.owner for row in self.rows.programme}
        large = {row.name for row in self.rows.cloud if row.is_large}
        self.firm_region: NDArray[np.int64] = np.array(
            [regions.index(row.region) if row.region in regions else -1 for _, row in rows]
        )
        self.firm_traits = FirmTraits(
            is_cloud=np.array([role == Role.CLOUD for role, _ in rows]),
            is_hyperscaler=np.array([row.name in large for _, row in rows]),
            builds_chips=np.array([row.name in owners for _, row in rows]),
            is_reseller=np.array([role == Role.RESELLER for role, _ in rows]),
        )
        attach = {row.name: row.network_attach for row in self.rows.vendor}
        self.attach: Vector = np.array([attach.get(row.name, 0.0) for _, row in rows])

    @property
    def investors(self) -> int:
        """Account of the outside investors."""
        return self.accounts.outside(Outside.INVESTORS)

    @property
    def supplier_names(self) -> tuple[str, ...]:
        """Who sells to start-ups, in the order of their bits."""
        return tuple(self.accounts.firms[account] for account in self.listings.suppliers)

    @property
    def month(self) -> int:
        """The month that is traded now (or was traded last), from zero."""
        return max(0, int(self.time) - 1)

    @property
    def date(self) -> date:
        """First day of that month."""
        return self.calendar.date_of(self.month)

    @property
    def months_total(self) -> int:
        """Months of the whole run."""
        return self.settings.months

    def run_month(self) -> None:
        """Trade one more month."""
        self.run_for(1)

    def step(self) -> None:
        """Mesa's step: one month, then the ledgers must close."""
        self.money.start()
        self.tally.next_month()
        run_month(self)
        self._close()

    def _close(self) -> None:
        payments = self.money.close()
        self._check(payments)
        self.tally.payments = payments
        if self.recorder is not None:
            self.recorder.add(self.month, self.date, metrics.measure(self))
        self._age_ties(payments)

    def _check(self, payments: list[Payments]) -> None:
        money, chips = self.money.residual(payments), self.chips.residual()
        self.residual_money = max(self.residual_money, money)
        self.residual_chips = max(self.residual_chips, chips)
        if money > MONEY_TOLERANCE or chips or not np.isfinite(self.money.balance_usd).all():
            raise Unbalanced(
                f"{self.date}: the ledgers do not close (money {money:.2e} of turnover, "
                f"{chips / 1000} chips); please report the scenario and seed {self.seed}"
            )

    def _age_ties(self, payments: list[Payments]) -> None:
        count = len(self.accounts.firms)
        traded = np.zeros((count, count))
        for batch in payments:
            between = (batch.payer < count) & (batch.payee < count)
            np.add.at(traded, (batch.payee[between], batch.payer[between]), batch.amount_usd[between])
        rules = self.settings.network
        self.ties.age(traded, rules.growth, rules.fade)

    def blank_rules(self, month: int) -> Rules:
        """Rules before any policy has spoken."""
        return blank_rules(month, self.catalogue)

    def policies_in_force(self, month: int) -> list[Policy]:
        """Policies that hold in a month, in the order in which they speak."""
        return [policy for policy in self.settings.policies_in_order if policy.in_force(month, self.calendar)]

    def power(self) -> ComputePower:
        """Useful compute of every chip today."""
        return self.fitness.power()

    def record(self) -> RunRecord:
        """Everything that was recorded, with the last state of firms and start-ups."""
        recorder = self.recorder or Recorder()
        return RunRecord(
            seed=self.seed,
            scenario=self.settings,
            metrics=recorder.table(),
            trades=trade_table(self.money.months, self.accounts.names, self.catalogue.chip_names),
            firms=metrics.firm_rows(self),
            startups=self.cast.startups.final_rows(),
            residual_money=self.residual_money,
            residual_chips=self.residual_chips,
        )

    @property
    def network(self) -> "nx.DiGraph[str]":
        """Firms, start-ups (grouped above a limit), what each holds, and their ties as a networkx graph."""
        return network_of(self)

    def cast_table(self) -> list[CastRow]:
        """Every agent: role, region, strategy, ties, opening state."""
        return [row for member in self.cast.everybody() for row in member.cast_rows()]
