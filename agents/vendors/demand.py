"""What vendors make of the orders that they see: a signal by family, its level, growth and errors."""

import numpy as np
from numpy.typing import NDArray

from agents.expectations import expected_growth, learned_growth
from agents.ordering import inflation
from agents.vendors.generations import family_total, learn_generations, relative_compute
from agents.vendors.lines import lines_of
from agents.vendors.view import backlog_units
from model.state.kinds import MILLI
from model.state.maths import exp, log
from model.state.offers import Mode
from model.state.world import World

type Vector = NDArray[np.float64]

SEEN_OVER_BOUGHT = 2.0
"""Demand for direct chips counts up to so many times what was bought."""
LEAST_LEVEL = 1e-3
"""Chips a month below which a level does not fall, so that growth stays defined."""
DEVIATION_OVER_ERROR = float(np.sqrt(np.pi / 2.0))
"""Standard deviation over mean absolute error of a normal variable (Brown 1959)."""


def watch_demand(world: World) -> None:
    """Take in the month's orders: by chip, and by family less what is believed to be phantom."""
    lines, table, rules = lines_of(world.setup), world.vendors, world.numbers("vendor", 1)
    placed = (world.orders.placed_units - world.orders.cancelled_units).sum(axis=1, dtype=np.int64)
    ordered = np.where(lines.made, placed, 0) + direct_demand(world)
    table.demand_units[...] = np.maximum(ordered, 0.0)
    table.outlook_level[...] += rules.smoothing * (table.demand_units - table.outlook_level)
    relative = relative_compute(world)
    learn_generations(world, table.demand_units * relative)
    phantom = family_total(lines, backlog_units(world) * relative) * (1.0 - 1.0 / believed_multiple(world))
    signal = np.maximum(family_total(lines, ordered * relative) - (phantom - table.phantom_level), 0.0)
    table.phantom_level[...] = phantom
    _smooth(world, signal)


def _smooth(world: World, signal: Vector) -> None:
    """Level, growth and mean error of the family's demand, once it is ordered at all.

    Exponential smoothing with a damped multiplicative trend (Taylor 2003).
    """
    lines, table, rules = lines_of(world.setup), world.vendors, world.numbers("vendor", 1)
    known = lines.made & (world.month >= family_opens(world))
    expected = table.family_level * exp(rules.trend_persistence * table.family_growth)
    level = np.maximum(expected + rules.smoothing * (signal - expected), LEAST_LEVEL)
    seen = log(level / np.maximum(table.family_level, LEAST_LEVEL))
    growth = learned_growth(rules.trend_persistence * table.family_growth, seen, rules.trend_smoothing)
    error = np.abs(signal / np.maximum(expected, LEAST_LEVEL) - 1.0)
    error = table.family_error + rules.smoothing * (error - table.family_error)
    table.family_level[...] = np.where(known, level, table.family_level)
    table.family_growth[...] = np.where(known, growth, table.family_growth)
    table.family_error[...] = np.where(known, error, table.family_error)


def family_opens(world: World) -> Vector:
    """The month from which orders for a family are taken: runs × chips."""
    lines = lines_of(world.setup)
    opens: Vector = lines.launch_month[lines.root] - world.numbers("vendor", 1).announced_months
    return opens


def demand_ahead(world: World, ahead: NDArray[np.int64]) -> Vector:
    """Demand a month for a family, in first chips, some months from now: runs × months × chips."""
    table, rules = world.vendors, world.numbers("vendor", 2)
    growth = expected_growth(
        table.family_growth[:, None],
        np.zeros(1),
        ahead[:, None].astype(np.float64),
        rules.trend_persistence,
        np.zeros(1),
    )
    demand: Vector = table.family_level[:, None] * exp(growth)
    return demand


def relative_deviation(world: World) -> Vector:
    """Standard deviation of a month's demand around its forecast, over that forecast: runs × chips."""
    return DEVIATION_OVER_ERROR * world.vendors.family_error


def believed_multiple(world: World) -> Vector:
    """How many times their need customers are believed to have ordered, by family: runs × chips.

    Who waits long orders more than it needs: the rationing game, as vendors see it.
    """
    lines, rules = lines_of(world.setup), world.numbers("vendor", 1)
    relative = relative_compute(world)
    shipped = family_total(lines, np.where(lines.made, world.prices.shipped_units, 0.0) * relative)
    backlog = family_total(lines, backlog_units(world) * relative)
    late = np.maximum(backlog - world.vendors.family_level, 0.0)
    in_all = shipped + late
    filled = np.where(in_all > 0, shipped / np.where(in_all > 0, in_all, 1.0), 1.0)
    return inflation(filled, rules.believed_inflation, np.full(1, np.inf))


def direct_demand(world: World) -> Vector:
    """Units that start-ups bought, or wanted to buy, directly: runs × chips."""
    demand = np.zeros_like(world.vendors.demand_units)
    trade, listings = world.trade, world.listings
    numbers = np.flatnonzero(listings.mode == Mode.DIRECT)
    if trade is not None and len(numbers):
        bought = world.trade_totals.bought_milli[:, numbers] / MILLI
        seen = np.minimum(trade.first_choice_units[:, numbers], SEEN_OVER_BOUGHT * bought)
        np.add.at(demand.T, listings.chip[numbers], np.maximum(bought, seen).T)
    return demand
