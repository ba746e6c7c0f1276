"""The channel's monthly round: every reseller decides by its own strategy, in one sweep each.

Resellers are agents with their own state; strategies are elementwise, so those with the same
strategy decide together on matrices of resellers × chips, to the same numbers as one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from agents.reasons.reseller import ChannelNotes, Orders, Quotes, reasons
from agents.reseller import GreyTrader, Reseller
from agents.strategies.reseller.base import ResellerStrategy, ResellerView, rows_of
from agents.strategies.reseller.pass_through import PassThrough
from model.firm_roles import Decision
from model.ledger import MILLI
from model.offers import Listings, Mode, OfferTable
from model.sight import Sight
from model.startup_tables import StartupTrade
from model.state import maths

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Matrix = NDArray[np.float64]
type Index = NDArray[np.int64]
type Question = Literal["asks", "offered_units", "orders", "cancels"]

RISE_SMOOTHING = 0.3
"""Weight of the newest month in the expected change of prices."""
MOST_ASKED = 3.0
"""Highest multiple of its sales that a reseller believes it was asked for."""
TRIAL_SHARE = 0.15
"""First expected sales of a chip that is new on sale, over the reseller's usual business."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Resellers that share a strategy: their rows in the channel's matrices."""

    strategy: ResellerStrategy
    rows: Index


def desks_of(members: Sequence[Reseller]) -> list[Desk]:
    """Who decides together this month."""
    rows: dict[ResellerStrategy, list[int]] = {}
    for row, member in enumerate(members):
        rows.setdefault(member.strategy, []).append(row)
    return [Desk(strategy, np.array(members_of, np.int64)) for strategy, members_of in rows.items()]


class Channel:
    """All resellers and grey traders; matrices are resellers × chips, each row one reseller's own."""

    def __init__(self, model: "ComputeMarket", members: Sequence[Reseller]) -> None:
        self.model = model
        self.members = members
        shape = (len(members), len(model.catalogue.chips))
        self.accounts: Index = np.array([member.account for member in members], np.int64)
        self.region: Index = np.array([member.region for member in members], np.int64)
        self.trades_grey = np.array([isinstance(member, GreyTrader) for member in members])
        self.temper: Matrix = np.array([[member.temper] for member in members]).reshape(-1, 1)
        self.ask_usd: Matrix = np.zeros(shape)
        self.offered_units: Matrix = np.zeros(shape)
        self.sold_units: Matrix = np.zeros(shape)
        self.at_once_units: Matrix = np.zeros(shape)
        self.expected_units: Matrix = np.zeros(shape)
        self.expected_rise: Matrix = np.zeros(shape)
        self.fill_rate: Matrix = np.ones(shape)
        self.turned_away_units: Matrix = np.zeros(shape)
        self.shortfall: Matrix = np.zeros(shape)
        for row, member in enumerate(members):
            member.open(self, row)
        self.desks = desks_of(members)
        self.notes = ChannelNotes()
        self._may_not_hoard: NDArray[np.bool_] = np.zeros(len(members), np.bool_)
        self._row_of_account = {member.account: row for row, member in enumerate(members)}
        self._numbers: Index = np.zeros(0, np.int64)
        self._places: tuple[Index, Index] = (self._numbers, self._numbers)

    def find_listings(self, listings: Listings) -> None:
        """Where each listing of the channel stands in the matrices."""
        self._numbers = np.flatnonzero(listings.mode == Mode.CHANNEL)
        rows = [self._row_of_account[account] for account in listings.supplier[self._numbers].tolist()]
        self._places = (np.array(rows, np.int64), listings.chip[self._numbers])

    # ------------------------------------------------------------------ the month

    def quote(self, sight: Sight) -> None:
        """Set asks and what is on offer."""
        if not self.members:
            return
        self.desks = desks_of(self.members)
        held = self._held()
        self._may_not_hoard = sight.rules.hoarding_banned[self.region]
        self.at_once_units[:] = 0.0
        self.turned_away_units[:] = 0.0
        before = np.where((held > 0) & (self.ask_usd <= 0), sight.list_usd, self.ask_usd)
        self.ask_usd[:] = before
        view = replace(self._view(sight, held), ask_usd=before)
        asks = np.where(before > 0, self._decide(view, "asks"), 0.0)
        moved = maths.log(np.maximum(asks, 1e-9) / np.maximum(before, 1e-9))
        moved[(before <= 0) | (asks <= 0)] = 0.0
        # A new array: the view keeps what was expected when the asks were set.
        self.expected_rise = self.expected_rise + RISE_SMOOTHING * (moved - self.expected_rise)
        cap = sight.rules.channel_cap[self.region][:, None]
        asks = np.where(sight.list_usd > 0, np.minimum(asks, sight.list_usd * (1.0 + cap)), asks)
        self.ask_usd[:] = asks
        after = replace(view, ask_usd=asks, expected_rise=self.expected_rise)
        offered = self._decide(after, "offered_units")
        self.offered_units[:] = offered
        self.notes = ChannelNotes(Quotes(view, asks, after, offered, cap))

    def quoted(self) -> NDArray[np.bool_]:
        """Regions × chips: where any reseller names a price."""
        table = np.zeros((len(self.model.catalogue.regions), self.ask_usd.shape[1]), np.bool_)
        np.logical_or.at(table, self.region, self.ask_usd > 0)
        return table

    def offer(self, sight: Sight, listings: Listings, terms: OfferTable) -> None:
        """Put stock on the board."""
        numbers = self._numbers
        ask = self.ask_usd[self._places]
        terms.price_usd[numbers] = ask
        terms.capacity_units[numbers] = np.where(ask > 0, self.offered_units[self._places], 0.0)
        terms.wait_months[numbers] = 0.1
        terms.door_units[numbers] = self.model.settings.choice.own_door_chips

    def note_demand(self, trade: StartupTrade) -> None:
        """Sales and half of what was asked for in vain are what next month may bring."""
        bought = trade.purchased_milli[:, self._numbers].sum(axis=0, dtype=np.int64) / MILLI
        missed = np.zeros_like(self.sold_units)
        missed[self._places] = np.maximum(trade.first_choice_units[self._numbers] - bought, 0.0)
        self.sold_units[:] = self.at_once_units
        self.sold_units[self._places] += bought
        asked = missed + self.turned_away_units
        self.shortfall[:] = maths.log(
            np.minimum((self.sold_units + asked + 1) / (self.sold_units + 1), MOST_ASKED)
        )
        seen = self.sold_units + 0.5 * np.minimum(missed, 2.0 * self.sold_units + 50.0)
        # Who had nothing to sell has seen no demand: what it expects stays as it was.
        had_stock = self.offered_units + self.at_once_units >= 1
        weight = self.model.settings.channel.smoothing * had_stock
        self.expected_units += weight * (seen - self.expected_units)

    def order_chips(self, sight: Sight) -> None:
        """Order from makers that a reseller is tied to, what is lawful there; withdraw phantoms."""
        if not self.members:
            return
        orders = self.model.orders
        rate = orders.fill_rate(self.accounts)
        self.fill_rate = self.fill_rate + self.model.settings.channel.smoothing * (rate - self.fill_rate)
        may = self._may_order(sight)
        self._try_new_chips(sight, may)
        view = self._view(sight, self._held())
        wanted = np.where(may, self._decide(view, "orders"), 0.0)
        cancelled = self._decide(view, "cancels")
        orders.cancel(self.accounts, cancelled.astype(np.int64))
        orders.place(self.accounts, wanted.astype(np.int64))
        self.notes.orders = Orders(view, wanted, cancelled)
        ordered, sold = maths.total(wanted, axis=1).tolist(), maths.total(self.sold_units, axis=1).tolist()
        for row, member in enumerate(self.members):
            self.model.tally.note_tier(f"channel {member.name}", ordered[row], sold[row])

    def explain(self, member: Reseller) -> list[Decision]:
        """What a reseller decided this month and why."""
        row = self._row_of_account[member.account]
        strategy = PassThrough() if self._may_not_hoard[row] else member.strategy
        return list(reasons(self.notes, row, strategy, self.model.catalogue.chip_names))

    # ------------------------------------------------------------------ what they see

    def _decide(self, view: ResellerView, what: Question) -> Matrix:
        """One decision of every reseller, desk by desk."""
        answer = np.zeros_like(self.ask_usd)
        for desk in self.desks:
            answer[desk.rows] = getattr(desk.strategy, what)(rows_of(view, desk.rows))
        plain = np.flatnonzero(self._may_not_hoard)
        if len(plain):
            answer[plain] = getattr(PassThrough(), what)(rows_of(view, plain))
        return answer

    def _held(self) -> Matrix:
        return self.model.chips.held[self.accounts] / MILLI

    def _view(self, sight: Sight, held: Matrix) -> ResellerView:
        model, rules = self.model, self.model.settings.channel
        barred = sight.rules.barred[:, self.region].T
        stock_usd = maths.dot(held, model.list_usd)
        purse = model.money.balance_usd[self.accounts] + rules.credit_share * stock_usd
        return ResellerView(
            rules=rules,
            stock_units=held,
            on_order_units=model.orders.open_units[self.accounts].astype(np.float64),
            ask_usd=self.ask_usd,
            reference_usd=sight.list_usd * sight.duty[:, self.region].T,
            lead_months=np.where(barred, rules.barred_wait_months, sight.lead_months),
            expected_rise=self.expected_rise,
            sales_units=self.expected_units.copy(),
            fill_rate=self.fill_rate,
            temper=self.temper,
            cash_usd=purse[:, None],
            shortfall=self.shortfall,
        )

    def _may_order(self, sight: Sight) -> NDArray[np.bool_]:
        model = self.model
        tied = model.ties.strength[np.maximum(model.maker, 0)][:, self.accounts].T > 0
        may: NDArray[np.bool_] = sight.orderable[:, self.region].T & tied
        may &= ~self.trades_grey[:, None]
        return may

    def _try_new_chips(self, sight: Sight, may: NDArray[np.bool_]) -> None:
        """A chip that is new on sale is tried on the scale of the usual business."""
        new = may & (self.expected_units <= 0) & (self.ask_usd <= 0)
        if new.any():
            usual = maths.total(self.expected_units, axis=1, keepdims=True)
            price = np.maximum(sight.list_usd, 1.0)
            scale = np.minimum(sight.list_usd[self.model.reference_chip] / price, 1.0)
            trial = np.maximum(TRIAL_SHARE * usual * scale, 1.0)
            self.expected_units[:] = np.where(new, trial, self.expected_units)
