"""Vendors plan wafers by what was ordered, and review their list prices."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.expectations import Outlook
from agents.ordering import smoothed
from agents.strategies.vendor.base import VendorView
from agents.vendors.line_up import family_sum, makable, planned_part
from agents.vendors.lines import lines_of
from agents.vendors.view import view_of
from model.state.kinds import MILLI
from model.state.maths import total
from model.state.offers import Mode
from model.state.world import World

type Vector = NDArray[np.float64]
type Units = NDArray[np.int64]

MONTHS_AHEAD = 4.0
"""Supply is planned for what the trend says of the months in which wafers ordered now arrive."""
SEEN_OVER_BOUGHT = 2.0
"""Demand for direct chips counts up to so many times what was bought."""


@dataclass(frozen=True, slots=True)
class WaferPlan:
    """Supply planned, runs × chips: outlook a month, stock, coming, late backlog, and what follows.

    `late_units` are late orders as far as they are believed; `first_units` the first wafers of chips about
    to launch, which `ordered_units` include; `supply_factor` is the maker's.
    """

    outlook_units: Vector
    stock_units: Vector
    coming_units: Vector
    late_units: Vector
    supply_factor: Vector
    first_units: Units
    ordered_units: Units


@dataclass(frozen=True, slots=True)
class Review:
    """The view that set list prices, and the prices after, runs × chips."""

    view: VendorView
    after_usd: Vector


def plan_supply(actors: Actors) -> None:
    """Forecast orders, join the foundries' queues, seed chips about to launch; then set list prices."""
    world = actors.world
    if not lines_of(world.setup).of:
        return
    _forecast(world)
    view = view_of(world, np.zeros_like(world.vendors.outlook_level))
    factor = lines_of(world.setup).own_answer(actors.vendors.ask("supply_factor", view))
    plan = _order_wafers(world, view, factor)
    actors.notebook.write(plan)
    # The first outlook of a chip about to launch is known by now.
    view = replace(view, forecast_units=world.vendors.outlook_level[:, None].copy())
    actors.notebook.write(_review_prices(actors, view))


def _forecast(world: World) -> None:
    """The outlook takes in the month's orders and what was wanted directly."""
    table, orders, rules = world.vendors, world.orders, world.numbers("vendor", 1)
    flow = (orders.placed_units - orders.cancelled_units).sum(axis=1, dtype=np.int64)
    placed = np.where(lines_of(world.setup).made, flow, 0).astype(np.float64)
    table.demand_units[...] = np.maximum(placed + _direct_demand(world), 0.0)
    outlook = Outlook(table.outlook_level, table.outlook_trend)
    seen = outlook.seen(table.demand_units, rules.smoothing, rules.trend_smoothing)
    table.outlook_level[...] = seen.level
    table.outlook_trend[...] = seen.trend


def _direct_demand(world: World) -> Vector:
    """Units that start-ups bought, or wanted to buy, directly: runs × chips."""
    demand = np.zeros_like(world.vendors.demand_units)
    trade, listings = world.trade, world.listings
    numbers = np.flatnonzero(listings.mode == Mode.DIRECT)
    if trade is not None and len(numbers):
        bought = world.trade_totals.bought_milli[:, numbers] / MILLI
        seen = np.minimum(trade.first_choice_units[:, numbers], SEEN_OVER_BOUGHT * bought)
        np.add.at(demand.T, listings.chip[numbers], np.maximum(bought, seen).T)
    return demand


def _order_wafers(world: World, view: VendorView, factor: Vector) -> WaferPlan:
    """The outlook and a part of the gap to its cover; variants are cut from their base's wafers."""
    lines, rules, table = lines_of(world.setup), world.numbers("vendor", 1), world.vendors
    cycle = world.wafers.cycle_months.astype(np.float64)
    made = planned_part(world)
    outlook = Outlook(table.outlook_level, table.outlook_trend)
    family = family_sum(world, outlook.ahead(MONTHS_AHEAD, rules.max_growth) * factor * made)
    backlog = family_sum(world, view.backlog_units[:, 0] * made)
    stock = family_sum(world, view.stock_units[:, 0])
    coming = world.wafers.coming_units.astype(np.float64)
    # A month's orders are always open; of what stands longer, a part may be phantom.
    late = rules.backlog_trust * np.maximum(backlog - family, 0.0)
    position = stock + coming - late
    wanted = smoothed(family, cycle - 1.0, rules.safety_months, position, rules.order_adjustment)
    is_ordered = lines.made & (lines.base < 0) & (world.month >= lines.launch_month - cycle)
    first = _first_units(world)
    ordered = np.where(is_ordered & makable(world), wanted.astype(np.int64), 0) + first
    world.wafers.order(ordered)
    by_vendor = np.where(lines.is_own, ordered[:, None], 0).sum(axis=2, dtype=np.int64)
    demand = total(np.where(lines.is_own, table.demand_units[:, None], 0.0))
    world.counters.tiers["vendor"].add(by_vendor.astype(np.float64), demand)
    return WaferPlan(family, stock, coming, late, factor, first, ordered)


def _first_units(world: World) -> Units:
    """First wafers of chips about to launch, runs × chips; the month before, they get a first outlook."""
    lines, rules, level = lines_of(world.setup), world.numbers("vendor", 0), world.vendors.outlook_level
    start = np.maximum(lines.launch_month - world.wafers.cycle_months - 1, 0)
    is_near = (start <= world.month) & (world.month < lines.launch_month)
    first = np.zeros(level.shape, np.int64)
    # In the order of the lines: a successor may look at the first outlook of its predecessor.
    for chip in np.flatnonzero(lines.made & (lines.base < 0) & is_near).tolist():
        older = int(lines.predecessor[chip])
        inherited = rules.launch_share * level[:, older] if older >= 0 else 0.0
        monthly = np.maximum(rules.launch_floor_units, inherited)
        if lines.launch_month[chip] - 1 == world.month:
            level[:, chip] = np.maximum(level[:, chip], monthly)
        first[:, chip] = monthly.astype(np.int64)
    return first


def _review_prices(actors: Actors, view: VendorView) -> Review:
    """Set list prices, which policies may move, above cost."""
    world = actors.world
    lines, list_usd = lines_of(world.setup), world.prices.list_usd
    sells = (world.prices.on_sale[:, None] & lines.is_own).any(axis=2)
    # A vendor with nothing on sale leaves its list alone.
    is_reviewed = lines.made & sells[:, lines.vendor]
    asked = lines.own_answer(actors.vendors.ask("list_prices", view))
    moved = np.maximum(asked * world.rules.list_moves, world.setup.catalogue.cost_to_make_usd)
    list_usd[...] = np.where(is_reviewed, moved, list_usd)
    return Review(view, list_usd.copy())
