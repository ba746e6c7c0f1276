"""Clouds order chips from makers and own programmes, inflate under rationing, and cancel."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds.capacity import (
    capacity_a100,
    compute_of_chips,
    order_multiple,
    ratio,
    target_use,
)
from agents.clouds.need import (
    Need,
    ample,
    finance,
    letting_return,
    marginal_product_usd,
    own_need,
    tenants_need,
)
from agents.clouds.score import marginal_shares, scores
from agents.clouds.user_cost import Basket, UserCost, user_cost
from agents.clouds.view import cloud_view
from agents.strategies.cloud.base import CloudView
from model.state.maths import total
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A month's buying: the need, what an A100 costs, each chip's part of the outlay, what was withdrawn.

    Runs × clouds (× chips); ``multiple`` is what is ordered over what is needed, ``lead_months`` is the
    same for all clouds.
    """

    view: CloudView
    need: Need
    basket: Basket
    share: Vector
    lead_months: Vector
    multiple: Vector
    withdrawn_units: Vector


def order_chips(actors: Actors) -> None:
    """Close a part of the gap to the compute wanted with the chips that cost least for their use."""
    world, clouds = actors.world, actors.world.clouds
    _learn_from_deliveries(world)
    compute, view = compute_of_chips(world), cloud_view(world)
    cost = user_cost(world, compute)
    score = scores(actors, view, cost)
    share = marginal_shares(score, clouds.own_chip)
    basket = cost.basket(share)
    _note_costs(world, basket)
    needs = _needs(actors, view, share, compute, basket)
    freely = _basket_units(world, score, share, cost, _closing_a100(world, needs))
    clouds.wanted_usd[...] = total(freely * cost.outlay_usd)
    limits = finance(world, basket, needs.tenants_a100, needs.capacity_a100)
    needs = replace(needs, own_a100=own_need(world, needs.ahead_months, limits))
    _note_values(world, needs)
    units = _basket_units(world, score, share, cost, _order_a100(world, needs))
    clouds.investment_usd[...] = total(units * cost.outlay_usd) + _spot_usd(world)
    multiple = order_multiple(world)
    _place(world, units, multiple, total(score) > 0)
    withdrawn = _cancel(world, needs.gap_a100, compute)
    if actors.notebook.is_open:
        lead = world.snapshot.lead_months[:, None]
        spent = ratio(units * cost.outlay_usd, total(units * cost.outlay_usd)[..., None])
        actors.notebook.write(OrderPage(view, needs, basket, spent, lead, multiple, withdrawn))
    placed = world.orders.placed_units[:, world.setup.firms.clouds].sum(axis=2, dtype=np.int64)
    demand = np.maximum(clouds.first_party_a100 + clouds.rental_a100, 0.0)
    world.counters.tiers["cloud"].add(placed.astype(np.float64), demand)


def _learn_from_deliveries(world: World) -> None:
    """What part of orders arrives."""
    clouds, rules = world.clouds, world.numbers("cloud", 2)
    rate = world.orders.fill_rate(world.setup.firms.clouds)
    clouds.fill_rate += rules.smoothing * (rate - clouds.fill_rate)


def _note_costs(world: World, basket: Basket) -> None:
    """What compute costs now; who can buy nothing remembers what it did."""
    clouds, buys = world.clouds, basket.outlay_usd > 0
    clouds.user_cost_usd[...] = np.where(buys, basket.user_cost_usd / target_use(world), clouds.user_cost_usd)
    clouds.outlay_usd_per_a100[...] = np.where(buys, basket.outlay_usd, clouds.outlay_usd_per_a100)


def _note_values(world: World, needs: Need) -> None:
    """How much compute is wanted, how long it takes to come, and what one more would earn until then."""
    clouds = world.clouds
    clouds.wanted_a100[...] = (needs.own_a100 + needs.tenants_a100) / needs.target_use
    clouds.wait_months[...] = needs.ahead_months
    own = marginal_product_usd(world, clouds.first_party_a100)
    let = np.where(clouds.rents_out, needs.letting_return * clouds.user_cost_usd, 0.0)
    clouds.marginal_value_usd[...] = np.maximum(own, let)


def _needs(actors: Actors, view: CloudView, share: Vector, compute: Vector, basket: Basket) -> Need:
    """What is wanted when today's orders arrive, as if money were ample."""
    world, clouds = actors.world, actors.world.clouds
    capacity = capacity_a100(world, compute)
    ahead = total(share * np.where(clouds.own_chip, 0.0, world.snapshot.lead_months[:, None]))
    returns = letting_return(world, share, compute, basket)
    ally = actors.clouds.ask("planned_for_ally_a100", view)[..., 0]
    tenants = tenants_need(world, returns, ally, ahead, capacity)
    return Need(
        own_a100=own_need(world, ahead, ample(world)),
        tenants_a100=tenants,
        target_use=target_use(world),
        ahead_months=ahead,
        capacity_a100=capacity,
        letting_return=returns,
    )


def _closing_a100(world: World, needs: Need) -> Vector:
    """A part of the gap and what wears out, never less than nothing (Disney and Towill 2003)."""
    rules = world.numbers("cloud", 1)
    closing = rules.adjustment_speed * needs.gap_a100 + rules.scrap_rate * needs.capacity_a100
    return np.maximum(closing, 0.0)


def _order_a100(world: World, needs: Need) -> Vector:
    """Compute to order this month as far as sites can grow, beside what was bought at once."""
    clouds = world.clouds
    site = world.numbers("cloud", 1).site_growth * needs.capacity_a100
    at_once = total(clouds.spot_units * compute_of_chips(world))
    ordered: Vector = np.maximum(np.minimum(_closing_a100(world, needs), site) - at_once, 0.0)
    return ordered


def _spot_usd(world: World) -> Vector:
    """What was spent on the spot market this month, runs × clouds."""
    street_usd = world.snapshot.street_usd[:, world.setup.firms.cloud_region]
    spent: Vector = total(world.clouds.spot_units * street_usd)
    return spent


def _basket_units(world: World, score: Vector, share: Vector, cost: UserCost, order_a100: Vector) -> Vector:
    """Own chips get their part of the compute as far as they can be made; the rest is bought by score."""
    clouds, compute = world.clouds, cost.compute_a100
    own_part = ratio(np.where(clouds.own_chip, score, 0.0), total(score)[..., None])
    own = np.minimum(ratio(own_part * order_a100[..., None], compute), clouds.can_make_units)
    rest = order_a100 - total(own * compute)
    bought = np.where(clouds.own_chip, 0.0, share) * cost.basket(share).outlay_usd[..., None]
    units: Vector = own + bought * rest[..., None] / cost.outlay_usd
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
