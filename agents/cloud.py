"""Clouds and other large buyers: use chips themselves, rent them out, host, plan their needs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.chip_buyer import ChipBuyer
from agents.reasons.cloud import CloudNotes, Done, Need, Quote, reasons
from agents.strategies.cloud.base import CloudView
from agents.strategies.rows import Dated
from model.firm_roles import Decision
from model.inputs.calendar import HOURS_PER_MONTH
from model.inputs.cast import CloudRow, Role
from model.inputs.rules import Rules
from model.ledger import MILLI
from model.offers import Listings, Mode, OfferTable
from model.sight import Sight
from model.startup_tables import StartupTrade
from model.state import maths
from model.state.fitness import REFERENCE
from model.state.randomness import Purpose, uniform

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]
type Units = NDArray[np.int64]


class Cloud(ChipBuyer):
    """A cloud; vectors run over all chips of the catalogue."""

    role = Role.CLOUD

    def __init__(self, model: "ComputeMarket", row: CloudRow, strategies: Sequence[Dated]) -> None:
        super().__init__(model, row, strategies)
        catalogue = model.catalogue
        count = len(catalogue.chips)
        self.reference = catalogue.chip_index(REFERENCE)
        self.rent_usd_per_hour: Vector = np.zeros(count)
        for name, rent in row.rent_usd_per_hour.items():
            self.rent_usd_per_hour[catalogue.chip_index(name)] = rent
        self.anchor_usd_per_hour = row.rent_usd_per_hour.get(REFERENCE, 2.0)
        self.opening_budget_usd = row.ai_budget_usd_per_month
        self.used_units: Vector = np.zeros(count)
        self.first_party_units: Vector = np.zeros(count)
        self.rented_out_share: Vector = np.ones(count)
        self.unmet_a100 = 0.0
        self.ally_unmet_a100 = 0.0
        self._bound: Vector = np.zeros(count)
        self.repricing_draw = 0.0
        self.opening_growth = 0.0
        self.first_party_a100 = 0.0
        self._open()

    def _open(self) -> None:
        """Opening stock and orders."""
        model, row = self.model, self.row
        position = model.catalogue.chip_index
        for name, units in row.opening_units.items():
            model.chips.make(self.account, position(name), units * MILLI)
        for name, monthly in row.opening_monthly_units.items():
            model.orders.open_units[self.account, position(name)] += int(monthly)
        power = self._power()
        self.rental_a100 = float(
            maths.total([units * power[position(name)] for name, units in row.opening_rental_units.items()])
        )

    def open_need(self) -> None:
        """Own need at the start is what makes the opening purchases just right, and so is its growth.

        Called once the chip programmes are in place, since their chips count as coming.
        """
        rules, power = self.model.settings.cloud, self._power()
        held = self.capacity_a100(coming=False)
        bought = maths.total(
            [
                units * power[self.model.catalogue.chip_index(name)]
                for name, units in self.row.opening_monthly_units.items()
            ]
        )
        made = float(maths.total(self.model.wafers.line_units[0] * self.own_chip * power))
        monthly = bought + made
        self.opening_growth = monthly / held - rules.scrap_rate if held > 0 else 0.0
        growth = maths.power(1 + self.opening_growth, rules.planning_months)
        target = rules.target_utilisation if self.row.rents_out else 1.0
        planned = (self.capacity_a100(coming=True) + monthly) * target / growth
        self.first_party_a100 = max(0.0, planned - self.rental_a100)

    # ------------------------------------------------------------------ needs, rents, floor

    def grow_needs(self, rules: Rules) -> None:
        """Own need grows with the times and the boom; shocks scale what is wanted now."""
        self.first_party_a100 *= 1.0 + self._own_growth(rules)

    def _own_growth(self, rules: Rules) -> float:
        """From the growth that opening purchases show to the lasting one, and the boom's on top."""
        settings = self.model.settings.cloud
        left = maths.power(0.5, rules.month / settings.growth_half_life_months)
        lasting = settings.first_party_growth
        return float(lasting + (self.opening_growth - lasting) * left + rules.first_party_growth[self.region])

    def quote(self, sight: Sight) -> None:
        """Set rents; a chip that is new to the cloud gets its first one."""
        self.notes = CloudNotes()
        new = (self.held_units > 0) & (self.rent_usd_per_hour <= 0)
        if new.any():
            entry = self._entry_rents(sight)
            self.rent_usd_per_hour = np.where(new, entry, self.rent_usd_per_hour)
        if self.row.rents_out:
            self.repricing_draw = uniform(self.model.seed, Purpose.REPRICING, self.name, sight.month)
            view = self.view(sight)
            self.rent_usd_per_hour = self.strategy.rents(view)
            self.notes.quote = Quote(view, view.rent_usd_per_hour, self.rent_usd_per_hour)
        self._plan_floor(sight)

    def _entry_rents(self, sight: Sight) -> Vector:
        """First rents of chips by their compute over A100; own chips a little below."""
        rules, power = self.model.settings.cloud, sight.power.mixed(0.5)
        relative = np.maximum(power / max(power[self.reference], 1e-9), 1e-6)
        entry: Vector = self.anchor_usd_per_hour * maths.power(relative, rules.entry_rent_exponent)
        return np.where(self.own_chip, rules.own_chip_rent * entry, entry)

    def _plan_floor(self, sight: Sight) -> None:
        """Own use takes own chips first, then a part of the rest; tenants keep a floor share."""
        demand = float(sight.rules.demand_factor[self.region])
        power = self._power()
        held = self.held_units
        self._bound = self._bound_units()
        bound = self._bound
        rules = self.model.settings.cloud
        keep = rules.rental_floor if self.row.rents_out else 0.0
        most_own = np.where(self.own_chip, 1.0 - keep * self.rented_out_share, 1.0 - keep)
        most = np.minimum(held * most_own, np.maximum(held - bound, 0.0))
        need = self.first_party_a100 * demand
        own_power = float(maths.total((most * power)[self.own_chip]))
        own_part = min(1.0, need / own_power) if own_power > 0 else 0.0
        rest = max(0.0, need - own_power)
        other_power = float(maths.total((most * power)[~self.own_chip]))
        other_part = min(1.0, rest / other_power) if other_power > 0 else 0.0
        self.first_party_units = most * np.where(self.own_chip, own_part, other_part)

    def _bound_units(self) -> Vector:
        """Chips that tenants hold under running contracts."""
        bound = np.zeros(len(self.own_chip))
        listings = self.model.listings
        numbers = listings.of(self.account, Mode.RESERVED)
        bound[listings.chip[numbers]] = self.model.cast.startups.bound_units()[numbers]
        return bound

    def offer(self, sight: Sight, listings: Listings, terms: OfferTable) -> None:
        """Put free chips on the board, part on demand, part for a year."""
        if not self.row.rents_out:
            return
        rules = self.model.settings.cloud
        free = np.maximum(self.held_units - self.first_party_units - self._bound, 0.0)
        free = np.where(self.own_chip, free * self.rented_out_share, free)
        monthly = self.rent_usd_per_hour * HOURS_PER_MONTH
        crowded = max(self.use() - 0.85, 0.0)
        for mode, part, factor, months in (
            (Mode.ON_DEMAND, 1 - rules.reserved_share, 1.0, 0),
            (
                Mode.RESERVED,
                rules.reserved_share,
                1 - self.row.reserved_discount,
                rules.reserved_months,
            ),
        ):
            numbers = listings.of(self.account, mode)
            chips = listings.chip[numbers]
            terms.price_usd[numbers] = monthly[chips] * factor
            terms.capacity_units[numbers] = free[chips] * part
            terms.commitment_months[numbers] = months
            terms.wait_months[numbers] = rules.crowded_wait_months * crowded

    def use(self) -> float:
        """Used part of the installed compute."""
        power = self._power()
        held = float(maths.dot(self.held_units, power))
        return float(maths.dot(self.used_units, power)) / held if held > 0 else 0.0

    # ------------------------------------------------------------------ demand and orders

    def note_demand(self, sight: Sight, trade: StartupTrade) -> None:
        """See what was rented and what was asked for in vain; the outlook follows slowly."""
        listings = self.model.listings
        power = sight.power.mixed(0.5)
        rented = np.zeros(len(self.own_chip))
        asked = 0.0
        for mode in (Mode.ON_DEMAND, Mode.RESERVED):
            numbers = listings.of(self.account, mode)
            if not len(numbers):
                continue
            units = maths.total(trade.units[:, numbers], axis=0) + maths.total(
                trade.contract_units[:, numbers], axis=0
            )
            rented[listings.chip[numbers]] += units
            new = maths.total(trade.units[:, numbers], axis=0)
            short = np.maximum(trade.first_choice_units[numbers] - new, 0.0)
            asked += float(maths.total(short * power[listings.chip[numbers]]))
        served = float(maths.total(rented * power))
        self.unmet_a100 = asked
        weight = self.model.settings.cloud.smoothing
        self.rental_a100 += weight * (served + asked - self.rental_a100)
        self.used_units = np.minimum(self.first_party_units + rented, self.held_units)
        self.model.tally.used_units[self.account] = self.used_units
        self.model.tally.first_party_units[self.account] = self.first_party_units
        self._note_ally(trade)

    def _note_ally(self, trade: StartupTrade) -> None:
        """What labs that this cloud owns a part of could not rent here."""
        allies = self.model.cast.startups.owned_by(self.account)
        self.ally_unmet_a100 = float(self.model.cast.startups.unmet_a100(allies))

    def view(self, sight: Sight) -> CloudView:
        """What the strategy sees."""
        rules = self.model.settings.cloud
        energy = sight.energy_usd_per_month[self.region]
        return CloudView(
            month=sight.month,
            rules=rules,
            is_large=self.row.is_large,
            use=self.use(),
            rent_usd_per_hour=self.rent_usd_per_hour,
            floor_usd_per_hour=(energy + rules.hosting_usd_per_chip_month) / HOURS_PER_MONTH,
            own_chip=self.own_chip,
            rival_chip=sight.rival_chip,
            encroachment=float(sight.vendor_cloud_share[self.region]),
            affordable_usd=self.budget_usd,
            wanted_usd=self.wanted_usd,
            budget_cap_usd=rules.max_capex_share
            * self.row.capex_usd_per_month
            * maths.power(1.0 + rules.capex_growth, sight.month)
            if self.row.is_large
            else rules.small_budget_cap * self.opening_budget_usd,
            rival_budget_growth=sight.rival_budget_growth,
            ally_unmet_a100=self.ally_unmet_a100,
            draw=self.repricing_draw,
        )

    def demand_a100(self) -> float:
        """Own need and tenants."""
        return float(self.first_party_a100 + self.rental_a100)

    def need(self, sight: Sight, view: CloudView) -> Need:
        """Wanted capacity a few months ahead, and what is held and on order."""
        rules = self.model.settings.cloud
        ahead = float(maths.power(1 + self._own_growth(sight.rules), rules.planning_months))
        return Need(
            own_a100=self.first_party_a100 * ahead,
            tenants_a100=self.rental_a100 * ahead,
            ally_a100=self.strategy.planned_for_ally_a100(view),
            target_use=rules.target_utilisation if self.row.rents_out else 1.0,
            ahead_months=rules.planning_months,
            capacity_a100=self.capacity_a100(coming=True),
        )

    def explain(self) -> list[Decision]:
        """Rents, budget, orders."""
        orders = self.model.orders
        done = Done(
            names=self.model.catalogue.chip_names,
            placed_units=orders.placed_units[self.account] + self.own_ordered_units,
            spot_units=self.spot_units,
            budget_usd=self.budget_usd,
        )
        return list(reasons(self.notes, self.strategy, done))

    # ------------------------------------------------------------------ hosting and costs

    def host_room_units(self) -> float:
        """Chips of a vendor's cloud that this cloud lets onto its floor."""
        share = float(self.strategy.host_floor_share(self.view(self.model.sight)))
        return share * float(maths.total(self.held_units))

    @property
    def hosted_units(self) -> Vector:
        """Chips of vendors' fleets on this floor."""
        return self._hosted(lambda vendor: self.model.chips.units(vendor.fleet))

    @property
    def hosted_used_units(self) -> Vector:
        """Those of them that customers use."""
        return self._hosted(lambda vendor: vendor.fleet_used)

    def _hosted(self, of: "object") -> Vector:
        units = np.zeros(len(self.own_chip))
        for vendor in self.model.cast.vendors:
            share = vendor.hosted_share.get(self.account, 0.0)
            if share:
                units = units + share * of(vendor)  # type: ignore[operator]
        return units

    def running_cost_usd(self) -> float:
        """Floor and operation of all chips here, own and hosted."""
        units = float(maths.total(self.held_units) + maths.total(self.hosted_units))
        return units * self.model.settings.cloud.hosting_usd_per_chip_month
