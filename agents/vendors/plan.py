"""Vendors plan wafers by what was ordered, and review their list prices."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.vendors.demand import believed_multiple, demand_ahead, relative_deviation, watch_demand
from agents.vendors.generations import generation_shares, main_total, relative_compute, taken_ahead
from agents.vendors.line_up import end_production, makable
from agents.vendors.lines import lines_of
from agents.vendors.prices import move_fair_prices, review_prices, watch_tightness
from agents.vendors.view import backlog_units, stock_units, view_of
from model.markets.deliveries import unit_cost_usd
from model.state.maths import normal_quantile, total
from model.state.world import World

type Vector = NDArray[np.float64]
type Units = NDArray[np.int64]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected to be ordered of main chips, runs × chips, in chips.

    ``arriving_units`` is a month's orders when wafers of now arrive, ``cover_units`` those of all months
    until then, ``share`` the chip's part of its family in that month.
    """

    arriving_units: Vector
    cover_units: Vector
    share: Vector


@dataclass(frozen=True, slots=True)
class WaferPlan:
    """Supply planned, runs × chips: the forecast, what is kept for errors, what there is, what follows.

    ``position_units`` are stock and what is in queue and line, less open orders as far as they are
    believed, ``firm_units`` what of these has piled up; ``believed_multiple`` is how many times their need
    customers are believed to have ordered.
    """

    forecast: Forecast
    safety_units: Vector
    position_units: Vector
    firm_units: Vector
    believed_multiple: Vector
    supply_factor: Vector
    is_last: Flags
    ordered_units: Units


def plan_supply(actors: Actors) -> None:
    """Forecast orders, join the foundries' queues; then set list prices."""
    world = actors.world
    if not lines_of(world.setup).of:
        return
    watch_demand(world)
    view = view_of(world, np.zeros_like(world.vendors.outlook_level))
    factor = lines_of(world.setup).own_answer(actors.vendors.ask("supply_factor", view))
    actors.notebook.write(_order_wafers(world, factor))
    watch_tightness(world)
    move_fair_prices(world)
    actors.notebook.write(review_prices(actors, view_of(world, np.zeros_like(world.vendors.outlook_level))))


def forecast_of(world: World, factor: Vector) -> Forecast:
    """A family's demand, shared out among its generations, over each chip's cycle."""
    lines, cycle = lines_of(world.setup), world.wafers.cycle_months
    ahead = np.arange(1, max(int(cycle.max()), 2), dtype=np.int64)
    share = generation_shares(lines, taken_ahead(world, ahead))
    relative = relative_compute(world)
    demand = demand_ahead(world, ahead) * share / np.where(relative > 0, relative, 1.0)[:, None]
    demand *= factor[:, None]
    arrives = np.minimum(np.maximum(cycle - 2, 0), len(ahead) - 1)
    chips = np.arange(len(cycle))
    within = ahead[:, None] < cycle
    cover = total(np.where(within, demand, 0.0), axis=1)
    return Forecast(demand[:, arrives, chips], cover, share[:, arrives, chips])


def safety_units(world: World, forecast: Forecast) -> Vector:
    """Stock against errors of the forecast over the cycle: the newsvendor's, tempered by caution.

    A chip short costs its margin, a chip too many what it does not bring back of its cost (Arrow, Harris
    and Marschak 1951).
    """
    rules, cost = world.numbers("vendor", 1), unit_cost_usd(world)
    margin = np.maximum(world.prices.list_usd - cost, 0.0)
    lost = (1.0 - rules.salvage_share) * cost
    ratio = margin / np.maximum(margin + lost, 1e-9)
    deviations = (1.0 - rules.caution) * np.maximum(normal_quantile(ratio), 0.0)
    months = np.sqrt(world.wafers.cycle_months.astype(np.float64))
    safety: Vector = deviations * relative_deviation(world) * forecast.arriving_units * months
    return safety


def wafer_orders(forecast: Forecast, safety: Vector, position: Vector, firm: Vector, gain: Vector) -> Vector:
    """The month's demand, a part of the gap to what covers the cycle, and all of it that is on order.

    Proportional order-up-to (Disney and Towill 2003): as all that is in queue and line counts, it is stable
    for gains up to two, and varies g / (2 − g) times as much as independent demand. What is
    ``firm``, believed orders that have piled up, is no forecast: it is built at once.
    """
    gap = forecast.cover_units + safety - forecast.arriving_units - position
    ordered = np.minimum(np.maximum(gap, 0.0), firm)
    return np.maximum(forecast.arriving_units + ordered + gain * (gap - ordered), 0.0)


def _order_wafers(world: World, factor: Vector) -> WaferPlan:
    """Order for every main chip; one that is about to end is ordered once more, for all that is open."""
    lines, table = lines_of(world.setup), world.vendors
    forecast, multiple = forecast_of(world, factor), believed_multiple(world)
    believed = main_total(lines, backlog_units(world) / multiple)
    usual = world.numbers("vendor", 1).firm_months * forecast.arriving_units
    firm = np.maximum(believed - usual, 0.0)
    position = main_total(lines, stock_units(world)) - believed + world.wafers.coming_units
    safety = safety_units(world, forecast)
    is_last = end_production(world, forecast.share)
    gain = np.where(is_last, 1.0, world.numbers("vendor", 1).order_gain)
    wanted = wafer_orders(forecast, safety, position, firm, gain)
    is_ordered = lines.made & (lines.base < 0) & makable(world) & (~table.is_ended | is_last)
    ordered = np.where(is_ordered, wanted, 0.0).astype(np.int64)
    world.wafers.order(ordered)
    by_vendor = np.where(lines.is_own, ordered[:, None], 0).sum(axis=2, dtype=np.int64)
    demand = total(np.where(lines.is_own, table.demand_units[:, None], 0.0))
    world.counters.tiers["vendor"].add(by_vendor.astype(np.float64), demand)
    return WaferPlan(forecast, safety, position, firm, multiple, factor, is_last, ordered)
