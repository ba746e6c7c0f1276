"""Large buyers of chips: score what is on sale, spend a budget, inflate and cancel orders, buy at once."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.firm import Firm
from agents.ordering import inflation, temper_of
from agents.reasons.cloud import CloudNotes, Need, Order
from agents.strategies.cloud.base import CloudStrategy, CloudView
from agents.strategies.rows import Dated
from model.hardware import deliver
from model.inputs.cast import CloudRow
from model.inputs.catalogue_entries import ChipKind
from model.sight import Sight
from model.state import maths
from model.state.randomness import Purpose, uniform

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]


class ChipBuyer(Firm):
    """The buying side of a cloud; vectors run over all chips of the catalogue."""

    row: CloudRow
    strategy: CloudStrategy

    def __init__(self, model: "ComputeMarket", row: CloudRow, strategies: Sequence[Dated]) -> None:
        super().__init__(model, row, strategies)
        count = len(model.catalogue.chips)
        self.own_chip = (model.maker == self.account) & np.array(
            [chip.kind == ChipKind.IN_HOUSE for chip in model.catalogue.chips]
        )
        self.temper = temper_of(uniform(model.seed, Purpose.ORDER_TEMPER, row.name))
        self.fill_rate: Vector = np.ones(count)
        self.can_make_units: Vector = np.zeros(count)
        self.timely_share: Vector = np.ones(count)
        self.spot_units: Vector = np.zeros(count)
        self.own_ordered_units: Vector = np.zeros(count)
        self.notes = CloudNotes()
        self.budget_usd = row.ai_budget_usd_per_month
        self.wanted_usd = self.budget_usd
        self.budget_growth = 0.0

    @abstractmethod
    def view(self, sight: Sight) -> CloudView:
        """What the strategy sees."""

    @abstractmethod
    def need(self, sight: Sight, view: CloudView) -> Need:
        """Wanted capacity a few months ahead, and what is held and on order."""

    @abstractmethod
    def demand_a100(self) -> float:
        """The demand that orders are to meet: own need and tenants."""

    def _power(self) -> Vector:
        """Useful compute of each chip for this cloud's own mix of work."""
        return self.model.power().mixed(self.row.first_party_training_share or 0.5)

    def capacity_a100(self, coming: bool) -> float:
        """Compute held, and with ``coming`` what is on order.

        Phantom orders are discounted, and so is what will come later than one plans ahead.
        """
        power = self._power()
        units = self.held_units
        if coming:
            phantom = inflation(self.fill_rate, self.temper, self.model.settings.cloud.max_inflation)
            units = units + self.model.orders.open_units[self.account] / phantom * self.timely_share
            units = units + np.where(self.own_chip, self.model.wafers.coming_units, 0)
        return float(maths.total(units * power))

    def order_chips(self, sight: Sight) -> None:
        """Spend the budget on the chips that give most compute for money, time and trust."""
        rate = self.model.orders.fill_rate(self.account)
        weight = self.model.settings.cloud.smoothing
        self.fill_rate = self.fill_rate + weight * (rate - self.fill_rate)
        ahead = self.model.settings.cloud.planning_months
        self.timely_share = np.minimum(1.0, ahead / np.maximum(sight.lead_months, 1e-9))
        view = self.view(sight)
        need = self.need(sight, view)
        gap = need.gap_a100
        score, price = self._scores(sight, view)
        total = float(maths.total(score))
        power = self._power()
        share, withdrawn = score, 0.0
        self.own_ordered_units = np.zeros_like(score)
        multiple = inflation(self.fill_rate, self.temper, self.model.settings.cloud.max_inflation)
        if total > 0:
            share = score / total
            usd_per_a100 = float(maths.total(share * price / np.maximum(power, 1e-6)))
            self.wanted_usd = max(gap, 0.0) * usd_per_a100
            spent_on_spot = float(maths.total(self.spot_units * sight.street_usd[self.region]))
            spend = max(0.0, min(self.budget_usd, self.wanted_usd) - spent_on_spot)
            self._place(self._basket_units(score, price, spend), multiple)
        if gap < 0:
            withdrawn = self._cancel(gap, power)
        self.notes.order = Order(view, need, share, sight.lead_months, self.wanted_usd, multiple, withdrawn)
        before = self.budget_usd
        self.budget_usd = self.strategy.budget(replace(view, wanted_usd=self.wanted_usd))
        self.budget_growth = self.budget_usd / before - 1.0 if before > 0 else 0.0
        self.model.tally.note_tier(
            f"cloud {self.name}",
            float(self.model.orders.placed_units[self.account].sum(dtype=np.int64)),
            max(self.demand_a100(), 0.0),
        )

    def _basket_units(self, score: Vector, price: Vector, spend_usd: float) -> Vector:
        """Own chips get their share as far as they can be made; the rest buys chips by score."""
        own = np.where(self.own_chip, score, 0.0)
        bought = np.where(self.own_chip, 0.0, score)
        own_usd = spend_usd * own / max(float(maths.total(score)), 1e-300)
        own_usd = np.minimum(own_usd, self.can_make_units * price)
        rest = spend_usd - float(maths.total(own_usd))
        total = float(maths.total(bought))
        bought_usd = rest * bought / total if total > 0 else np.zeros_like(bought)
        return (own_usd + bought_usd) / price

    def _scores(self, sight: Sight, view: CloudView) -> tuple[Vector, Vector]:
        """Score and price of every chip that may be ordered; zero where none may."""
        rules = self.model.settings.cloud
        maker = np.maximum(self.model.maker, 0)
        tied = self.model.ties.strength[maker, self.account]
        buyable = sight.orderable[:, self.region] & (tied > 0)
        own = self.own_chip & (self.can_make_units > 0)
        price = sight.list_usd * (sight.duty[:, self.region] + self.model.attach[maker])
        price = np.where(self.own_chip, self.model.catalogue.cost_to_make_usd, price)
        power_bill = 24.0 * sight.energy_usd_per_month[self.region]
        age = np.maximum(sight.month - self.model.launch_month, 0)
        worth = self._power() * maths.exp(-rules.obsolescence * age)
        value = worth / np.maximum(price + power_bill, 1.0)
        trust = np.where(self.own_chip, 1.0, np.sqrt(np.maximum(tied, 0.0)))
        lead = np.where(self.own_chip, 0.0, sight.lead_months)
        score = self._familiarity() * (
            maths.power(1e4 * value, rules.price_elasticity)
            * maths.exp(-rules.wait_discount * lead)
            * trust
            * self._hedge(sight)
            * self.strategy.chip_preference(view)
        )
        return np.where(buyable | own, score, 0.0), np.maximum(price, 1.0)

    def _hedge(self, sight: Sight) -> Vector:
        """Where chips are barred, chips made at home count for more: nobody can bar those."""
        if not sight.rules.barred[:, self.region].any():
            return np.ones(len(self.own_chip))
        at_home = self.model.firm_region[np.maximum(self.model.maker, 0)] == self.region
        return np.where(at_home, maths.exp(self.model.settings.cloud.supply_hedge), 1.0)

    def _familiarity(self) -> Vector:
        """How much code here runs on each chip's stack: its share of the installed compute."""
        rules, stack = self.model.settings.cloud, self.model.stack_of_chip
        installed = np.bincount(stack, self.held_units * self._power(), stack.max() + 1)
        share = installed / max(float(maths.total(installed)), 1e-9)
        known = maths.power(
            np.maximum(share, rules.least_stack_share)[stack],
            rules.stack_inertia * (1.0 - self.model.sight.rules.portability),
        )
        return np.where(self.own_chip, 1.0, known)

    def _place(self, units: Vector, multiple: Vector) -> None:
        """Inflate under rationing; orders go to makers, own chips to the own programme."""
        model = self.model
        bought = np.where(self.own_chip, 0.0, units * multiple).astype(np.int64)
        model.orders.place(self.account, bought)
        own = np.where(self.own_chip, np.minimum(units, self.can_make_units), 0.0)
        self.own_ordered_units = np.floor(own)
        for chip in np.flatnonzero(own >= 1.0):
            model.wafers.order(int(chip), int(own[chip]))

    def _cancel(self, gap: float, power: Vector) -> float:
        """Withdraw phantom orders when more is coming than is wanted; returns how many."""
        open_units = self.model.orders.open_units[self.account]
        coming = float(maths.total(open_units * power))
        if coming <= 0:
            return 0.0
        part = min(1.0, -gap / coming) * self.model.settings.cloud.cancel_share
        units = np.floor(open_units * part).astype(np.int64)
        self.model.orders.cancel(self.account, units)
        return float(units.sum(dtype=np.int64))

    def buy_spot(self, sight: Sight) -> None:
        """Buy from tied resellers at once when the wait at the maker costs more than the premium."""
        self.spot_units = np.zeros(len(self.own_chip))
        rules, model = self.model.settings.cloud, self.model
        tied = model.ties.strength[:, self.account].tolist()
        sellers = [reseller for reseller in model.cast.resellers if tied[reseller.account] > 0]
        if not sellers:
            return
        gap = self.need(sight, self.view(sight)).gap_a100
        if gap <= 0:
            return
        budget = rules.spot_share * self.budget_usd
        power = self._power()
        barred = sight.rules.barred[:, self.region]
        wait = np.where(barred, rules.barred_wait_months, sight.lead_months)
        worth = sight.list_usd * maths.exp(rules.wait_discount * np.maximum(wait - 1.0, 0.0))
        for seller in sellers:
            value = np.where(
                (seller.ask_usd > 0) & (seller.ask_usd < worth) & (power > 0),
                power / np.maximum(seller.ask_usd, 1.0),
                0.0,
            )
            chip = int(np.argmax(value * (seller.offered_units >= 1)))
            if value[chip] <= 0 or seller.offered_units[chip] < 1:
                continue
            ask = float(seller.ask_usd[chip])
            units = int(min(seller.offered_units[chip] // 2, budget / ask, gap / power[chip]))
            units = min(units, int(max(self.cash_usd, 0.0) / ask))
            if units <= 0:
                continue
            deliver(model, seller.account, self.account, chip, units, ask)
            model.tally.premium_usd += units * (ask - float(sight.list_usd[chip]))
            seller.note_spot_sale(chip, units)
            self.spot_units[chip] += units
            budget -= units * ask
            gap -= units * float(power[chip])
