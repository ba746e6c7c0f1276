"""The start-ups' month as plain Mesa: one agent object a start-up, the yardstick of the benchmark.

Same rules, same draws, same tables as the two engines, written as a modeller would without columns:
attributes, loops over the offers in view, three rounds of clearing. Sums agree up to rounding.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import mesa

from agents.startups.columns import NO_ONE, Blocks, Columns
from agents.startups.rules import (
    ACQUAINTED,
    LEAST_RELATIVE_QUALITY,
    SEASON_MONTHS,
    SHORT_COMMITMENT_MONTHS,
    STRANGER,
    STRONG,
)
    ACQUAINTED,
    LEAST_RELATIVE_QUALITY,
    SEASON_MONTHS,
    STRANGER,
    STRONG,
)
from agents.startups.tables import ChipTable, GroupMonth, Habits, OfferBoard, Streams
from experiments.benchmark.plain_tables import Group, Month, Offer, draw, month_tables
from model.ledger import MILLI

MOST_TIES = 3
MOST_KINDS = 3
RANKS = 3


@dataclass(slots=True)
class Contract:
    """A bound rental: the offer's lasting number, months to go, chips and price a chip-month."""

    listing: int
    months: int
    units: float
    price_usd: float


@dataclass(slots=True)
class Sums:
    """What one month brought: chips and money by the offer's lasting number, and totals."""

    units: dict[int, float] = field(default_factory=dict)
    amount_usd: dict[int, float] = field(default_factory=dict)
    contract_usd: float = 0.0
    revenue_usd: float = 0.0
    funding_usd: float = 0.0
    cash_usd: float = 0.0
    firms_alive: float = 0.0
    scrapped_milli: int = 0

    def book(self, offer: Offer, units: float, paid_usd: float) -> None:
        """Add a booking."""
        self.units[offer.listing] = self.units.get(offer.listing, 0.0) + units
        self.amount_usd[offer.listing] = self.amount_usd.get(offer.listing, 0.0) + paid_usd


