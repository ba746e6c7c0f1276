"""Resellers and grey traders: buy at list, sell from stock at what the market bears."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.expectations import Outlook, flat
from agents.firm import Firm
from agents.ordering import temper_of
from agents.strategies.reseller.base import ResellerStrategy, ResellerView
from model.firms import GreyTraderRow, ResellerRow, Role
from model.hardware import deliver
from model.ledger import MILLI, ChipFlow
from model.offers import Listings, Mode, OfferTable
from model.randomness import Purpose, uniform
from model.roles import ResellerRole, StartupTrade
from model.sight import Sight

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]

RISE_SMOOTHING = 0.3


class Reseller(Firm):
    """A channel reseller; vectors run over all chips of the catalogue."""

    role = Role.RESELLER
    row: ResellerRow
    strategy: ResellerStrategy

    def __init__(
        self, model: "ComputeMarket", row: ResellerRow, strategy: ResellerStrategy
    ) -> None:
        super().__init__(model, row, strategy)
        count = len(model.catalogue.chips)
        self.ask_usd: Vector = np.zeros(count)
        self.offered_units: Vector = np.zeros(count)
        self.expected_rise: Vector = np.zeros(count)
        self.fill_rate: Vector = np.ones(count)
        self.sold_units: Vector = np.zeros(count)
        self.spot_sold_units: Vector = np.zeros(count)
        self.wholesale_units: Vector = np.zeros(count)
        self.temper = temper_of(uniform(model.seed, Purpose.ORDER_TEMPER, row.name))
        level = np.zeros(count)
        for name, monthly in self.usual_units().items():
            level[model.catalogue.chip_index(name)] = monthly
        self.outlook: Outlook = flat(level)
        cover = model.settings.channel.target_cover_months
        for chip in np.flatnonzero(level):
            model.chips.make(self.account, int(chip), int(cover * level[chip]) * MILLI)
            model.orders.open_units[self.account, chip] += int(level[chip])
            self.ask_usd[chip] = model.list_usd[chip]

    def usual_units(self) -> dict[str, float]:
        """Monthly volume at the start, by chip."""
        return self.row.monthly_units

    @property
    def credit_usd(self) -> float:
        """Banks lend on stock."""
        stock_usd = float((self.held_units * self.model.list_usd).sum())
        return self.model.settings.channel.credit_share * stock_usd

    def source(self, sight: Sight) -> None:
        """Take barred chips from grey traders of the region when they cost less than one's own ask."""
        barred = sight.rules.barred[:, self.region]
        short = barred & (self.ask_usd > 0) & (self.held_units < self.outlook.level)
        if not short.any():
            return
        for trader in self.model.cast.resellers:
            tie = self.model.ties.strength[trader.account, self.account]
            if trader.account == self.account or trader.region != self.region or tie <= 0:
                continue
            pays = short & (trader.ask_usd > 0) & (trader.ask_usd < 0.98 * self.ask_usd)
            for chip in np.flatnonzero(pays & (trader.held_units >= 1)):
                self._take_over(trader, int(chip))

    def _take_over(self, trader: ResellerRole, chip: int) -> None:
        ask = float(trader.ask_usd[chip])
        missing = float(self.outlook.level[chip] - self.held_units[chip])
        purse = max(self.cash_usd + 0.5 * self.credit_usd, 0.0)
        units = int(min(missing, trader.held_units[chip] // 2, purse / ask))
        if units > 0:
            deliver(self.model, trader.account, self.account, chip, units, ask)
            trader.note_wholesale(chip, units)

    def note_wholesale(self, chip: int, units: int) -> None:
        """Sales to another trader count as demand."""
        self.wholesale_units[chip] += units

    def quote(self, sight: Sight) -> None:
        """Set asks and what is on offer."""
        first = (self.held_units > 0) & (self.ask_usd <= 0)
        before = np.where(first, sight.list_usd, self.ask_usd)
        self.ask_usd = before
        view = self._view(sight)
        asks = np.where(before > 0, self.strategy.asks(view), 0.0)
        moved = np.log(np.maximum(asks, 1e-9) / np.maximum(before, 1e-9))
        moved[(before <= 0) | (asks <= 0)] = 0.0
        self.expected_rise = self.expected_rise + RISE_SMOOTHING * (moved - self.expected_rise)
        self.ask_usd = asks
        self.offered_units = self.strategy.offered_units(
            replace(view, ask_usd=asks, expected_rise=self.expected_rise)
        )
        self.spot_sold_units = np.zeros_like(self.spot_sold_units)

    def _view(self, sight: Sight) -> ResellerView:
        model = self.model
        barred = sight.rules.barred[:, self.region] if self.region >= 0 else False
        return ResellerView(
            rules=model.settings.channel,
            stock_units=self.held_units,
            on_order_units=model.orders.open_units[self.account].astype(np.float64),
            ask_usd=self.ask_usd,
            reference_usd=sight.list_usd,
            lead_months=np.where(
                barred, model.settings.channel.barred_wait_months, sight.lead_months
            ),
            expected_rise=self.expected_rise,
            sales_units=self.outlook.level,
            fill_rate=self.fill_rate,
            temper=self.temper,
            cash_usd=self.cash_usd + self.credit_usd,
        )

    def offer(self, sight: Sight, listings: Listings, terms: OfferTable) -> None:
        """Put stock on the board."""
        numbers = listings.of(self.account, Mode.CHANNEL)
        chips = listings.chip[numbers]
        terms.price_usd[numbers] = self.ask_usd[chips]
        terms.capacity_units[numbers] = np.where(
            self.ask_usd[chips] > 0, self.offered_units[chips], 0.0
        )
        terms.wait_months[numbers] = 0.1
        terms.door_units[numbers] = self.model.settings.choice.own_door_chips

    def note_spot_sale(self, chip: int, units: int) -> None:
        """A cloud bought at once: less is left on offer."""
        self.offered_units[chip] = max(0.0, self.offered_units[chip] - units)
        self.spot_sold_units[chip] += units

    def note_demand(self, trade: StartupTrade) -> None:
        """Sales and half of what was asked for in vain are what next month may bring."""
        numbers = self.model.listings.of(self.account, Mode.CHANNEL)
        chips = self.model.listings.chip[numbers]
        sold = np.zeros(len(self.ask_usd))
        missed = np.zeros(len(self.ask_usd))
        bought = trade.purchased_milli[:, numbers].sum(axis=0) / MILLI
        np.add.at(sold, chips, bought)
        np.add.at(missed, chips, np.maximum(trade.first_choice_units[numbers] - bought, 0.0))
        self.sold_units = sold + self.spot_sold_units + self.wholesale_units
        self.wholesale_units = np.zeros_like(self.wholesale_units)
        seen = self.sold_units + 0.5 * np.minimum(missed, 2.0 * self.sold_units + 50.0)
        smoothing = self.model.settings.channel.smoothing
        after = self.outlook.seen(seen, smoothing, 0.0)
        # Who had nothing to sell has seen no demand: what it expects stays as it was.
        sold_out = self.offered_units + self.spot_sold_units < 1
        self.outlook = Outlook(np.where(sold_out, self.outlook.level, after.level), after.trend)

    def order_chips(self, sight: Sight) -> None:
        """Order from makers it is tied to, what is lawful here; withdraw phantom orders."""
        model = self.model
        rate = model.orders.fill_rate(self.account)
        self.fill_rate = self.fill_rate + model.settings.channel.smoothing * (rate - self.fill_rate)
        self._try_new_chips(sight)
        view = self._view(sight)
        wanted = np.where(self._may_order(sight), self.strategy.orders(view), 0.0)
        model.orders.cancel(self.account, self.strategy.cancels(view).astype(np.int64))
        model.orders.place(self.account, wanted.astype(np.int64))
        model.tally.note_tier(
            f"channel {self.name}", float(wanted.sum()), float(self.sold_units.sum())
        )

    def _may_order(self, sight: Sight) -> NDArray[np.bool_]:
        maker = np.maximum(self.model.maker, 0)
        tied = self.model.ties.strength[maker, self.account] > 0
        home = self.model.firm_region[maker] == self.region
        lawful = ~sight.rules.barred[:, self.region] | home
        may: NDArray[np.bool_] = sight.on_sale & tied & lawful & (self.model.maker >= 0)
        return may

    def _try_new_chips(self, sight: Sight) -> None:
        """A chip that is new on sale is tried on the scale of what it succeeds or of usual sales."""
        usual = float(self.outlook.level.sum())
        for chip in np.flatnonzero(self._may_order(sight) & (self.outlook.level <= 0)):
            if self.ask_usd[chip] <= 0:
                price = max(float(sight.list_usd[chip]), 1.0)
                scale = float(sight.list_usd[self.model.reference_chip]) / price
                self.outlook.level[chip] = max(1.0, 0.15 * usual * min(scale, 1.0))

    def running_cost_usd(self) -> float:
        """Own costs over sales."""
        sales = float((self.sold_units * self.ask_usd).sum())
        return self.model.settings.channel.operating_share * sales


class GreyTrader(Reseller):
    """Carries chips from resellers of one region into another where they are barred."""

    role = Role.GREY_TRADER
    row: GreyTraderRow  # type: ignore[assignment]

    def __init__(
        self, model: "ComputeMarket", row: GreyTraderRow, strategy: ResellerStrategy
    ) -> None:
        super().__init__(model, row, strategy)  # type: ignore[arg-type]
        self.source_region = model.catalogue.region_index(row.source_region)

    def usual_units(self) -> dict[str, float]:
        """A grey trader opens with empty hands."""
        return {}

    def source(self, sight: Sight) -> None:
        """Buy abroad what is barred at home while the price gap pays; some of it is seized."""
        model, rules = self.model, self.model.settings.channel
        barred = sight.rules.barred[:, self.region] & ~sight.rules.barred[:, self.source_region]
        left = self.row.monthly_limit_units
        for reseller in model.cast.resellers:
            if model.ties.strength[reseller.account, self.account] <= 0 or left < 1:
                continue
            here = np.maximum(sight.street_usd[self.region], 1.0)
            gap = np.log(here / np.maximum(reseller.ask_usd, 1.0))
            pays = barred & (reseller.ask_usd > 0) & (gap > rules.arbitrage_cost)
            pays &= reseller.held_units >= 1
            if not pays.any():
                continue
            chip = int(np.argmax(np.where(pays, gap, -1.0)))
            ask = float(reseller.ask_usd[chip])
            units = int(min(left, reseller.held_units[chip] // 3, 0.5 * self.cash_usd / ask))
            if units <= 0:
                continue
            deliver(model, reseller.account, self.account, chip, units, ask)
            self._cross_border(reseller.name, chip, units, sight.month)
            left -= units

    def _cross_border(self, source: str, chip: int, units: int, month: int) -> None:
        draw = uniform(self.model.seed, Purpose.SEIZURE, f"{self.name}<{source}", month)
        if draw < self.model.settings.channel.seizure_chance:
            self.model.chips.remove(self.account, chip, units * MILLI, ChipFlow.SEIZED)
            self.model.tally.seized_units[chip] += units

    def order_chips(self, sight: Sight) -> None:
        """No maker supplies a grey trader."""
