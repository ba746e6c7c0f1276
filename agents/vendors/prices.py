"""Vendors' list prices: what customers think fair, how scarce a chip is, and the review."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.strategies.vendor.base import VendorView
from agents.vendors.demand import believed_multiple, demand_ahead
from agents.vendors.generations import generation_shares, main_total, relative_compute, taken_ahead
from agents.vendors.lines import lines_of
from agents.vendors.view import backlog_units, stock_units
from model.markets.deliveries import unit_cost_usd
from model.markets.goodwill import by_sales
from model.state.maths import exp, log, total
from model.state.wafers import RING
from model.state.world import World

type Vector = NDArray[np.float64]

YEAR_MONTHS = 12
LEAST_MARGIN = 0.05
"""Of a list price at the start, where the catalogue gives less: an elasticity of twenty at most."""
SOLVED = ("fair_usd", "fair_cost_usd", "list_elasticity")
"""What the opening state holds that is worked out from prices and costs."""


@dataclass(frozen=True, slots=True)
class Review:
    """The view that set list prices, and the prices after, runs × chips."""

    view: VendorView
    after_usd: Vector


def open_prices(world: World) -> None:
    """At the start every list price is thought fair, and is the one that earns most at its elasticity.

    A monopolist's margin over its price is one over the elasticity (Lerner 1934).
    """
    table, list_usd, cost = world.vendors, world.prices.list_usd, unit_cost_usd(world)
    table.fair_usd[...] = list_usd
    table.fair_cost_usd[...] = cost
    margin = 1.0 - cost / np.where(list_usd > 0, list_usd, 1.0)
    table.list_elasticity[...] = 1.0 / np.maximum(margin, LEAST_MARGIN)


def tightness(world: World) -> Vector:
    """What is wanted within a year over what can be delivered, of a chip with its variants: runs × chips.

    Wanted are expected orders and what is believed of those that are open beyond a month's. Deliverable are
    stock, queue and line, and of what is still to be ordered as much as foundries start at last month's pace.
    """
    lines, wafers = lines_of(world.setup), world.wafers
    ahead = np.arange(1, YEAR_MONTHS + 1)
    share = generation_shares(lines, taken_ahead(world, ahead))
    relative = relative_compute(world)
    demand = demand_ahead(world, ahead) * share / np.where(relative > 0, relative, 1.0)[:, None]
    is_late = ahead[:, None] >= wafers.cycle_months
    later = np.where(world.vendors.is_ended, 0.0, total(np.where(is_late, demand, 0.0), axis=1))
    late = main_total(lines, backlog_units(world) / believed_multiple(world)) - demand[:, 0]
    wanted = total(np.where(is_late, 0.0, demand), axis=1) + later + np.maximum(late, 0.0)
    stock = main_total(lines, stock_units(world)) + wafers.line_units.sum(axis=1, dtype=np.int64)
    pace = started_units(world) * np.maximum(YEAR_MONTHS - wafers.cycle_months, 0)
    deliverable = stock + wafers.queue_units + np.minimum(later, pace)
    tight: Vector = np.maximum(wanted, 1.0) / np.maximum(deliverable, 1.0)
    return tight[:, lines.main]


def watch_tightness(world: World) -> None:
    """How scarce chips are, smoothed as demand is."""
    seen, weight = world.vendors.tightness, world.numbers("vendor", 1).smoothing
    seen[...] *= exp(weight * log(tightness(world) / seen))


def started_units(world: World) -> Vector:
    """What foundries started last month, runs × chips."""
    wafers, chips = world.wafers, np.arange(len(world.wafers.cycle_months))
    started = wafers.line_units[:, (world.month - 1 + wafers.cycle_months) % RING, chips]
    return started.astype(np.float64)


def move_fair_prices(world: World) -> None:
    """What customers think fair follows cost one for one, and slowly what is asked (Kahneman et al. 1986).

    A dated move of a list price is resented until customers are used to it.
    """
    table, rules, cost = world.vendors, world.numbers("vendor", 1), unit_cost_usd(world)
    fair = np.maximum(table.fair_usd + cost - table.fair_cost_usd, cost)
    asked = world.prices.list_usd / table.list_factor
    drift = np.where(world.prices.on_sale, rules.fair_price_drift, 0.0)
    gap = log(np.where(world.prices.on_sale, asked / np.where(fair > 0, fair, 1.0), 1.0))
    table.fair_usd[...] = fair * exp(drift * gap)
    table.fair_cost_usd[...] = cost
    table.resented_move[...] *= 1.0 - rules.fair_price_drift


def review_prices(actors: Actors, view: VendorView) -> Review:
    """Set list prices, which dated moves scale; a chip ahead of its launch is announced at its fair price."""
    world, table = actors.world, actors.world.vendors
    lines, list_usd = lines_of(world.setup), world.prices.list_usd
    table.list_factor[...] *= world.rules.list_moves
    table.resented_move[...] += by_sales(world, log(world.rules.list_moves))
    sells = (world.prices.on_sale[:, None] & lines.is_own).any(axis=2)
    # A vendor with nothing on sale leaves its list alone.
    is_reviewed = lines.made & sells[:, lines.vendor]
    asked = lines.own_answer(actors.vendors.ask("list_prices", view))
    asked = np.where(world.month < lines.launch_month, table.fair_usd, asked) * table.list_factor
    list_usd[...] = np.where(is_reviewed, asked, list_usd)
    return Review(view, list_usd.copy())
