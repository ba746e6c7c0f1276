"""Clouds order chips from makers and own programmes, inflate and cancel, and plan the next budget."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds.capacity import Need, compute_of_chips, need, order_multiple, ratio
from agents.clouds.score import scores
from agents.clouds.view import cloud_view
from agents.strategies.cloud.base import CloudView
from model.state.maths import total
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A month's buying: the need, each chip's part of the score, what was withdrawn.

    Runs × clouds (× chips); ``multiple`` is what is ordered over what is needed, ``lead_months`` is the
    same for all clouds.
    """

    view: CloudView
    need: Need
    share: Vector
    lead_months: Vector
    multiple: Vector
    withdrawn_units: Vector


def order_chips(actors: Actors) -> None:
    """Spend the budget on the chips that give most compute for money, time and trust."""
    world, clouds = actors.world, actors.world.clouds
    _learn_from_deliveries(world)
    compute, view = compute_of_chips(world), cloud_view(world)
    needs = need(world, actors.clouds.ask("planned_for_ally_a100", view)[..., 0], compute)
    gap = needs.gap_a100
    score, price = scores(actors, view, compute)
    total_score = total(score)
    buys = total_score > 0
    share = np.divide(score, total_score[..., None], out=score.copy(), where=buys[..., None])
    usd_per_a100 = total(share * price / np.maximum(compute, 1e-6))
    clouds.wanted_usd[...] = np.where(buys, np.maximum(gap, 0.0) * usd_per_a100, clouds.wanted_usd)
    multiple = order_multiple(world)
    _place(world, _basket_units(world, score, price), multiple, buys)
    withdrawn = _cancel(world, gap, compute)
    view = replace(view, wanted_usd=clouds.wanted_usd[..., None].copy())
    if actors.notebook.is_open:
        lead = world.snapshot.lead_months[:, None]
        actors.notebook.write(OrderPage(view, needs, share, lead, multiple, withdrawn))
    _plan_budget(actors, view)
    placed = world.orders.placed_units[:, world.setup.firms.clouds].sum(axis=2, dtype=np.int64)
    demand = np.maximum(clouds.first_party_a100 + clouds.rental_a100, 0.0)
    world.counters.tiers["cloud"].add(placed.astype(np.float64), demand)


def _learn_from_deliveries(world: World) -> None:
    """What part of orders arrives, and what part of what is open comes before the end of the plan."""
    clouds, rules = world.clouds, world.numbers("cloud", 2)
    rate = world.orders.fill_rate(world.setup.firms.clouds)
    clouds.fill_rate += rules.smoothing * (rate - clouds.fill_rate)
    lead = np.maximum(world.snapshot.lead_months[:, None], 1e-9)
    clouds.timely_share[...] = np.minimum(1.0, rules.planning_months / lead)


def _basket_units(world: World, score: Vector, price: Vector) -> Vector:
    """Own chips get their share as far as they can be made; the rest buys chips by score."""
    clouds = world.clouds
    street_usd = world.snapshot.street_usd[:, world.setup.firms.cloud_region]
    spent_on_spot = total(clouds.spot_units * street_usd)
    spend = np.maximum(0.0, np.minimum(clouds.budget_usd, clouds.wanted_usd) - spent_on_spot)
    own = np.where(clouds.own_chip, score, 0.0)
    bought = np.where(clouds.own_chip, 0.0, score)
    own_usd = spend[..., None] * own / np.maximum(total(score), 1e-300)[..., None]
    own_usd = np.minimum(own_usd, clouds.can_make_units * price)
    rest = spend - total(own_usd)
    bought_usd = ratio(rest[..., None] * bought, total(bought)[..., None])
    units: Vector = (own_usd + bought_usd) / price
    return units


def _place(world: World, units: Vector, multiple: Vector, buys: Flags) -> None:
    """Inflate under rationing; orders go to makers, own chips to the own programme."""
    clouds = world.clouds
    bought = np.where(clouds.own_chip, 0.0, units * multiple).astype(np.int64)
    world.orders.place(world.setup.firms.clouds, bought, buys)
    own = np.where(clouds.own_chip, np.minimum(units, clouds.can_make_units), 0.0)
    clouds.own_ordered_units[...] = np.floor(own)
    world.wafers.order(own.astype(np.int64).sum(axis=1, dtype=np.int64))


def _cancel(world: World, gap: Vector, compute: Vector) -> Vector:
    """Withdraw phantom orders when more is coming than is wanted; returns how many, runs × clouds."""
    accounts = world.setup.firms.clouds
    open_units = world.orders.open_units[:, accounts]
    coming = total(open_units * compute)
    too_much = np.where(gap < 0, -gap, 0.0)
    part = np.minimum(1.0, ratio(too_much, coming)) * world.numbers("cloud", 1).cancel_share
    units = np.floor(open_units * part[..., None]).astype(np.int64)
    world.orders.cancel(accounts, units)
    return units.sum(axis=2, dtype=np.int64).astype(np.float64)


def _plan_budget(actors: Actors, view: CloudView) -> None:
    """Next month's AI budget."""
    clouds = actors.world.clouds
    before = clouds.budget_usd.copy()
    clouds.budget_usd[...] = actors.clouds.ask("budget", view)[..., 0]
    grown = np.divide(clouds.budget_usd, before, out=np.ones_like(before), where=before > 0)
    clouds.budget_growth[...] = grown - 1.0
