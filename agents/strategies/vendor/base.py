"""What a vendor decides each month, with the behaviour that all vendors share."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from agents.strategies.base import Rationing, Strategy
from model.inputs.number_text import count, months, percent
from model.inputs.parameter import number, parameter
from model.state import maths
from model.state.numbers import Section

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Buyers:
    """Who may order from the vendor; one entry a firm along the last axis."""

    tie: Vector
    is_hyperscaler: Flags
    builds_chips: Flags
    is_cloud: Flags
    is_reseller: Flags


@dataclass(frozen=True, slots=True)
class VendorView:
    """What vendors see of their own business: runs × vendors × chips, a column for what has no chip.

    Units are chips; ``is_own`` marks the chips that the vendor makes; ``ceiling_usd`` is what the
    successor's price per compute allows; ``wait_months`` is the backlog over what is shipped a month.
    ``own_cloud_chips`` may be rented out; there are none without terms for an own cloud.
    """

    month: int
    rules: Section
    is_own: Flags
    stock_units: Vector
    arrived_units: Vector
    backlog_units: Vector
    forecast_units: Vector
    wait_months: Vector
    list_usd: Vector
    launch_usd: Vector
    ceiling_usd: Vector
    cost_usd: Vector
    direct_share: Vector
    buyers: Buyers
    own_cloud_chips: Flags
    fleet_units: Vector
    fleet_used_units: Vector


ChannelWeight = Annotated[float, number("how much resellers count when chips are short", "factor", 0, 100)]
BuilderWeight = Annotated[
    float, number("how much buyers with chips of their own count when chips are short", "factor", 0, 100)
]
SmallCloudWeight = Annotated[
    float, number("how much small clouds count when chips are short", "factor", 0, 100)
]
DirectFactor = Annotated[
    float, number("multiple of the opening part of stock that is sold directly", "factor", 0, 100)
]


class VendorStrategy(Strategy):
    """The behaviour of a vendor that sells chips alone; strategies change one or two of them."""

    channel_weight: ChannelWeight = 1.0
    hyperscaler_weight: float = parameter(
        1.0, "how much large clouds count when chips are short", "factor", 0, 100
    )
    builder_weight: BuilderWeight = 1.0
    small_cloud_weight: SmallCloudWeight = 1.0
    direct_factor: DirectFactor = 1.0
    rationing: Annotated[Rationing, number("how scarce chips are shared out", "rule")] = "loyalty"
    wait_for_rise: float = parameter(1.5, "waiting above which the list price rises", "transit times", 0, 100)
    glut_months: float = parameter(3.0, "stock above which the list price falls", "months of demand", 0, 120)
    glut_wait_months: float = parameter(
        0.2, "waiting beyond transit up to which such stock counts as a glut", "months", 0, 24
    )

    def buyer_weights(self, view: VendorView) -> Vector:
        """How much each buyer counts when chips are short."""
        buyers = view.buyers
        weight = buyers.tie * np.where(buyers.is_reseller, self.channel_weight, 1.0)
        weight = weight * np.where(buyers.is_hyperscaler, self.hyperscaler_weight, 1.0)
        weight = weight * np.where(buyers.builds_chips, self.builder_weight, 1.0)
        is_small_cloud = buyers.is_cloud & ~buyers.is_hyperscaler
        return weight * np.where(is_small_cloud, self.small_cloud_weight, 1.0)

    def direct_units(self, view: VendorView) -> Vector:
        """Chips of this month's stock that are offered to start-ups and firms directly."""
        arrived = view.arrived_units + 1.0
        units: Vector = np.floor(self.direct_part(view) * np.minimum(view.stock_units, arrived))
        return units

    def direct_part(self, view: VendorView) -> Vector:
        """Part of the stock that is sold directly."""
        part: Vector = np.minimum(1.0, view.direct_share * self.direct_factor)
        return part

    def fleet_change(self, view: VendorView) -> Vector:
        """Chips that go into the vendor's own cloud (negative: idle ones that come back for sale)."""
        return -np.floor(np.maximum(view.fleet_units - view.fleet_used_units, 0.0))

    def list_prices(self, view: VendorView) -> Vector:
        """Reviewed every few months, part of the way towards the price that clears the backlog.

        Waiting longer than the normal month calls for a rise, stock for too many months for a fall.
        """
        rules = view.rules
        step = self.price_steps(view)
        highest = np.minimum(view.launch_usd * (1 + rules.list_max_total_rise), view.ceiling_usd)
        moved = np.minimum(view.list_usd * maths.exp(step), np.maximum(highest, view.cost_usd))
        lowest = view.list_usd * maths.exp(-rules.list_max_fall)
        prices = np.maximum(moved, np.maximum(lowest, view.cost_usd))
        return np.where(self.reviews_prices(view), prices, view.list_usd)

    def reviews_prices(self, view: VendorView) -> Flags:
        """Whether list prices are looked at this month."""
        reviews: Flags = view.month % view.rules.review_months == 0
        return reviews

    def price_steps(self, view: VendorView) -> Vector:
        """Log changes of the list prices that waiting and stock call for, before floors and ceilings."""
        rules = view.rules
        pressure = rules.list_step * (view.wait_months - self.wait_for_rise * rules.transit_months)
        glut = view.stock_units > self.glut_months * np.maximum(view.forecast_units, 1.0)
        step = np.where(
            glut & (view.wait_months < rules.transit_months + self.glut_wait_months), -1.0, pressure
        )
        step = np.minimum(np.maximum(step, -rules.list_max_fall), rules.list_max_rise)
        return np.where((step < 0) & ~glut, 0.0, step)

    def why_list_price(self, view: VendorView, place: int) -> str:
        """Why the list price of a chip of the line is what `list_prices` makes it."""
        if not self.reviews_prices(view):
            return f"held: reviewed every {view.rules.review_months} months"
        before, after = float(view.list_usd[place]), float(self.list_prices(view)[place])
        step = float(self.price_steps(view)[place])
        seen = self._seen_of_price(view, place)
        if after == before and step == 0.0:
            return f"held: {seen}"
        change = percent(after / before - 1, signed=True)
        if abs(after - before * maths.exp(step)) <= 1e-9 * before:
            return f"{change}: {seen}"
        bound = (
            "its floor"
            if after > before * maths.exp(step)
            else "the ceiling of its launch or successor price"
        )
        return f"{change}, at {bound}: {seen}"

    def _seen_of_price(self, view: VendorView, place: int) -> str:
        """The waiting time and the stock that a price answers to."""
        cover = view.stock_units[place] / max(float(view.forecast_units[place]), 1.0)
        return (
            f"waiting {months(float(view.wait_months[place]))} (a rise above "
            f"{self.wait_for_rise * view.rules.transit_months:.1f}), stock for {months(float(cover))} "
            f"(a fall above {self.glut_months:.0f})"
        )

    def why_fleet(self, view: VendorView, place: int) -> str:
        """Why chips moved into the own cloud or out of it."""
        idle = float(view.fleet_units[place] - view.fleet_used_units[place])
        return f"no own cloud is planned for: {count(idle)} idle chips come back for sale"

    def supply_factor(self, view: VendorView) -> Vector:
        """Scales the wafer orders that the forecast calls for; one number a vendor."""
        return np.ones_like(view.direct_share, np.float64)
