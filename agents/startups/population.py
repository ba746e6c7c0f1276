"""The start-ups of all runs: their rows, and what the month's decisions remember of them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.startups.columns import Columns, empty_columns, lay_out
from agents.startups.groups import Groups, build_groups, opening_revenue_usd
from agents.startups.named import EQUITY_TRUST, open_named, opening_talent, tie_named, trust
from agents.startups.opening import (
    OPENING_TRAINED_MONTHS,
    introduce,
    open_rows,
    rows_with_spare,
    salts_of,
    size_class,
)
from agents.startups.rules import attention
from agents.startups.tables import MonthTables, Outcome
from agents.startups.visibility import seen_suppliers, visibility
from model.inputs.accounts import Outside
from model.inputs.cast import TieKind
from model.state import maths
from model.state.world import World

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]
type Index = NDArray[np.int64]


def exclusive_suppliers(world: World) -> Index:
    """The account of the cloud to which each group is tied alone, -1 where there is none."""
    accounts = world.setup.accounts
    tied = np.full(len(world.setup.groups), -1, np.int64)
    for row in world.setup.cast.ties:
        known = row.second in accounts.groups and row.first in accounts.firms
        if row.kind == TieKind.EXCLUSIVE and known:
            tied[accounts.groups.index(row.second)] = accounts.firms.index(row.first)
    return tied


class Startups:
    """All start-ups; ``columns`` is their state, ``traits`` what the rows of a group share.

    What is kept by group is runs × groups, ``frontier`` (most training behind a start-up) runs × types,
    ``visibility`` runs × regions × suppliers, ``*_trade_usd`` runs × groups × suppliers;
    ``opening_revenue_usd`` one entry a group, ``*_pool_usd`` (what is paid a month) one a contest for users.
    ``opening_entry_cost_usd``, ``opening_funding_usd`` and ``opening_rent_usd`` (runs × regions) are those of
    the first month, not a number before. ``exclusive`` is the account of the one cloud that a group
    rents from (-1 for all others), ``short_months`` for how long that has had too little for it.
    """

    def __init__(self, world: World) -> None:
        setup, first = world.setup, world.scenarios[0]
        born = {row.name: setup.calendar.month_of(row.founded) for row in setup.cast.named}
        self.traits: Groups = build_groups(setup.cast, setup.catalogue, first.startups.count, born)
        self.runs, self.groups = world.runs, len(self.traits.names)
        self.blocks = lay_out(rows_with_spare(self.traits, first.startups.crowding), self.runs)
        rows, suppliers = int(self.blocks.group_end[-1, -1]), len(world.listings.suppliers)
        self.columns: Columns = empty_columns(rows, len(setup.catalogue.stacks), suppliers)
        rates = world.numbers("startups", 1)
        open_rows(self.columns, self.blocks, self.traits, world.seeds, rates, setup.chips.reference)
        by_group, by_supplier = (self.runs, self.groups), (self.runs, self.groups, suppliers)
        self.setup, self.suppliers = setup, world.listings.suppliers
        self.supplier_of_listing = world.listings.bit
        self.supplier_names = [setup.accounts.names[account] for account in self.suppliers]
        self.salts = salts_of(self.supplier_names)
        self.suppliers_seen = seen_suppliers(world)
        self.visibility: Matrix = np.zeros((self.runs, setup.regions, suppliers))
        self.exclusive = exclusive_suppliers(world)
        self.short_months: Matrix = np.zeros(by_group)
        self.carried: Matrix = np.zeros(by_group)
        self.opening_entry_cost_usd: Matrix = np.full(by_group, np.nan)
        self.opening_funding_usd: Matrix = np.full(by_group, np.nan)
        self.opening_rent_usd: Matrix = np.full((self.runs, setup.regions), np.nan)
        self.supplier_trade_usd: Matrix = np.zeros(by_supplier)
        self.recent_trade_usd: Matrix = np.zeros(by_supplier)
        self.month_trade_usd: Matrix = np.zeros(by_supplier)
        self.attention_sum: Matrix = np.zeros(by_group)
        self.size_sum: Matrix = np.zeros(by_group)
        self.firms_alive: Matrix = np.zeros(by_group)
        self.trained_max_a100_months: Matrix = np.zeros(by_group)
        self.frontier: Matrix = np.ones((self.runs, len(self.traits.types)))
        self.opening_revenue_usd = opening_revenue_usd(self.traits)
        self.opening_pool_usd = self._pools_usd(self.opening_revenue_usd)
        self.generic_pool_usd = self._pools_usd(np.where(self.traits.named, 0.0, self.opening_revenue_usd))
        self.tables: MonthTables | None = None
        self.open_sums()

    # ------------------------------------------------------------------ rows and groups

    def group_of_rows(self) -> Index:
        """Group of every row, counted on from run to run (run × groups + group)."""
        return np.repeat(np.arange(self.runs * self.groups), np.tile(self.blocks.rows_of_group, self.runs))

    def rows_of(self, group: int, run: int = 0) -> slice:
        """The rows of a group, free ones included."""
        return slice(int(self.blocks.group_start[run, group]), int(self.blocks.group_end[run, group]))

    def columns_of(self, run: int) -> Columns:
        """The rows of one run (views)."""
        rows = self.columns.rows // self.runs
        return self.columns.rows_at(slice(run * rows, (run + 1) * rows))

    def by_group(self, values: NDArray[Any], group_of_rows: Index) -> Matrix:
        """Sums of row values, row after row: runs × groups."""
        count = self.runs * self.groups
        return np.bincount(group_of_rows, values, count).reshape(self.runs, self.groups)

    def by_arena(self, values: Matrix) -> Matrix:
        """Sums of values of groups by contest for users: runs × arenas."""
        arenas = len(self.generic_pool_usd)
        places = np.arange(self.runs)[:, None] * arenas + self.traits.arena
        return np.bincount(places.ravel(), values.ravel(), self.runs * arenas).reshape(self.runs, arenas)

    # ------------------------------------------------------------------ opening

    def _pools_usd(self, revenue_usd: Vector) -> Vector:
        """Revenue of groups by arena."""
        return np.bincount(self.traits.arena, revenue_usd, int(self.traits.arena.max(initial=0)) + 1)

    def open_sums(self) -> None:
        """Sums over the opening rows that later months take from the kernel."""
        columns, traits = self.columns, self.traits
        group_of_rows = self.group_of_rows()
        group = group_of_rows % self.groups
        trained = columns.trained_a100_months.astype(np.float64)
        best = np.zeros(self.runs * self.groups)
        np.maximum.at(best, group_of_rows, trained)
        self.trained_max_a100_months[...] = best.reshape(self.runs, self.groups)
        self.raise_frontier(self.trained_max_a100_months)
        frontier = self.frontier[group_of_rows // self.groups, traits.type_index[group]]
        living = columns.alive * traits.weight[group]
        size, talent = columns.size.astype(np.float64), columns.talent.astype(np.float64)
        pull = attention(size, talent, trained, frontier)
        self.attention_sum[...] = self.by_group(living * pull, group_of_rows)
        self.size_sum[...] = self.by_group(living * columns.size, group_of_rows)
        self.firms_alive[...] = self.by_group(living, group_of_rows)

    def raise_frontier(self, trained: Matrix) -> None:
        """Let the frontier of a type be at least the best of its groups."""
        np.maximum.at(self.frontier, (np.arange(self.runs)[:, None], self.traits.type_index), trained)

    def open_ledgers(self, world: World) -> None:
        """Acquaintances, named start-ups of before the start, and the books of all groups."""
        self.visibility[...] = visibility(world, self.suppliers_seen)
        introduce(
            self.columns, self.blocks, self.traits, world.seeds, self.chances_to_know(world), self.salts
        )
        for group, born in enumerate(self.traits.born_month.tolist()):
            if self.traits.named[group] and born < 0:
                self.bear_named(world, group)
        for group in range(self.groups):
            rows = self.blocks.group_start[:, group, None] + np.arange(self.blocks.rows_of_group[group])
            cash_usd = maths.total(self.columns.cash_usd[rows]) * float(self.traits.weight[group])
            world.money.open(world.setup.groups[group], world.setup.outside(Outside.INVESTORS), cash_usd)
        self._open_chips(world)
        for row in world.setup.cast.ties:
            accounts = world.setup.accounts
            if row.kind == TieKind.OWNS and row.second in accounts.groups and row.first in accounts.firms:
                world.owner[:, accounts.groups.index(row.second)] = accounts.firms.index(row.first)
        self.open_sums()

    def bear_named(self, world: World, group: int) -> float:
        """A named start-up opens in all runs; returns its cash."""
        if not self.blocks.rows_of_group[group]:
            return 0.0
        setup, traits, month = world.setup, self.traits, world.month
        row = next(entry for entry in setup.cast.named if entry.name == traits.names[group])
        at = self.blocks.group_start[:, group]
        open_named(self.columns, at, row, month, [str(name) for name in setup.catalogue.stacks])
        arena = int(traits.arena[group])
        rivals = (traits.arena == arena) & ~traits.named
        pull = maths.total(np.where(rivals, self.attention_sum, 0.0))
        self.columns.talent[at] = opening_talent(row, float(self.generic_pool_usd[arena]), pull)
        rates = world.numbers("startups", 0)
        self.columns.size_class[at] = size_class(np.full(self.runs, row.opening_cash_usd), rates)
        trained = traits.training_need_a100[group] * row.size * OPENING_TRAINED_MONTHS
        self.columns.trained_a100_months[at] = trained if month == 0 else 0.0
        names = {name: place for place, name in enumerate(self.supplier_names)}
        tie_named(self.columns, at, [tie for tie in setup.cast.ties if tie.second == row.name], names)
        return row.opening_cash_usd

    def _open_chips(self, world: World) -> None:
        """Own chips of the rows are made at their groups."""
        row, slot = np.nonzero(self.columns.own_milli)
        group = self.group_of_rows()[row]
        account = world.setup.accounts.first_group + group % self.groups
        chip, milli = self.columns.own_chip[row, slot], self.columns.own_milli[row, slot]
        world.chips.make(group // self.groups, account, chip, milli)

    def chances_to_know(self, world: World) -> Matrix:
        """Chance that a new row knows a supplier, runs × regions × suppliers."""
        return np.minimum(1.0, world.numbers("network", 2).opening_known * self.visibility)

    # ------------------------------------------------------------------ after the month

    def note_outcome(self, outcome: Outcome) -> None:
        """Keep the sums that next month's tables are made from."""
        self.attention_sum[...] = outcome.attention
        self.size_sum[...] = outcome.size_sum
        self.firms_alive[...] = outcome.firms_alive
        self.trained_max_a100_months[...] = outcome.trained_max_a100_months
        self.frontier[...] = 0.0
        self.raise_frontier(outcome.trained_max_a100_months)
        np.maximum(self.frontier, 1e-6, out=self.frontier)

    def form_equity_ties(self, run: Index, group: Index, supplier: Index) -> None:
        """Equity makes a tie: named start-ups know and trust their investors, row by row."""
        for at, firm in zip(self.blocks.group_start[run, group].tolist(), supplier.tolist(), strict=True):
            if firm in self.suppliers:
                trust(self.columns, at, self.suppliers.index(firm), EQUITY_TRUST)
