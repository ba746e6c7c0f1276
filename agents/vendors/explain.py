"""Why a vendor shipped, priced and ordered as it did this month."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.cells import cell_of
from agents.strategies.vendor.base import VendorStrategy, VendorView
from agents.vendors.lines import lines_of
from agents.vendors.plan import WaferPlan
from agents.vendors.prices import Review
from agents.vendors.ship import Shipping
from model.inputs.number_text import count, percent
from model.inputs.parameters import VendorRules
from model.state.decisions import Decision

type Vector = NDArray[np.float64]
type Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Line:
    """A vendor's chips by place; ``moved_by_policy`` is one where no policy moved the list price."""

    names: list[str]
    on_sale: list[bool]
    delivered_units: list[int]
    moved_by_policy: list[float]
    cycle_months: list[int]


def explain(actors: Actors, firm_place: int) -> list[Decision]:
    """Prices, wafers, deliveries and the own cloud of one vendor of a lone market."""
    world, strategy = actors.world, actors.vendors.strategies[0][firm_place]
    chips = lines_of(world.setup).of[firm_place]
    rules = world.numbers.row("vendor", 0)
    line = Line(
        names=[world.setup.catalogue.chip_names[chip] for chip in chips],
        on_sale=world.prices.on_sale[0, chips].tolist(),
        delivered_units=world.orders.filled_units[0, :, chips].sum(axis=1, dtype=np.int64).tolist(),
        moved_by_policy=world.rules.list_moves[0, chips].tolist(),
        cycle_months=world.wafers.cycle_months[chips].tolist(),
    )
    decisions: list[Decision] = []
    review, plan = actors.notebook.read(Review), actors.notebook.read(WaferPlan)
    shipping = actors.notebook.read(Shipping)
    if review is not None:
        view = alone(review.view, firm_place, chips)
        decisions += _prices(view, review.after_usd[0, chips], strategy, line)
    if plan is not None:
        decisions += _wafers(plan, chips, rules, line)
    if shipping is not None:
        before, after = (alone(view, firm_place, chips) for view in (shipping.before, shipping.after))
        decisions += _deliveries(after, shipping.direct_units[0, chips], strategy, line)
        decisions += _fleet(before, shipping.fleet_change[0, chips], strategy, line)
    return decisions


def alone(view: VendorView, vendor: int, chips: Index) -> VendorView:
    """What one vendor of the first run sees: vectors over its own chips."""
    whole = cell_of(view, 0, vendor)
    parts: dict[str, Any] = {field.name: getattr(whole, field.name) for field in fields(whole)}
    own: dict[str, Any] = {name: part[chips] for name, part in parts.items() if isinstance(part, np.ndarray)}
    return replace(whole, **own)


def _prices(view: VendorView, after_usd: Vector, strategy: VendorStrategy, line: Line) -> Iterator[Decision]:
    for place, name in enumerate(line.names):
        if not line.on_sale[place]:
            continue
        factor = line.moved_by_policy[place]
        why = strategy.why_list_price(view, place)
        if factor != 1.0:
            why = f"a dated move of the list by {percent(factor - 1, signed=True)}; before it: {why}"
        yield Decision(f"list price of {name}", float(after_usd[place]), "USD per chip", why)


def _wafers(plan: WaferPlan, chips: Index, rules: VendorRules, line: Line) -> Iterator[Decision]:
    forecast = plan.forecast
    for place, chip in enumerate(chips.tolist()):
        units = int(plan.ordered_units[0, chip])
        if not units:
            continue
        position, safety = float(plan.position_units[0, chip]), float(plan.safety_units[0, chip])
        gain = 1.0 if plan.is_last[0, chip] else rules.order_gain
        parts = [
            f"{count(forecast.arriving_units[0, chip])} expected on order when they arrive "
            f"({percent(float(forecast.share[0, chip]))} of its family)",
            f"and {percent(gain)} of what lacks beyond that: {count(forecast.cover_units[0, chip])} on order "
            f"by then (making {line.cycle_months[place]} months), {count(safety)} for errors, less "
            f"{count(position)} in stock and coming beyond open orders",
        ]
        if plan.firm_units[0, chip] >= 1.0:
            parts.append(f"of that all that has piled up, {count(plan.firm_units[0, chip])}")
        multiple, factor = float(plan.believed_multiple[0, chip]), float(plan.supply_factor[0, chip])
        if multiple > 1.0:
            parts.append(f"customers are believed to order {multiple:.1f} times their need")
        if factor != 1.0:
            parts.append(f"the forecast raised by {percent(factor - 1, signed=True)}")
        if plan.is_last[0, chip]:
            parts.insert(0, "last wafers, for all that is open")
        yield Decision(f"wafers for {line.names[place]}", float(units), "chips", ", ".join(parts))


def _deliveries(
    view: VendorView, direct_units: Vector, strategy: VendorStrategy, line: Line
) -> Iterator[Decision]:
    for place, name in enumerate(line.names):
        wanted, sent = float(view.backlog_units[place]), line.delivered_units[place]
        for_orders = float(view.stock_units[place] - direct_units[place])
        if wanted > 0:
            why = f"{count(for_orders)} in stock for {count(wanted)} on order"
            if sent >= for_orders and for_orders < wanted:
                why += f", shared out by {strategy.rationing.replace('_', ' ')}"
            elif sent < min(for_orders, wanted):
                why += "; some may not be delivered, or cannot be paid for"
            yield Decision(f"deliver {name}", float(sent), "chips", why)
        if direct_units[place] > 0:
            why = (
                f"{percent(float(strategy.direct_part(view)))} of the smaller of stock "
                f"({count(view.stock_units[place])}) and arrivals ({count(view.arrived_units[place])})"
            )
            yield Decision(f"offer {name} directly", float(direct_units[place]), "chips", why)


def _fleet(
    view: VendorView, fleet_change: Vector, strategy: VendorStrategy, line: Line
) -> Iterator[Decision]:
    for place, name in enumerate(line.names):
        change = float(int(fleet_change[place]))
        if change:
            what = f"{name} into the own cloud" if change > 0 else f"{name} out of the own cloud"
            yield Decision(what, abs(change), "chips", strategy.why_fleet(view, place))
