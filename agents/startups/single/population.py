"""The start-ups as one Mesa agent: it hands tables to the kernel and the market its answers."""

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.typing import NDArray

from agents.startups import kernel
from agents.startups.columns import Columns, empty_columns, lay_out
from agents.startups.groups import Groups, build_groups
from agents.startups.rules import attention
from agents.startups.single import boards, opening
from agents.startups.single.entry import Entrants, birth_of_named, enter, trust
from agents.startups.tables import (
    ChipTable,
    GroupMonth,
    Habits,
    MonthTables,
    OfferBoard,
    Outcome,
    Streams,
)
from model.firm_roles import CastRow
from model.network import Edge
from model.offers import Listings, OfferTable
from model.recording import Table
from model.roles import Node
from model.sight import Sight
from model.startup_tables import StartupState, StartupTrade, StartupUse
from model.state import maths
from model.state.fitness import REFERENCE
from model.state.randomness import Purpose, stream

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]

EQUITY_TRUST = 0.6
"""Least trust of a start-up in a supplier that holds its equity."""
FEWEST_GROUPED = 300
"""Above this many rows the network shows start-ups grouped by type and region."""


class Startups(mesa.Agent["ComputeMarket"]):
    """All start-ups; ``columns`` is their state, ``traits`` what the rows of a group share."""

    model: "ComputeMarket"

    def __init__(self, model: "ComputeMarket") -> None:
        super().__init__(model)
        settings, catalogue = model.settings, model.catalogue
        born = {row.name: model.calendar.month_of(row.founded) for row in model.rows.named}
        self.traits: Groups = build_groups(model.rows, catalogue, settings.startups.count, born)
        self.blocks = lay_out(opening.rows_with_spare(self.traits, settings.startups.crowding))
        self.columns: Columns = empty_columns(int(self.blocks.group_end[0, -1]), len(catalogue.stacks), 64)
        self.class_bounds_usd = (
            settings.startups.small_below_usd,
            settings.startups.middle_below_usd,
        )
        opening.open_rows(
            self.columns,
            self.blocks,
            self.traits,
            model.seed,
            catalogue.chip_index(REFERENCE),
            settings.startups.talent_sigma,
            self.class_bounds_usd,
        )
        self.habits: Habits[float] = boards.habits(settings, 0.0)
        self.revenue_level = 1.0
        self.training_level = 1.0
        self.opening_revenue_usd = float(
            maths.total((self.traits.firms * self.traits.revenue_usd)[~self.traits.named])
        )
        self.carried: Vector = np.zeros(len(self.traits.names))
        self.opening_door_usd: Vector | None = None
        self.opening_funding_usd: Vector = np.zeros(0)
        self.renown_now: Matrix = np.zeros((0, 64))
        self.supplier_trade_usd: Matrix = np.zeros((len(self.traits.names), 64))
        self.recent_trade_usd: Matrix = np.zeros((len(self.traits.names), 64))
        self.month_trade_usd: Matrix = np.zeros((len(self.traits.names), 64))
        self._bound: Vector = np.zeros(0)
        self._month: tuple[GroupMonth, OfferBoard, ChipTable, Streams[np.uint64]] | None = None
        self._packed: MonthTables
        self.outcome: Outcome | None = None
        self._owners = boards.owners(model)
        self.state: StartupState
        self.frontier: Vector = np.ones(len(self.traits.types))
        self._open_sums()

    # ------------------------------------------------------------------ opening

    def _open_sums(self) -> None:
        """Sums over the opening rows that later months take from the kernel."""
        columns, traits = self.columns, self.traits
        group = np.repeat(np.arange(len(traits.names)), self.blocks.rows_of_group)
        count = len(traits.names)
        best = np.zeros(count)
        np.maximum.at(best, group, columns.trained_a100_months.astype(np.float64))
        np.maximum.at(self.frontier, traits.type_index, best)
        living = columns.alive * traits.weight[group]
        pull = attention(
            columns.size.astype(np.float64),
            columns.talent.astype(np.float64),
            columns.trained_a100_months.astype(np.float64),
            self.frontier[traits.type_index[group]],
        )
        self.attention_sum: Vector = np.bincount(group, living * pull, count)
        self.size_sum: Vector = np.bincount(group, living * columns.size, count)
        self.firms_alive: Vector = np.bincount(group, living, count)
        self.generic_pool_usd = self.pools_usd()

    def open_ledgers(self) -> None:
        """Opening cash and chips of the rows, booked by group; named start-ups of before the start."""
        model, traits = self.model, self.traits
        self._bound = np.zeros(len(model.listings.rows))
        self.renown_now = boards.renown(model)
        opening.introduce(
            self.columns,
            self.blocks,
            traits,
            model.seed,
            self.renown_now,
            model.settings.network.opening_known,
            model.supplier_names,
        )
        for group, born in enumerate(traits.born_month):
            if traits.named[group] and born < 0:
                birth_of_named(self, group, month=0)
        for group in range(len(traits.names)):
            rows = self.rows_of(group)
            account = model.accounts.first_group + group
            weight = float(traits.weight[group])
            model.money.open(
                account, float(maths.total(self.columns.cash_usd[rows])) * weight, model.investors
            )
            owned = self.columns.own_milli[rows]
            for chip in np.unique(self.columns.own_chip[rows][owned > 0]):
                milli = int(owned[self.columns.own_chip[rows] == chip].sum(dtype=np.int64))
                model.chips.make(account, int(chip), milli)
        self._open_sums()

    def rows_of(self, group: int) -> slice:
        """The rows of a group, free ones included."""
        return slice(int(self.blocks.group_start[0, group]), int(self.blocks.group_end[0, group]))

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups, in the order of their accounts."""
        return self.traits.names

    @property
    def group_region(self) -> NDArray[np.int64]:
        """Region of each group."""
        return self.traits.region

    def pools_usd(self) -> Vector:
        """What users pay a month, by arena, before growth."""
        arenas = int(self.traits.arena.max()) + 1
        spent = self.traits.firms * self.traits.revenue_usd * np.where(self.traits.named, 0.0, 1.0)
        return np.bincount(self.traits.arena, spent, arenas)

    # ------------------------------------------------------------------ the month

    def trade(self, sight: Sight, listings: Listings, terms: OfferTable) -> StartupTrade:
        """Choose, clear, pay."""
        model = self.model
        rates = model.settings.startups
        self.revenue_level *= 1.0 + rates.revenue_growth + sight.rules.revenue_growth
        self.training_level *= 1.0 + rates.training_growth + sight.rules.training_growth
        self.renown_now = boards.renown(model)
        boards.pay_vouchers(self, sight)
        self.habits = boards.habits(model.settings, sight.rules.portability)
        chips = boards.chip_table(model, self.traits, sight)
        groups = boards.group_month(self, sight)
        board = boards.offer_board(model, self.traits, sight, listings, terms, chips, self._bound)
        streams = month_streams(model.seed, sight.month)
        self._month = (groups, board, chips, streams)
        self._packed = MonthTables(
            alone(groups), alone(board), alone(chips), alone(self.habits), alone(streams)
        )
        partials = kernel.choose(self.columns, self.blocks, sight.month, self._packed)
        bookings = first_run(partials.bookings(self.blocks))
        self._note_trade(bookings, board)
        return boards.spread(bookings, board, len(listings.rows))

    def _note_trade(self, bookings: StartupTrade, board: OfferBoard) -> None:
        paid = bookings.amount_usd + bookings.contract_usd
        groups, suppliers = self.supplier_trade_usd.shape
        pair = np.arange(groups)[:, None] * suppliers + board.supplier
        flat = np.bincount(pair.ravel(), paid.ravel(), groups * suppliers)
        by_supplier = flat.reshape(groups, suppliers)
        self.recent_trade_usd = 0.7 * self.recent_trade_usd + 0.3 * by_supplier
        self.supplier_trade_usd += by_supplier
        self.month_trade_usd = by_supplier

    def use(self, sight: Sight) -> StartupUse:
        """Serve, train, earn, learn, die, be born."""
        if self._month is None:
            raise RuntimeError("the start-ups' use of a month follows their trade")
        board = self._month[1]
        partials = kernel.settle(self.columns, self.blocks, self._packed)
        outcome: Outcome = first_run(partials.outcome(self.blocks))
        self.outcome = outcome
        self._bound = np.zeros(len(self.model.listings.rows))
        self._bound[board.listing] = outcome.bound_units
        self.attention_sum = outcome.attention
        self.size_sum = outcome.size_sum
        self.firms_alive = outcome.firms_alive
        self.frontier = np.maximum.reduceat(
            np.append(outcome.trained_max_a100_months, 0.0)[np.argsort(self.traits.type_index)],
            np.searchsorted(np.sort(self.traits.type_index), np.arange(len(self.frontier))),
        )
        self.frontier = np.maximum(self.frontier, 1e-6)
        self.state = boards.state_of(outcome, self.traits)
        entrants: Entrants = enter(self, sight, board)
        return StartupUse(
            revenue_usd=outcome.revenue_usd,
            staff_usd=outcome.staff_usd,
            energy_usd=outcome.energy_usd,
            running_usd=outcome.running_usd,
            funding_usd=outcome.funding_usd,
            liquidation_usd=outcome.liquidation_usd,
            entry_usd=entrants.cash_usd,
            scrapped_milli=outcome.scrapped_milli,
            orphaned_milli=outcome.orphaned_milli,
        )

    @property
    def board(self) -> OfferBoard | None:
        """This month's offers; none before the first month."""
        return self._month[1] if self._month is not None else None

    def bound_units(self) -> Vector:
        """Units under contract next month, by listing."""
        return self._bound

    # ------------------------------------------------------------------ what others ask

    def owned_by(self, account: int) -> NDArray[np.int64]:
        """Groups of named start-ups in which a firm holds equity."""
        return np.array([group for group, owner in self._owners.items() if owner == account], np.int64)

    def befriend(self, group: int, supplier: int) -> None:
        """Equity makes a tie: a named start-up knows and trusts its investor."""
        if supplier in self.model.listings.suppliers and self.traits.named[group]:
            bit = self.model.listings.suppliers.index(supplier)
            row = self.rows_of(group).start
            trust(self.columns, row, bit, EQUITY_TRUST)
            self._owners[group] = supplier

    def unmet_a100(self, groups: NDArray[np.int64]) -> float:
        """Compute that groups wanted last month and could not get, or not afford."""
        outcome = self.outcome
        if outcome is None or not len(groups):
            return 0.0
        wanted = outcome.serving_need_a100[groups] + outcome.training_want_a100[groups]
        got = outcome.serving_a100[groups] + outcome.training_a100[groups]
        return float(maths.total(np.maximum(wanted - got, 0.0)))

    def nodes(self) -> list[Node]:
        """Start-ups for the network view."""
        from agents.startups.single.pictures import nodes

        return nodes(self, FEWEST_GROUPED)

    def edges(self) -> list[Edge]:
        """Ties between suppliers and start-ups for the network view."""
        from agents.startups.single.pictures import edges

        return edges(self, FEWEST_GROUPED)

    def final_rows(self) -> Table:
        """One row a start-up, as it stands."""
        from agents.startups.single.pictures import final_rows

        return final_rows(self)

    def cast_rows(self) -> list[CastRow]:
        """Lines for the cast list: groups, then named start-ups."""
        from agents.startups.single.pictures import cast_rows

        return cast_rows(self)


SHARED = ("listing", "supplier", "chip", "stack", "is_purchase")
"""What of a table is the same in all runs."""


def alone(table: Any) -> Any:
    """A table of one run with the axis of runs in front."""
    values = {field.name: np.asarray(getattr(table, field.name)) for field in fields(table)}
    return replace(table, **{n: v if n in SHARED else v[None] for n, v in values.items()})


def first_run(table: Any) -> Any:
    """The first run's part of a table."""
    return replace(table, **{field.name: getattr(table, field.name)[0] for field in fields(table)})


def month_streams(seed: int, month: int) -> Streams[np.uint64]:
    """The month's part of each stream's key."""
    return Streams(
        taste_first=stream(seed, Purpose.TASTE_FIRST, month),
        taste_second=stream(seed, Purpose.TASTE_SECOND, month),
        taste_third=stream(seed, Purpose.TASTE_THIRD, month),
        search=stream(seed, Purpose.SEARCH, month),
        search_whom=stream(seed, Purpose.SEARCH_WHOM, month),
        forget=stream(seed, Purpose.FORGET, month),
    )
