"""Why a vendor shipped, priced and ordered as it did this month."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from agents.ordering import smoothed
from agents.strategies.vendor.base import VendorStrategy, VendorView
from model.firm_roles import Decision
from model.inputs.figures import count, months, percent

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shipping:
    """What was shared out: the view before chips moved into the own cloud, the change wanted, and after."""

    before: VendorView
    fleet_change: Vector
    after: VendorView
    direct_units: Vector


@dataclass(frozen=True, slots=True)
class Review:
    """List prices before and after, the view that set them, and by what policies moved them."""

    view: VendorView
    after_usd: Vector
    moved_by_policy: dict[int, float]


@dataclass(frozen=True, slots=True)
class WaferPlan:
    """Supply planned by chip: outlook a month, time in the making, stock, coming, late backlog.

    `part_closed` is the part of a gap that a month's order closes, `first_units` the first wafers of
    chips about to launch.
    """

    outlook_units: Vector
    cycle_months: Vector
    safety_months: float
    stock_units: Vector
    coming_units: Vector
    late_units: Vector
    supply_factor: float
    part_closed: float
    first_units: list[int] = field(default_factory=list)
    ordered_units: list[int] = field(default_factory=list)

    def wanted_units(self) -> Vector:
        """The outlook, and a part of the gap to its cover over the cycle and a safety stock."""
        position = self.stock_units + self.coming_units - self.late_units
        lead = self.cycle_months - 1.0
        return smoothed(self.outlook_units, lead, self.safety_months, position, self.part_closed)


@dataclass(slots=True)
class VendorNotes:
    """What a vendor did this month, as far as it did anything."""

    shipping: Shipping | None = None
    review: Review | None = None
    plan: WaferPlan | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """The vendor's chips: names, and which of them are on sale; chips by number; what was delivered."""

    names: list[str]
    numbers: list[int]
    on_sale: list[bool]
    delivered_units: list[int]


def reasons(notes: VendorNotes, strategy: VendorStrategy, line: Line) -> Iterator[Decision]:
    """Yield a vendor's decisions of the month."""
    if notes.review is not None:
        yield from _prices(notes.review, strategy, line)
    if notes.plan is not None:
        yield from _wafers(notes.plan, line)
    if notes.shipping is not None:
        yield from _deliveries(notes.shipping, strategy, line)
        yield from _fleet(notes.shipping, strategy, line)


def _prices(review: Review, strategy: VendorStrategy, line: Line) -> Iterator[Decision]:
    for place, name in enumerate(line.names):
        if not line.on_sale[place]:
            continue
        factor = review.moved_by_policy.get(line.numbers[place], 1.0)
        why = strategy.why_list_price(review.view, place)
        if factor != 1.0:
            why = f"a dated move of the list by {percent(factor - 1, signed=True)}; before it: {why}"
        yield Decision(f"list price of {name}", float(review.after_usd[place]), "USD per chip", why)


def _wafers(plan: WaferPlan, line: Line) -> Iterator[Decision]:
    for place, name in enumerate(line.names):
        units = plan.ordered_units[place]
        if not units:
            continue
        cover = plan.cycle_months[place] + plan.safety_months
        parts = [
            f"outlook {count(plan.outlook_units[place])} a month × {months(cover)} (making "
            f"{plan.cycle_months[place]:.0f}, safety {plan.safety_months:.1f})",
            f"less {count(plan.stock_units[place])} in stock and {count(plan.coming_units[place])} coming",
        ]
        if plan.late_units[place] > 0:
            parts.append(f"plus {count(plan.late_units[place])} of late orders")
        if plan.part_closed < 1.0:
            parts.append(f"of the gap between that and the outlook {percent(plan.part_closed)} a month")
        if plan.supply_factor != 1.0:
            parts.append(f"the outlook raised by {percent(plan.supply_factor - 1, signed=True)}")
        if plan.first_units[place] == units:
            parts = ["first wafers of a chip about to launch"]
        elif plan.first_units[place]:
            parts.append(f"and {count(plan.first_units[place])} first wafers before its launch")
        yield Decision(f"wafers for {name}", float(units), "chips", ", ".join(parts))


def _deliveries(shipping: Shipping, strategy: VendorStrategy, line: Line) -> Iterator[Decision]:
    view = shipping.after
    for place, name in enumerate(line.names):
        wanted, sent = float(view.backlog_units[place]), line.delivered_units[place]
        for_orders = float(view.stock_units[place] - shipping.direct_units[place])
        if wanted > 0:
            why = f"{count(for_orders)} in stock for {count(wanted)} on order"
            if sent >= for_orders and for_orders < wanted:
                why += f", shared out by {strategy.rationing.replace('_', ' ')}"
            elif sent < min(for_orders, wanted):
                why += "; some may not be delivered, or cannot be paid for"
            yield Decision(f"deliver {name}", float(sent), "chips", why)
        if shipping.direct_units[place] > 0:
            part = float(strategy.direct_part(view))
            why = (
                f"{percent(part)} of the smaller of stock ({count(view.stock_units[place])}) and "
                f"arrivals ({count(view.arrived_units[place])})"
            )
            yield Decision(f"offer {name} directly", float(shipping.direct_units[place]), "chips", why)


def _fleet(shipping: Shipping, strategy: VendorStrategy, line: Line) -> Iterator[Decision]:
    for place, name in enumerate(line.names):
        change = float(int(shipping.fleet_change[place]))
        if change:
            what = f"{name} into the own cloud" if change > 0 else f"{name} out of the own cloud"
            yield Decision(what, abs(change), "chips", strategy.why_fleet(shipping.before, place))