class Startup(mesa.Agent):  # type: ignore[misc]
    """A start-up with its own attributes; money and needs are per firm, own chips in thousandths."""

    def __init__(self, model: PlainMarket, columns: Columns, row: int, group: int) -> None:
        super().__init__(model)
        self.group = group
        self.key = int(columns.key[row])
        self.size = float(columns.size[row])
        self.talent = float(columns.talent[row])
        self.cash_usd = float(columns.cash_usd[row])
        self.revenue_usd = float(columns.revenue_usd[row])
        self.trained_a100_months = float(columns.trained_a100_months[row])
        self.stack_share = [float(share) for share in columns.stack_share[row]]
        known = int(columns.known[row])
        self.known = {supplier for supplier in range(64) if known >> supplier & 1}
        ties = zip(columns.tie_supplier[row], columns.tie_strength[row], strict=True)
        self.ties = {int(who): float(strength) for who, strength in ties if who != NO_ONE}
        lots = zip(columns.own_chip[row], columns.own_milli[row], strict=True)
        self.own_milli = {int(chip): int(milli) for chip, milli in lots if chip != NO_ONE}
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
        contract_power, contract_cost = self._honour_contract(month, group, sums)
        self.potential_revenue_usd = group.pool_per_attention_usd * self.attention(group)
        self.serving_need_a100 = self.potential_revenue_usd * group.serving_a100_per_usd
        own = 0.0
        for chip, milli in self.own_milli.items():
            own += milli / MILLI / group.weight * group.chip_power_a100[chip]
        want = self.size * group.training_want_a100
        self.gap_a100 = max(self.serving_need_a100 + want - own - contract_power, 0.0)
        burn = group.rent_share * group.spend_rate * self.cash_usd
        rent = min(burn + group.revenue_rent_share * self.revenue_usd, self.cash_usd)
        self.rent_usd = max(rent - contract_cost, 0.0)
        self.cash_usd -= contract_cost
        self.buy_usd = 0.0
        if self.key % SEASON_MONTHS == month.month % SEASON_MONTHS:
            season_usd = SEASON_MONTHS * group.buy_share * self.cash_usd
            self.buy_usd = min(season_usd, self.cash_usd - self.rent_usd)
        self.bookings = []
        self._order_offers(month, group)

    def _honour_contract(self, month: Month, group: Group, sums: Sums) -> tuple[float, float]:
        contract = self.contract
        if contract is None:
            return 0.0, 0.0
        offer = month.by_listing.get(contract.listing)
        cost = contract.units * contract.price_usd
        if offer is None or cost > self.cash_usd:
            self.contract = None
            return 0.0, 0.0
        sums.contract_usd += group.weight * cost
        return contract.units * group.power_a100[offer.position], cost

    def _order_offers(self, month: Month, group: Group) -> None:
        """Draw three offers without putting back, in proportion to their odds."""
        self.ranked = []
        if self.gap_a100 <= 1e-9:
            return
        odds, offers = [], []
        for offer in group.seen:
            if offer.supplier in self.known and self._within_reach(offer):
                odds.append(self._odds(offer, group, month.habits))
                offers.append(offer)
        for stream in month.tastes:
            total = sum(odds)
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
        if offer.door_usd > (self.buy_usd if offer.is_purchase else self.rent_usd):
            return False
        return self.contract is None or offer.commitment_months <= SHORT_COMMITMENT_MONTHS

    def _odds(self, offer: Offer, group: Group, habits: Habits) -> float:
        lot_a100 = max(group.power_a100[offer.position] * offer.door_units, 1e-12)
        odds = group.odds[offer.position] * min(self.gap_a100 / lot_a100, 1.0)
        stranger = habits.stranger_stack_odds
        odds *= stranger + (1.0 - stranger) * self.stack_share[offer.stack]
        strength = self.ties.get(offer.supplier)
        return odds if strength is None else odds * (1.0 + habits.tie_odds * strength)

    def trust_in(self, offer: Offer, habits: Habits) -> int:
        """Class of service under shortage."""
        strength = self.ties.get(offer.supplier, 0.0)
        if strength >= habits.strong:
            return STRONG
        return ACQUAINTED if strength >= habits.acquainted else STRANGER

    def want(self, rank: int, month: Month) -> None:
        """Ask for chips of the offer of a rank."""
        self.wanted_units = 0.0
        if rank >= len(self.ranked):
            return
        offer, group = self.ranked[rank], month.groups[self.group]
        full = offer.chip not in self.own_milli and len(self.own_milli) == MOST_KINDS
        if self.gap_a100 <= 1e-9 or (offer.is_purchase and full):
            return
        power = max(group.power_a100[offer.position], 1e-12)
        budget = self.buy_usd if offer.is_purchase else self.rent_usd
        needed = max(self.gap_a100 / power, offer.door_units)
        units = min(needed, budget / max(offer.price_usd, 1e-9))
        if units >= offer.door_units:
            self.wanted_units = units
            trust = self.trust_in(offer, month.habits)
            offer.demand_units[trust] += group.weight * units

    def take(self, rank: int, month: Month, sums: Sums) -> None:
        """Take the served part of what was asked for, and pay."""
        if self.wanted_units == 0.0:
            return
        offer, group = self.ranked[rank], month.groups[self.group]
        got = self.wanted_units * offer.fill[self.trust_in(offer, month.habits)]
        if got <= 0.0:
            return
        if offer.is_purchase:
            milli = math.floor(got * group.weight * MILLI)
            got = milli / MILLI / group.weight
            if milli > 0:
                self.own_milli[offer.chip] = self.own_milli.get(offer.chip, 0) + milli
        paid = got * offer.price_usd
        self.gap_a100 = max(self.gap_a100 - got * group.power_a100[offer.position], 0.0)
        if offer.is_purchase:
            self.buy_usd -= paid
        else:
            self.rent_usd -= paid
        self.cash_usd -= paid
        if got > 0.0:
            self.bookings.append((offer, got))
            sums.book(offer, group.weight * got, group.weight * paid)

    def settle(self, month: Month, sums: Sums) -> None:
        """Serve, train, earn, pay, learn, make friends, sign a contract, or close."""
        group, habits = month.groups[self.group], month.habits
        by_stack = self._compute_by_stack(month, group)
        power = sum(by_stack)
        serving = min(self.serving_need_a100, power)
        training = min(power - serving, self.size * group.training_want_a100)
        need = self.serving_need_a100
        served = serving / max(need, 1e-12) if need > 0.0 else 1.0
        self.revenue_usd = self.potential_revenue_usd * served
        self._settle_money(group, sums)
        self.trained_a100_months *= 1.0 - habits.knowledge_loss
        self.trained_a100_months += training
        if power > 1e-9:
            speed = habits.stack_learning
            self.stack_share = [
                share + speed * (used / power - share)
                for share, used in zip(self.stack_share, by_stack, strict=True)
            ]
        self._tend_ties(month)
        self._meet_and_forget(month, group)
        self._scrap(habits, sums)
        if self.cash_usd < group.staff_floor_usd * self.size:
            self.remove()
            return
        self._roll_contract()
        sums.cash_usd += group.weight * self.cash_usd
        sums.firms_alive += group.weight

    def _compute_by_stack(self, month: Month, group: Group) -> list[float]:
        by_stack = [0.0] * len(self.stack_share)
        if self.contract is not None:
            offer = month.by_listing[self.contract.listing]
            by_stack[offer.stack] += self.contract.units * group.power_a100[offer.position]
        for offer, got in self.bookings:
            if not offer.is_purchase:
                by_stack[offer.stack] += got * group.power_a100[offer.position]
        for chip, milli in self.own_milli.items():
            power = milli / MILLI / group.weight * group.chip_power_a100[chip]
            by_stack[month.stack_of_chip[chip]] += power
        return by_stack

    def _settle_money(self, group: Group, sums: Sums) -> None:
        funding = group.funding_per_attention_usd * self.attention(group)
        funding += group.funding_per_size_usd * self.size + group.round_usd
        cash = self.cash_usd + self.revenue_usd + funding
        for monthly_usd in (group.chip_energy_usd, group.chip_running_usd):
            bill = 0.0
            for chip, milli in self.own_milli.items():
                bill += milli / MILLI / group.weight * monthly_usd[chip]
            cash -= min(bill, cash)
        staff = group.staff_rate * cash + group.staff_revenue_share * self.revenue_usd
        staff = max(staff, group.staff_floor_usd * self.size)
        self.cash_usd = cash - min(staff, max(cash, 0.0))
        sums.revenue_usd += group.weight * self.revenue_usd
        sums.funding_usd += group.weight * funding

    def _tend_ties(self, month: Month) -> None:
        """Trust fades, and grows in a month of trade; a new partner replaces the weakest idle."""
        habits = month.habits
        partners = [offer.supplier for offer, _ in self.bookings]
        if self.contract is not None:
            partners.insert(0, month.by_listing[self.contract.listing].supplier)
        traded = set()
        for partner in partners:
            if partner not in self.ties:
                if len(self.ties) == MOST_TIES:
                    idle = [supplier for supplier in self.ties if supplier not in traded]
                    if not idle:
                        continue
                    del self.ties[min(idle, key=self.ties.__getitem__)]
                self.ties[partner] = 0.0
            traded.add(partner)
        for supplier, strength in self.ties.items():
            faded = strength * (1.0 - habits.tie_fade)
            gain = habits.tie_growth * (1.0 - faded) if supplier in traded else 0.0
            self.ties[supplier] = faded + gain

    def _meet_and_forget(self, month: Month, group: Group) -> None:
        if draw(self.key, month.search) < month.habits.search_rate:
            whom = group.whom(draw(self.key, month.search_whom))
            if whom is not None:
                self.known.add(whom)
        number = int(draw(self.key, month.forget) / max(month.habits.forget_rate, 1e-12))
        if number < len(self.known):
            unused = sorted(self.known - self.ties.keys())
            if number < len(unused):
                self.known.remove(unused[number])

    def _scrap(self, habits: Habits, sums: Sums) -> None:
        for chip, milli in list(self.own_milli.items()):
            gone = math.floor(milli * habits.scrap_rate)
            sums.scrapped_milli += gone
            self.own_milli[chip] = milli - gone
            if milli == gone:
                del self.own_milli[chip]

    def _roll_contract(self) -> None:
        if self.contract is not None:
            self.contract.months -= 1
            if self.contract.months == 0:
                self.contract = None
            return
        for offer, got in self.bookings:
            if offer.commitment_months > 1:
                months = offer.commitment_months - 1
                self.contract = Contract(offer.listing, months, got, offer.price_usd)
                return


class PlainMarket(mesa.Model):  # type: ignore[misc]
    """Holds the start-ups; the rest of the market comes as tables."""


def build(columns: Columns, blocks: Blocks) -> PlainMarket:
    """One agent for each living row, in row order."""
    model = PlainMarket(rng=1)
    bounds = zip(blocks.group_start, blocks.group_end, strict=True)
    for group, (start, end) in enumerate(bounds):
        for row in range(start, end):
            if columns.alive[row] == 1:
                Startup(model, columns, row, group)
    return model


def month(
    model: PlainMarket,
    number: int,
    groups: GroupMonth,
    board: OfferBoard,
    chips: ChipTable,
    habits: Habits,
    streams: Streams,
) -> Sums:
    """One month of all agents: choose, three rounds of clearing, settle."""
    tables = month_tables(number, groups, board, chips, habits, streams)
    sums = Sums()
    startups = model.agents
    startups.do("choose", tables, sums)
    for rank in range(RANKS):
        startups.do("want", rank, tables)
        for offer in tables.offers:
            offer.clear()
        startups.do("take", rank, tables, sums)
    startups.do("settle", tables, sums)
    return sums
