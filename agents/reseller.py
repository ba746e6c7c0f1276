"""Resellers and grey traders: buy at list, sell from stock at what the market bears."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.firm import Firm
from agents.ordering import temper_of
from agents.strategies.reseller.base import ResellerStrategy
from agents.strategies.rows import Dated
from model.firm_roles import Decision, ResellerRole
from model.hardware import deliver
from model.inputs.cast import GreyTraderRow, ResellerRow, Role
from model.ledger import MILLI, ChipFlow
from model.sight import Sight
from model.state import maths
from model.state.randomness import Purpose, uniform

if TYPE_CHECKING:
    from agents.channel import Channel
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]


class Reseller(Firm):
    """A channel reseller; vectors run over all chips of the catalogue."""

    role = Role.RESELLER
    row: ResellerRow
    strategy: ResellerStrategy

    def __init__(self, model: "ComputeMarket", row: ResellerRow, strategies: Sequence[Dated]) -> None:
        super().__init__(model, row, strategies)
        self.temper = temper_of(uniform(model.seed, Purpose.ORDER_TEMPER, row.name))
        self.ask_usd: Vector
        self.offered_units: Vector
        self.sold_units: Vector
        self.expected_units: Vector
        self._at_once_units: Vector
        self._turned_away_units: Vector

    def open(self, channel: "Channel", row: int) -> None:
        """Take its rows of the channel's matrices, its opening stock and orders."""
        self.ask_usd = channel.ask_usd[row]
        self.offered_units = channel.offered_units[row]
        self.sold_units = channel.sold_units[row]
        self.expected_units = channel.expected_units[row]
        self._at_once_units = channel.at_once_units[row]
        self._channel = channel
        self._turned_away_units = channel.turned_away_units[row]
        cover = self.model.settings.channel.target_cover_months
        for name, monthly in self.usual_units().items():
            chip = self.model.catalogue.chip_index(name)
            self.expected_units[chip] = monthly
            self.model.chips.make(self.account, chip, int(cover * monthly) * MILLI)
            self.model.orders.open_units[self.account, chip] += int(monthly)
            self.ask_usd[chip] = self.model.list_usd[chip]

    def usual_units(self) -> dict[str, float]:
        """Monthly volume at the start, by chip."""
        return self.row.monthly_units

    @property
    def credit_usd(self) -> float:
        """Banks lend on stock."""
        stock_usd = float(maths.total(self.held_units * self.model.list_usd))
        return self.model.settings.channel.credit_share * stock_usd

    def source(self, sight: Sight) -> None:
        """Take barred chips from grey traders of the region when they cost less than one's own ask."""
        barred = sight.rules.barred[:, self.region]
        short = barred & (self.ask_usd > 0) & (self.held_units < self.expected_units)
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
        missing = float(self.expected_units[chip] - self.held_units[chip])
        purse = max(self.cash_usd + 0.5 * self.credit_usd, 0.0)
        units = int(min(missing, trader.held_units[chip] // 2, purse / ask))
        if units > 0:
            deliver(self.model, trader.account, self.account, chip, units, ask)
            trader.note_wholesale(chip, units)

    def note_wholesale(self, chip: int, units: int) -> None:
        """Sales to another trader count as demand."""
        self._at_once_units[chip] += units

    def note_spot_sale(self, chip: int, units: int) -> None:
        """A cloud bought at once: less is left on offer."""
        self.offered_units[chip] = max(0.0, self.offered_units[chip] - units)
        self._at_once_units[chip] += units

    def explain(self) -> list[Decision]:
        """Asks, stock held back, orders."""
        return self._channel.explain(self)

    def note_turned_away(self, chip: int, units: float) -> None:
        """A buyer wanted more at the price asked than was on offer."""
        self._turned_away_units[chip] += units

    def running_cost_usd(self) -> float:
        """Own costs over sales."""
        sales = float(maths.total(self.sold_units * self.ask_usd))
        return self.model.settings.channel.operating_share * sales


class GreyTrader(Reseller):
    """Carries chips from resellers of one region into another where they are barred."""

    role = Role.GREY_TRADER
    row: GreyTraderRow  # type: ignore[assignment]

    def __init__(self, model: "ComputeMarket", row: GreyTraderRow, strategies: Sequence[Dated]) -> None:
        super().__init__(model, row, strategies)  # type: ignore[arg-type]
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
            gap = maths.log(here / np.maximum(reseller.ask_usd, 1.0))
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
