"""Chip vendors: ship what they have, set list prices, plan wafers, run a cloud of their own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents import licences
from agents.expectations import Outlook, flat
from agents.firm import Firm
from agents.own_cloud import OwnCloud
from agents.product_line import ProductLine
from agents.reasons.vendor import Line, Review, Shipping, VendorNotes, WaferPlan, reasons
from agents.strategies.rows import Dated
from agents.strategies.vendor.base import Buyers, VendorStrategy, VendorView
from model.allocation import RULES, Request
from model.firm_roles import Decision
from model.hardware import buyers_duty, deliver, pay_state
from model.inputs.accounts import Outside
from model.inputs.cast import Role, VendorRow
from model.inputs.rules import Rules
from model.ledger import MILLI, Kind
from model.offers import Listings, Mode, OfferTable
from model.sight import Sight
from model.state import maths
from model.wafers import Arrivals

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]
type Units = NDArray[np.int64]


class Vendor(Firm):
    """A vendor of merchant chips; vectors over ``chips`` follow the order of its own chips."""

    role = Role.VENDOR
    row: VendorRow
    strategy: VendorStrategy

    def __init__(self, model: "ComputeMarket", row: VendorRow, strategies: Sequence[Dated]) -> None:
        super().__init__(model, row, strategies)
        self.line = ProductLine(model, row, self.account, self.region)
        self.chips = self.line.chips
        self.fleet = model.accounts.first_fleet + model.rows.vendor.index(row)
        self.own_cloud = OwnCloud(model, row.name, self.account, self.fleet)
        self.direct_units: Vector = np.zeros(len(self.chips))
        self.demand_units: Vector = np.zeros(len(self.chips))
        self.notes = VendorNotes()
        self._open()

    def _open(self) -> None:
        """Opening stock, line and outlook: a steady month's business."""
        model, opening = self.model, self.row.opening_monthly_units
        level = np.array([opening.get(model.catalogue.chips[chip].name, 0.0) for chip in self.chips])
        self.outlook: Outlook = flat(level)
        for chip, monthly in zip(self.chips, level, strict=True):
            if monthly <= 0:
                continue
            units = int(monthly)
            model.chips.make(self.account, int(chip), units // 2 * MILLI)
            for ahead in range(int(model.wafers.cycle_months[chip])):
                model.wafers.line_units[ahead, chip] += units
            model.wafers.most_started[chip] = monthly
            model.shipped_units[chip] = monthly
        self.line.expected_units = self.outlook.level
        self.line.update_on_sale(model.blank_rules(0))

    @property
    def hosted_share(self) -> dict[int, float]:
        """Part of the own cloud's fleet by host."""
        return self.own_cloud.hosted_share

    @property
    def fleet_used(self) -> Vector:
        """Chips of the own cloud that customers use."""
        return self.own_cloud.used_units

    # ------------------------------------------------------------------ deliveries

    def ship(self, rules: Rules, arrivals: Arrivals) -> None:
        """Serve the backlog, feed or shrink the own cloud, set direct stock aside."""
        self.notes = VendorNotes()
        self.own_cloud.open_month(rules)
        self.line.update_on_sale(rules)
        self.direct_units = np.zeros(len(self.chips))
        if not self._has_business():
            return
        lawful = licences.lawful(self.model, self.chips, self.region, rules)
        self._cut_down(lawful)
        before = self._view(arrivals.units[self.chips].astype(np.float64))
        change = self.strategy.fleet_change(before)
        self.own_cloud.change(self.chips, change)
        view = replace(before, stock_units=np.floor(self.held_units[self.chips]))
        self.direct_units = np.where(self.model.on_sale[self.chips], self.strategy.direct_units(view), 0.0)
        self.notes.shipping = Shipping(before, change, view, self.direct_units)
        weights = self.strategy.buyer_weights(view)
        for position, chip in enumerate(self.chips):
            available = int(view.stock_units[position] - self.direct_units[position])
            if available > 0:
                self._allocate(int(chip), available, weights, lawful[position])

    def _has_business(self) -> bool:
        """Whether there is anything to ship, to order or to sell."""
        model, chips = self.model, self.chips
        held = model.chips.held[[self.account, self.fleet]]
        return bool(held.any() or model.orders.open_units[:, chips].any())

    def _cut_down(self, lawful: NDArray[np.bool_]) -> None:
        """Turn stock of a base chip into variants, in proportion to what is ordered of each."""
        model = self.model
        for position, base in enumerate(self.line.base):
            if base < 0 or not model.on_sale[self.chips[position]]:
                continue
            variant, origin = int(self.chips[position]), int(self.chips[base])
            wanted = float(model.orders.open_units[:, variant].sum(dtype=np.int64)) - float(
                model.chips.held[self.account, variant] / MILLI
            )
            rival = float(model.orders.open_units[lawful[base], origin].sum(dtype=np.int64))
            stock = float(model.chips.held[self.account, origin] // MILLI)
            if wanted <= 0:
                continue
            share = wanted / max(wanted + rival, 1.0)
            units = int(min(wanted, stock * max(share, 1.0 - rival / max(stock, 1.0))))
            model.chips.convert(self.account, origin, variant, max(units, 0) * MILLI)

    def _allocate(self, chip: int, available: int, weights: Vector, lawful: NDArray[np.bool_]) -> None:
        orders, money = self.model.orders, self.model.money
        wanted = np.where(lawful, orders.open_units[:, chip], 0)
        if not wanted.any():
            return
        price = float(self.model.list_usd[chip])
        network = np.where(self.model.firm_traits.is_reseller, 0.0, price * self.row.network_attach)
        cash = np.maximum(money.balance_usd[: len(wanted)] + self.model.credit_usd, 0.0)
        duty = buyers_duty(self.model, self.region, chip)
        wanted = np.minimum(wanted, (cash / (price * duty + network)).astype(np.int64))
        wanted = licences.within(self.model, self.region, chip, wanted)
        request = Request(
            wanted=wanted,
            available=available,
            weight=weights,
            bid_usd=np.full(len(wanted), price),
            waited_months=orders.age_months[:, chip],
        )
        bound = self.name in self.model.rules.must_supply
        given = RULES["pro_rata" if bound else self.strategy.rationing](request)
        licences.use(self.model, self.region, chip, given)
        for buyer in np.flatnonzero(given):
            deliver(
                self.model,
                self.account,
                int(buyer),
                chip,
                int(given[buyer]),
                price,
                float(network[buyer]),
            )
            pay_state(self.model, int(buyer), self.account, chip, float(given[buyer]) * price)
        suppliers = self.model.accounts.outside(Outside.SUPPLIERS)
        sold = int(given.sum(dtype=np.int64))
        cost = float(maths.total(given * network)) * self.row.network_cost_share
        money.pay(self.account, suppliers, Kind.COMPONENTS, cost, chip)
        orders.fill(chip, given)
        self.model.tally.shipped_units[chip] += sold

    # ------------------------------------------------------------------ prices and offers

    def review_prices(self) -> None:
        """Set list prices."""
        if not self.model.on_sale[self.chips].any():
            return
        view = self._view(np.zeros(len(self.chips)))
        self.model.list_usd[self.chips] = self.strategy.list_prices(view)
        for place, chip in enumerate(self.chips.tolist()):
            moved = self.model.list_usd[chip] * self.model.sight.rules.list_moves.get(chip, 1.0)
            self.model.list_usd[chip] = max(moved, view.cost_usd[place])
        moves = self.model.sight.rules.list_moves
        self.notes.review = Review(view, self.model.list_usd[self.chips], moves)

    def offer(self, sight: Sight, listings: Listings, terms: OfferTable) -> None:
        """Put direct stock and the own cloud on the board."""
        for listing in listings.of(self.account, Mode.DIRECT):
            chip = int(listings.chip[listing])
            position = self.line.place_of(chip)
            subsidy = float(sight.rules.subsidy_share[chip])
            terms.price_usd[listing] = sight.list_usd[chip] * (1 - subsidy + self.row.network_attach)
            terms.capacity_units[listing] = self.direct_units[position]
            terms.wait_months[listing] = 0.5 * sight.lead_months[chip]
            terms.door_units[listing] = self.model.settings.choice.own_door_chips
        self.own_cloud.offer(listings, terms)

    # ------------------------------------------------------------------ planning

    def order_wafers(self, sight: Sight) -> None:
        """Forecast orders, plan supply, join the foundry's queue; seed chips about to launch."""
        rules = self.model.settings.vendor
        orders, wafers = self.model.orders, self.model.wafers
        placed = (orders.placed_units - orders.cancelled_units)[:, self.chips].sum(axis=0, dtype=np.int64)
        self.demand_units = np.maximum(placed.astype(np.float64) + self._direct_demand(), 0.0)
        self.outlook = self.outlook.seen(self.demand_units, rules.smoothing, rules.trend_smoothing)
        self.line.expected_units = self.outlook.level
        view = self._view(np.zeros(len(self.chips)))
        made = np.array([self.line.planned_part(place, sight.month) for place in range(len(self.chips))])
        factor = float(np.max(self.strategy.supply_factor(view)))
        family = self.line.family_sum(self.outlook.ahead(4.0, rules.max_growth) * factor * made)
        backlog = self.line.family_sum(view.backlog_units * made)
        plan = WaferPlan(
            outlook_units=family,
            cycle_months=wafers.cycle_months[self.chips].astype(np.float64),
            safety_months=rules.safety_months,
            stock_units=self.line.family_sum(view.stock_units),
            coming_units=wafers.coming_units[self.chips].astype(np.float64),
            # A month's orders are always open; of what stands longer, a part may be phantom.
            late_units=rules.backlog_trust * np.maximum(backlog - family, 0.0),
            supply_factor=factor,
            part_closed=rules.order_adjustment,
        )
        wanted = plan.wanted_units()
        for place, chip in enumerate(self.chips):
            units = int(wanted[place]) if self.line.is_ordered(place, sight.rules) else 0
            plan.first_units.append(self.line.first_units(place, sight.month))
            plan.ordered_units.append(units + plan.first_units[place])
            wafers.order(int(chip), plan.ordered_units[place])
        self.notes.plan = plan
        ordered = float(maths.total(plan.ordered_units))
        self.model.tally.note_tier(f"vendor {self.name}", ordered, float(maths.total(self.demand_units)))

    def explain(self) -> list[Decision]:
        """Prices, wafers, deliveries, the own cloud."""
        model = self.model
        line = Line(
            names=[model.catalogue.chip_names[chip] for chip in self.chips],
            numbers=self.chips.tolist(),
            on_sale=model.on_sale[self.chips].tolist(),
            delivered_units=model.orders.filled_units[:, self.chips].sum(axis=0, dtype=np.int64).tolist(),
        )
        return list(reasons(self.notes, self.strategy, line))

    def _direct_demand(self) -> Vector:
        """Units that start-ups bought, or wanted to buy, directly."""
        trade = self.model.last_trade
        demand = np.zeros(len(self.chips))
        if trade is None:
            return demand
        listings = self.model.listings
        for listing in listings.of(self.account, Mode.DIRECT):
            place = self.line.place_of(int(listings.chip[listing]))
            bought = float(trade.purchased_milli[:, listing].sum(dtype=np.int64)) / MILLI
            demand[place] += max(bought, min(float(trade.first_choice_units[listing]), 2 * bought))
        return demand

    def _view(self, arrived: Vector) -> VendorView:
        model, chips, rules = self.model, self.chips, self.model.settings.vendor
        backlog = model.orders.open_units[:, chips].sum(axis=0, dtype=np.int64).astype(np.float64)
        fleet = model.chips.units(self.fleet)[chips]
        shipped = np.maximum(model.shipped_units[chips], 1.0)
        return VendorView(
            month=model.month,
            rules=rules,
            is_own=np.ones(len(chips), np.bool_),
            stock_units=np.floor(model.chips.units(self.account)[chips]),
            arrived_units=arrived,
            backlog_units=backlog,
            forecast_units=self.outlook.level,
            wait_months=rules.transit_months
            + np.where(backlog > 0, np.minimum(backlog / shipped, rules.longest_wait_months), 0.0),
            list_usd=model.list_usd[chips],
            launch_usd=model.catalogue.launch_list_price_usd[chips],
            ceiling_usd=self.line.ceiling_usd(),
            cost_usd=model.catalogue.cost_to_make_usd[chips],
            direct_share=self.row.opening_direct_share,
            buyers=self._buyers(),
            own_cloud_chips=np.array([self.own_cloud.rents(int(chip)) for chip in chips]),
            fleet_units=fleet,
            fleet_used_units=self.fleet_used[chips],
        )

    def _buyers(self) -> Buyers:
        traits = self.model.firm_traits
        return Buyers(
            tie=self.model.ties.strength[self.account],
            is_hyperscaler=traits.is_hyperscaler,
            builds_chips=traits.builds_chips,
            is_cloud=traits.is_cloud,
            is_reseller=traits.is_reseller,
        )

    def running_cost_usd(self) -> float:
        """People and development; fees to hosts are paid apart."""
        self.own_cloud.pay_hosts()
        return self.row.operating_cost_usd_per_month
