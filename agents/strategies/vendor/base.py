"""What a vendor decides each month, with the behaviour that all vendors share."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from agents.strategies.base import Rationing, Strategy
from agents.strategies.list_price import Asking, best_rise
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

    Units are chips; ``is_own`` marks the chips that the vendor makes; ``sales_units`` are the
    usual sales of a month, ``wait_months`` is the backlog over
    what is shipped a month. ``list_usd`` is before dated moves, as are ``fair_usd`` (what customers think
    fair) and ``ceiling_usd`` (what the successor's price per compute allows). ``tightness`` is what is wanted
    within a year over what can be delivered, ``elasticity`` how sales are believed to answer the price,
    ``resented_move`` the log of dated moves that are still resented.
    ``own_cloud_chips`` may be rented out; there are none without terms for an own cloud. A chip of it
    is let at ``cloud_rent_usd`` a month, of which its host gets ``host_fee_usd``; ``capital_rate`` is what a
    dollar of chips costs a month.
    """

    month: int
    rules: Section
    is_own: Flags
    stock_units: Vector
    arrived_units: Vector
    backlog_units: Vector
    forecast_units: Vector
    sales_units: Vector
    wait_months: Vector
    list_usd: Vector
    fair_usd: Vector
    ceiling_usd: Vector
    cost_usd: Vector
    tightness: Vector
    elasticity: Vector
    resented_move: Vector
    direct_share: Vector
    buyers: Buyers
    own_cloud_chips: Flags
    fleet_units: Vector
    fleet_used_units: Vector
    cloud_rent_usd: Vector
    host_fee_usd: Vector
    capital_rate: Vector


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


Goodwill = Annotated[
    float,
    number(
        "how much customers resent a list price above what they think fair: half of it times the square of "
        "the log is the part of sales that such a rise costs",
        "1",
        0,
        1000,
        source="form: Okun 1981; Kahneman, Knetsch and Thaler 1986; value, between 2 and 15: A100 rose by "
        "20 % in June 2022",
    ),
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
    goodwill: Goodwill = 5.0

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
        """At a review the price that earns most; stock for too long is cleared step by step.

        An older chip never costs more than its heir's price per compute, and nothing less than its cost, or
        than what it brings back once it must be cleared.
        """
        rules, glut = view.rules, self.must_clear(view)
        priced = self.base_usd(view) * maths.exp(self.price_rises(view))
        cleared = view.list_usd * maths.exp(-rules.clearance_cut)
        lowest = np.where(glut, rules.salvage_share, 1.0) * view.cost_usd
        wanted = np.minimum(np.where(glut, np.minimum(cleared, priced), priced), view.ceiling_usd)
        return np.where(self.reviews_prices(view), np.maximum(wanted, lowest), view.list_usd)

    def reviews_prices(self, view: VendorView) -> Flags:
        """Whether list prices are looked at this month."""
        reviews: Flags = view.month % view.rules.review_months == 0
        return reviews

    def must_clear(self, view: VendorView) -> Flags:
        """Whether the stock that orders have left lasts too long at the usual sales."""
        glut: Flags = view.stock_units > view.rules.clearance_months * np.maximum(view.sales_units, 1.0)
        return glut

    def base_usd(self, view: VendorView) -> Vector:
        """The price over which customers count a rise."""
        return view.fair_usd

    def price_rises(self, view: VendorView) -> Vector:
        """Logs over the base that earn most."""
        base = self.base_usd(view)
        asking = Asking(
            fair_usd=base,
            cost_usd=view.cost_usd,
            tightness=view.tightness,
            rise_now=maths.log(view.list_usd / base),
            elasticity=view.elasticity,
            resented=view.resented_move,
        )
        return best_rise(asking, self.goodwill)

    def why_list_price(self, view: VendorView, place: int) -> str:
        """Why the list price of a chip of the line is what `list_prices` makes it."""
        if not self.reviews_prices(view):
            return f"held: reviewed every {view.rules.review_months} months"
        before, after = float(view.list_usd[place]), float(self.list_prices(view)[place])
        seen = self._seen_of_price(view, place)
        if after == before:
            return f"held: {seen}"
        change = percent(after / before - 1, signed=True)
        if self.must_clear(view)[place]:
            return f"{change}, to clear stock: {seen}"
        if after == float(view.ceiling_usd[place]):
            return f"{change}, at its heir's price per compute: {seen}"
        return f"{change}: {seen}"

    def _seen_of_price(self, view: VendorView, place: int) -> str:
        """What a price answers to."""
        cover = view.stock_units[place] / max(float(view.sales_units[place]), 1.0)
        return (
            f"{percent(float(view.tightness[place]))} of what can be delivered within a year is wanted, "
            f"{count(float(self.base_usd(view)[place]))} USD are thought fair, a price one per cent higher "
            f"is believed to cost {float(view.elasticity[place]):.1f} % of sales, stock for "
            f"{months(float(cover))}"
        )

    def why_fleet(self, view: VendorView, place: int) -> str:
        """Why chips moved into the own cloud or out of it."""
        idle = float(view.fleet_units[place] - view.fleet_used_units[place])
        return f"no own cloud is planned for: {count(idle)} idle chips come back for sale"

    def supply_factor(self, view: VendorView) -> Vector:
        """Scales the wafer orders that the forecast calls for; one number a vendor."""
        return np.ones_like(view.direct_share, np.float64)
