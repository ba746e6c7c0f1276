"""Chip vendors: ship what they have, set list prices, plan wafers, run a cloud of their own."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.expectations import Outlook, flat
from agents.firm import Firm
from agents.ordering import order_up_to
from agents.strategies.vendor.base import Buyers, VendorStrategy, VendorView
from model.accounts import Outside
from model.allocation import RULES, Request
from model.catalogue_entries import ChipKind
from model.firms import Role, TieKind, VendorRow
from model.hardware import buyers_duty, deliver, pay_state
from model.ledger import MILLI, Kind
from model.offers import Listings, Mode, OfferTable
from model.rules import Rules, VendorCloudTerms
from model.sight import Sight
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

    def __init__(self, model: "ComputeMarket", row: VendorRow, strategy: VendorStrategy) -> None:
        super().__init__(model, row, strategy)
        catalogue = model.catalogue
        self.chips = np.array(
            [
                index
                for index, chip in enumerate(catalogue.chips)
                if chip.maker == row.name and chip.kind == ChipKind.MERCHANT
            ],
            np.int64,
        )
        place = {int(chip): position for position, chip in enumerate(self.chips)}
        entries = [catalogue.chips[chip] for chip in self.chips]
        self.launch_month = [model.calendar.month_of(entry.launch) for entry in entries]
        self.base = [
            place.get(catalogue.chip_positions.get(entry.variant_of or "", -1), -1) for entry in entries
        ]
        self.predecessor = [
            place.get(catalogue.chip_positions.get(entry.predecessor or "", -1), -1) for entry in entries
        ]
        self.fleet = model.accounts.first_fleet + model.rows.vendor.index(row)
        self.hosted_share: dict[int, float] = {}
        self.direct_units: Vector = np.zeros(len(self.chips))
        self.demand_units: Vector = np.zeros(len(self.chips))
        self.fleet_used: Vector = np.zeros(len(catalogue.chips))
        self.terms: VendorCloudTerms | None = None
        self._seeded: set[int] = set()
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
        self._update_on_sale(model.blank_rules(0))

    # ------------------------------------------------------------------ what is sold at all

    def _update_on_sale(self, rules: Rules) -> None:
        """Launched chips; a cut-down variant only while its base is barred somewhere."""
        for position, chip in enumerate(self.chips):
            launched = rules.month >= self.launch_month[position]
            base = self.base[position]
            wanted = base < 0 or bool((rules.barred[self.chips[base]] & ~rules.barred[chip]).any())
            sold_out = self._discontinued(position) and not self._left(position)
            self.model.on_sale[chip] = launched and wanted and not sold_out and self._makable(chip, rules)
            if sold_out:
                self._void(int(chip))

    def _makable(self, chip: int, rules: Rules) -> bool:
        """A barred region's makers cannot have strong chips made abroad."""
        if not rules.unmakable[chip] or self.region < 0 or not rules.barred[chip, self.region]:
            return True
        foundry = self.model.catalogue.chips[chip].foundry
        home = self.model.rows.foundry
        return any(row.name == foundry and row.region == self.row.region for row in home)

    def _discontinued(self, position: int) -> bool:
        """A chip is made no more once it has a grandchild and its heirs ship more compute than it sells.

        Variants run on while their base is barred.
        """
        if self.base[position] >= 0:
            return False
        heirs = self._heirs(position)
        grandchildren = [late for heir in heirs for late in self._heirs(heir)]
        if not any(self.model.on_sale[self.chips[late]] for late in grandchildren):
            return False
        line = self.chips[[*heirs, *grandchildren]]
        power = self.model.power().mixed(0.5)
        shipped = float((self.model.shipped_units[line] * power[line]).sum())
        return shipped > float(self.outlook.level[position] * power[self.chips[position]])

    def _heirs(self, position: int) -> list[int]:
        """Chips whose predecessor a chip is, variants left out."""
        return [
            heir for heir, older in enumerate(self.predecessor) if older == position and self.base[heir] < 0
        ]

    def _left(self, position: int) -> bool:
        """Whether stock of a discontinued chip is left to run off; variants need it first."""
        cut = [variant for variant, base in enumerate(self.base) if base == position]
        if any(self.model.on_sale[self.chips[variant]] for variant in cut):
            return False
        return bool(self.model.chips.held[self.account, self.chips[position]] >= MILLI)

    def _void(self, chip: int) -> None:
        """Orders for a chip that is made no more are void."""
        orders = self.model.orders
        for buyer in np.flatnonzero(orders.open_units[:, chip]):
            units = np.zeros_like(orders.open_units[buyer])
            units[chip] = orders.open_units[buyer, chip]
            orders.cancel(int(buyer), units)

    # ------------------------------------------------------------------ deliveries

    def ship(self, rules: Rules, arrivals: Arrivals) -> None:
        """Serve the backlog, feed or shrink the own cloud, set direct stock aside."""
        self.terms = rules.vendor_cloud_of(self.name)
        self.note_fleet_use()
        self._update_on_sale(rules)
        self.direct_units = np.zeros(len(self.chips))
        if not self._has_business():
            return
        lawful = self._lawful(rules)
        self._cut_down(lawful)
        view = self._view(arrivals.units[self.chips].astype(np.float64))
        self._change_fleet(self.strategy.fleet_change(view), rules)
        view = replace(view, stock_units=np.floor(self.held_units[self.chips]))
        self.direct_units = np.where(self.model.on_sale[self.chips], self.strategy.direct_units(view), 0.0)
        weights = self.strategy.buyer_weights(view)
        for position, chip in enumerate(self.chips):
            available = int(view.stock_units[position] - self.direct_units[position])
            if available > 0:
                self._allocate(int(chip), available, weights, lawful[position])

    def note_fleet_use(self) -> None:
        """Chips of the own cloud that customers used last month."""
        self.fleet_used = np.zeros_like(self.fleet_used)
        trade, listings = self.model.last_trade, self.model.listings
        if trade is not None:
            numbers = listings.of(self.account, Mode.VENDOR_CLOUD)
            used = (trade.units + trade.contract_units)[:, numbers].sum(axis=0)
            np.add.at(self.fleet_used, listings.chip[numbers], used)

    def _has_business(self) -> bool:
        """Whether there is anything to ship, to order or to sell."""
        model, chips = self.model, self.chips
        return bool(
            model.chips.held[self.account].any()
            or model.orders.open_units[:, chips].any()
            or model.chips.held[self.fleet].any()
        )

    def _lawful(self, rules: Rules) -> NDArray[np.bool_]:
        """Own chips × firms: may it be delivered there?"""
        regions = self.model.firm_region
        barred = rules.barred[self.chips][:, np.maximum(regions, 0)] & (regions >= 0)
        home = regions == self.region
        licensed = (rules.licensed_units > 0)[np.maximum(regions, 0)]
        lawful: NDArray[np.bool_] = ~barred | home | licensed
        return lawful

    def _within_licences(self, chip: int, wanted: Units) -> Units:
        """Claims on a barred chip cut down to what is left of each region's licences."""
        model = self.model
        rules, regions = model.rules, model.firm_region
        for region in np.flatnonzero(rules.licensed_units > 0):
            if not rules.barred[chip, region] or region == self.region:
                continue
            left = max(0.0, float(rules.licensed_units[region] - model.licences_used[region]))
            here = regions == region
            claimed = int(wanted[here].sum())
            if claimed > left:
                wanted = np.where(here, np.floor(wanted * (left / claimed)).astype(np.int64), wanted)
        return wanted

    def _use_licences(self, chip: int, given: Units) -> None:
        model = self.model
        for region in np.flatnonzero(model.rules.licensed_units > 0):
            if model.rules.barred[chip, region] and region != self.region:
                model.licences_used[region] += float(given[model.firm_region == region].sum())

    def _cut_down(self, lawful: NDArray[np.bool_]) -> None:
        """Turn stock of a base chip into variants, in proportion to what is ordered of each."""
        model = self.model
        for position, base in enumerate(self.base):
            if base < 0 or not model.on_sale[self.chips[position]]:
                continue
            variant, origin = int(self.chips[position]), int(self.chips[base])
            wanted = float(model.orders.open_units[:, variant].sum()) - float(
                model.chips.held[self.account, variant] / MILLI
            )
            rival = float(model.orders.open_units[lawful[base], origin].sum())
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
        wanted = self._within_licences(chip, wanted)
        request = Request(
            wanted=wanted,
            available=available,
            weight=weights,
            bid_usd=np.full(len(wanted), price),
            waited_months=orders.age_months[:, chip],
        )
        bound = self.name in self.model.rules.must_supply
        given = RULES["pro_rata" if bound else self.strategy.rationing](request)
        self._use_licences(chip, given)
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
        sold = int(given.sum())
        cost = float((given * network).sum()) * self.row.network_cost_share
        money.pay(self.account, suppliers, Kind.COMPONENTS, cost, chip)
        orders.fill(chip, given)
        self.model.tally.shipped_units[chip] += sold

    def _change_fleet(self, change: Vector, rules: Rules) -> None:
        """Move chips into the own cloud, as far as hosts have floor, or back into stock."""
        chips = self.model.chips
        room = self._host_room() if self.terms is not None else 0.0
        for position, chip in enumerate(self.chips):
            units = int(change[position])
            if units > 0:
                held = int(chips.held[self.account, chip] // MILLI)
                moved = min(units, held, int(room))
                chips.move(self.account, self.fleet, int(chip), moved * MILLI)
                room -= moved
            elif units < 0:
                held = int(chips.held[self.fleet, chip] // MILLI)
                chips.move(self.fleet, self.account, int(chip), min(-units, held) * MILLI)

    def _host_room(self) -> float:
        """Chips that hosts still take; how the fleet is spread follows what each host offers."""
        if self.model.last_trade is None:
            return 0.0  # hosts open their floors once they have seen a month of the market
        offered = {}
        for cloud in self.model.cast.clouds:
            tied = TieKind.HOSTS in self.model.ties.kinds.get((self.account, cloud.account), ())
            if self.terms is not None and cloud.name in self.terms.hosts and tied:
                offered[cloud.account] = cloud.host_room_units()
        total = sum(offered.values())
        self.hosted_share = {host: room / total for host, room in offered.items()} if total > 0 else {}
        return max(0.0, total - float(self.model.chips.units(self.fleet).sum()))

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

    def offer(self, sight: Sight, listings: Listings, terms: OfferTable) -> None:
        """Put direct stock and the own cloud on the board."""
        for listing in listings.of(self.account, Mode.DIRECT):
            chip = int(listings.chip[listing])
            position = int(np.flatnonzero(self.chips == chip)[0])
            terms.price_usd[listing] = sight.list_usd[chip] * (1 + self.row.network_attach)
            terms.capacity_units[listing] = self.direct_units[position]
            terms.wait_months[listing] = 0.5 * sight.lead_months[chip]
            terms.door_units[listing] = self.model.settings.choice.own_door_chips
        if self.terms is None:
            return
        bound = self.model.cast.startups.bound_units()
        names = self.model.catalogue.chip_names
        for listing in listings.of(self.account, Mode.VENDOR_CLOUD):
            chip = int(listings.chip[listing])
            fleet = float(self.model.chips.units(self.fleet)[chip])
            terms.price_usd[listing] = self.terms.price_usd_per_chip_month
            terms.capacity_units[listing] = (
                max(0.0, fleet - bound[listing]) if names[chip] in self.terms.chips else 0.0
            )
            terms.wait_months[listing] = 0.1
            terms.door_units[listing] = self.terms.chips_per_instance
            terms.commitment_months[listing] = self.terms.commitment_months

    # ------------------------------------------------------------------ planning

    def order_wafers(self, sight: Sight) -> None:
        """Forecast orders, plan supply, join the foundry's queue; seed chips about to launch."""
        rules = self.model.settings.vendor
        orders, wafers = self.model.orders, self.model.wafers
        placed = (orders.placed_units - orders.cancelled_units)[:, self.chips].sum(axis=0)
        self.demand_units = np.maximum(placed.astype(np.float64) + self._direct_demand(), 0.0)
        self.outlook = self.outlook.seen(self.demand_units, rules.smoothing, rules.trend_smoothing)
        view = self._view(np.zeros(len(self.chips)))
        made = np.array([self._planned_part(place, sight.month) for place in range(len(self.chips))])
        family = self._family_sum(
            self.outlook.ahead(4.0, rules.max_growth) * self.strategy.supply_factor(view) * made
        )
        backlog = self._family_sum(view.backlog_units * made)
        stock = self._family_sum(view.stock_units)
        cycle = wafers.cycle_months[self.chips].astype(np.float64)
        # A month's orders are always open; of what stands longer, a part may be phantom.
        late = rules.backlog_trust * np.maximum(backlog - family, 0.0)
        position = stock + wafers.coming_units[self.chips] - late
        wanted = order_up_to(family, cycle - 1.0, rules.safety_months, position)
        ordered = 0
        for place, chip in enumerate(self.chips):
            units = int(wanted[place]) if self._orders_wafers(place, sight.rules) else 0
            units += self._seed(place, sight.month)
            wafers.order(int(chip), units)
            ordered += units
        self.model.tally.note_tier(f"vendor {self.name}", float(ordered), float(self.demand_units.sum()))

    def _orders_wafers(self, place: int, rules: Rules) -> bool:
        """Base chips that are on sale and not discontinued are ordered; variants are cut from them."""
        chip = int(self.chips[place])
        launched = rules.month >= self.launch_month[place] - int(self.model.wafers.cycle_months[chip])
        return self.base[place] < 0 and launched and self._makable(chip, rules)

    def _planned_part(self, place: int, month: int) -> float:
        """Part of the forecast that is planned: less once the successor is near, none at the end."""
        if self._discontinued(place):
            return 0.0
        cycle = int(self.model.wafers.cycle_months[self.chips[place]])
        succeeded = any(
            older == place and self.base[heir] < 0 and month >= self.launch_month[heir] - cycle
            for heir, older in enumerate(self.predecessor)
        )
        return 1.0 - self.model.settings.vendor.phase_out * succeeded

    def _seed(self, place: int, month: int) -> int:
        """First wafers of a chip about to launch, and its first outlook."""
        rules = self.model.settings.vendor
        chip = int(self.chips[place])
        cycle = int(self.model.wafers.cycle_months[chip])
        start = self.launch_month[place] - cycle - 1
        if self.base[place] >= 0 or not max(start, 0) <= month < self.launch_month[place]:
            return 0
        older = self.predecessor[place]
        monthly = max(
            rules.launch_floor_units,
            rules.launch_share * float(self.outlook.level[older]) if older >= 0 else 0.0,
        )
        if self.launch_month[place] - 1 == month:
            self.outlook.level[place] = max(float(self.outlook.level[place]), monthly)
        return int(monthly)

    def _direct_demand(self) -> Vector:
        """Units that start-ups bought, or wanted to buy, directly."""
        trade = self.model.last_trade
        demand = np.zeros(len(self.chips))
        if trade is None:
            return demand
        listings = self.model.listings
        for listing in listings.of(self.account, Mode.DIRECT):
            place = int(np.flatnonzero(self.chips == listings.chip[listing])[0])
            bought = float(trade.purchased_milli[:, listing].sum()) / MILLI
            demand[place] += max(bought, min(float(trade.first_choice_units[listing]), 2 * bought))
        return demand

    def _family_sum(self, values: Vector) -> Vector:
        """Add variants to the chip they are cut from."""
        total = values.copy()
        for place, base in enumerate(self.base):
            if base >= 0:
                total[base] += values[place]
        return total

    def _view(self, arrived: Vector) -> VendorView:
        model, chips = self.model, self.chips
        backlog = model.orders.open_units[:, chips].sum(axis=0).astype(np.float64)
        fleet = model.chips.units(self.fleet)[chips]
        names = model.catalogue.chip_names
        shipped = np.maximum(model.shipped_units[chips], 1.0)
        return VendorView(
            month=model.month,
            rules=model.settings.vendor,
            stock_units=np.floor(model.chips.units(self.account)[chips]),
            arrived_units=arrived,
            backlog_units=backlog,
            forecast_units=self.outlook.level,
            wait_months=model.settings.vendor.transit_months
            + np.where(backlog > 0, np.minimum(backlog / shipped, 18.0), 0.0),
            list_usd=model.list_usd[chips],
            launch_usd=model.catalogue.launch_list_price_usd[chips],
            ceiling_usd=self._ceiling_usd(),
            cost_usd=model.catalogue.cost_to_make_usd[chips],
            direct_share=self.row.opening_direct_share,
            buyers=self._buyers(),
            own_cloud=self.terms,
            own_cloud_chips=np.array(
                [self.terms is not None and names[chip] in self.terms.chips for chip in chips]
            ),
            fleet_units=fleet,
            fleet_used_units=self.fleet_used[chips],
        )

    def _ceiling_usd(self) -> Vector:
        """Price per compute of the successor on sale, and a margin: no old chip may cost more."""
        power = self.model.power().mixed(0.5)
        ceiling = np.full(len(self.chips), np.inf)
        for heir, older in enumerate(self.predecessor):
            chip = self.chips[heir]
            if older >= 0 and self.base[heir] < 0 and self.model.on_sale[chip]:
                parity = self.model.list_usd[chip] * power[self.chips[older]] / power[chip]
                ceiling[older] = self.model.settings.vendor.old_chip_ceiling * parity
        return ceiling

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
        self._pay_hosts()
        return self.row.operating_cost_usd_per_month

    def _pay_hosts(self) -> None:
        """Hosts earn their fee for every chip of the fleet on their floor."""
        if self.terms is None:
            return
        fleet = float(self.model.chips.units(self.fleet).sum())
        for host, share in self.hosted_share.items():
            fee = fleet * share * self.terms.host_fee_usd_per_chip_month
            paid = min(fee, max(self.cash_usd, 0.0))
            self.model.money.pay(self.account, host, Kind.HOSTING, paid, units=fleet * share)
