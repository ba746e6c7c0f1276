"""A buyer of compute as a Mesa agent with attributes of its own: the first half of its month."""

import math
from dataclasses import dataclass

import mesa
import numpy as np

from agents.startups.columns import NO_ONE, OWN_SLOTS, Columns
from agents.startups.rules import (
    ACQUAINTED,
    LEAST_RELATIVE_QUALITY,
    SEASON_MONTHS,
    SHORT_COMMITMENT_MONTHS,
    STRONG,
    UNTIED,
)
from agents.startups.tables import Behaviour
from experiments.benchmark.plain_sums import GroupSums, Sums
from experiments.benchmark.plain_tables import Group, Month, Offer, draw
from model.state.kinds import MILLI


@dataclass(slots=True)
class Contract:
    """A bound rental: the offer's lasting number, months to go, chips and price per chip-month."""

    listing: int
    months: int
    units: float
    price_usd: float


class Buyer(mesa.Agent):
    """Money and needs are per firm; own chips are thousandths of the whole agent, by chip."""

    def __init__(self, model: mesa.Model, columns: Columns, row: int, group: int) -> None:
        super().__init__(model)
        self.group = group
        self.key = int(columns.key[row])
        self.size = float(columns.size[row])
        self.size_class = int(columns.size_class[row])
        self.talent = float(columns.talent[row])
        self.cash_usd = float(columns.cash_usd[row])
        self.revenue_usd = float(columns.revenue_usd[row])
        self.trained_a100_months = float(columns.trained_a100_months[row])
        self.stack_share: list[float] = columns.stack_share[row].tolist()
        bits = np.unpackbits(columns.known[row].view(np.uint8), bitorder="little")
        self.known = set(np.flatnonzero(bits).tolist())
        ties = zip(columns.tie_supplier[row].tolist(), columns.tie_strength[row].tolist(), strict=True)
        self.ties = {supplier: strength for supplier, strength in ties if supplier != NO_ONE}
        lots = zip(columns.own_chip[row].tolist(), columns.own_milli[row].tolist(), strict=True)
        self.own_milli = {chip: milli for chip, milli in lots if chip != NO_ONE}
        self.contract: Contract | None = None
        if columns.contract_months[row] > 0:
            self.contract = Contract(
                int(columns.contract_offer[row]),
                int(columns.contract_months[row]),
                float(columns.contract_units[row]),
                float(columns.contract_price_usd[row]),
            )
        self.ranked: list[Offer] = []
        self.bookings: list[tuple[Offer, float]] = []
        self.serving_need_a100 = self.potential_revenue_usd = 0.0
        self.gap_a100 = self.rent_usd = self.buy_usd = self.wanted_units = 0.0

    def attention(self, group: Group) -> float:
        """Pull on users, as ``rules.attention``."""
        relative = min(self.trained_a100_months / max(group.frontier_a100_months, 1e-9), 1.0)
        return self.size * self.talent * math.sqrt(relative + LEAST_RELATIVE_QUALITY)

    def choose(self, month: Month, sums: Sums) -> None:
        """Honour the contract, form need and budgets, order three offers."""
        group = month.groups[self.group]
        contract_power, contract_cost = self._honour_contract(month, group, sums.groups[self.group])
        self.potential_revenue_usd = group.pool_per_attention_usd * self.attention(group)
        self.serving_need_a100 = self.potential_revenue_usd * group.serving_a100_per_usd
        own = 0.0
        for chip, milli in self.own_milli.items():
            own += milli / MILLI / group.weight * group.chip_power_a100[chip]
        want = self.size * group.training_want_a100
        self.gap_a100 = max(self.serving_need_a100 + want - own - contract_power, 0.0)
        voucher = group.voucher_usd if self.size_class == 0 else 0.0
        burn = group.rent_share * group.spend_rate * (self.cash_usd - voucher)
        rent = min(burn + group.revenue_rent_share * self.revenue_usd + voucher, self.cash_usd)
        self.rent_usd = max(rent - contract_cost, 0.0)
        self.cash_usd -= contract_cost
        self.buy_usd = 0.0
        if self.key % SEASON_MONTHS == month.month % SEASON_MONTHS:
            season_usd = SEASON_MONTHS * group.buy_share * self.cash_usd
            self.buy_usd = min(season_usd, self.cash_usd - self.rent_usd)
        self.bookings = []
        self._order_offers(month, group)

    def _honour_contract(self, month: Month, group: Group, sums: GroupSums) -> tuple[float, float]:
        contract = self.contract
        if contract is None:
            return 0.0, 0.0
        offer = month.by_listing.get(contract.listing)
        cost = contract.units * contract.price_usd
        if offer is None or cost > self.cash_usd:
            self.contract = None
            return 0.0, 0.0
        sums.contract_units[offer.position] += group.weight * contract.units
        sums.contract_usd[offer.position] += group.weight * cost
        return contract.units * group.power_a100[offer.position], cost

    def _order_offers(self, month: Month, group: Group) -> None:
        """Draw three offers without putting back, in proportion to their odds."""
        self.ranked = []
        if self.gap_a100 <= 1e-9:
            return
        odds, offers = [], []
        for offer in group.seen:
            if offer.supplier in self.known and self._within_reach(offer):
                odds.append(self._odds(offer, group, month.behaviour))
                offers.append(offer)
        for stream in month.tastes:
            total = 0.0
            for value in odds:
                total += value
            if total <= 0.0:
                return
            threshold = draw(self.key, stream) * total
            position, passed = 0, odds[0]
            while passed <= threshold:
                position += 1
                passed += odds[position]
            self.ranked.append(offers.pop(position))
            odds.pop(position)

    def _within_reach(self, offer: Offer) -> bool:
        if offer.min_order_usd > (self.buy_usd if offer.is_purchase else self.rent_usd):
            return False
        return self.contract is None or offer.commitment_months <= SHORT_COMMITMENT_MONTHS

    def _odds(self, offer: Offer, group: Group, behaviour: Behaviour[float]) -> float:
        lot_a100 = max(group.power_a100[offer.position] * offer.min_order_units, 1e-12)
        odds = group.odds[offer.position] * min(self.gap_a100 / lot_a100, 1.0)
        stranger = behaviour.foreign_stack_odds
        odds *= stranger + (1.0 - stranger) * self.stack_share[offer.stack]
        strength = self.ties.get(offer.supplier)
        return odds if strength is None else odds * (1.0 + behaviour.tie_odds * strength)

    def trust_in(self, offer: Offer, behaviour: Behaviour[float]) -> int:
        """Class of service under shortage."""
        strength = self.ties.get(offer.supplier, 0.0)
        if strength >= behaviour.strong:
            return STRONG
        return ACQUAINTED if strength >= behaviour.acquainted else UNTIED

    def want(self, rank: int, month: Month, sums: Sums) -> None:
        """Ask for chips of the offer of a rank."""
        self.wanted_units = 0.0
        if rank >= len(self.ranked):
            return
        offer, group = self.ranked[rank], month.groups[self.group]
        full = offer.chip not in self.own_milli and len(self.own_milli) == OWN_SLOTS
        if self.gap_a100 <= 1e-9 or (offer.is_purchase and full):
            return
        power = max(group.power_a100[offer.position], 1e-12)
        budget = self.buy_usd if offer.is_purchase else self.rent_usd
        needed = max(self.gap_a100 / power, offer.min_order_units)
        units = min(needed, budget / max(offer.price_usd, 1e-9))
        if units >= offer.min_order_units:
            self.wanted_units = units
            offer.demand_units[self.trust_in(offer, month.behaviour)] += group.weight * units
            if rank == 0:
                sums.first_choice_units[offer.position] += group.weight * units

    def take(self, rank: int, month: Month, sums: Sums) -> None:
        """Take the served part of the demand, and pay."""
        if self.wanted_units == 0.0:
            return
        offer, group = self.ranked[rank], month.groups[self.group]
        got = self.wanted_units * offer.fill[self.trust_in(offer, month.behaviour)]
        milli = math.floor(got * group.weight * MILLI) if offer.is_purchase else 0
        if offer.is_purchase:
            got = milli / MILLI / group.weight
        if got <= 0.0:
            return
        paid = got * offer.price_usd
        if offer.is_purchase:
            self.own_milli[offer.chip] = self.own_milli.get(offer.chip, 0) + milli
            self.buy_usd -= paid
        else:
            self.rent_usd -= paid
        self.gap_a100 = max(self.gap_a100 - got * group.power_a100[offer.position], 0.0)
        self.cash_usd -= paid
        self.bookings.append((offer, got))
        own_sums = sums.groups[self.group]
        own_sums.units[offer.position] += group.weight * got
        own_sums.amount_usd[offer.position] += group.weight * paid
        own_sums.purchased_milli[offer.position] += milli
        sums.class_units[offer.position][self.size_class] += group.weight * got
