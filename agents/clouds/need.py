"""How much compute clouds want, for themselves and to let."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.clouds.capacity import ratio, target_use
from agents.clouds.capital import Arena, Business, Finance, marginal_revenue_usd, wanted_capital
from agents.clouds.user_cost import Basket
from agents.expectations import expected_growth
from agents.prize import extrapolated, perceived_prize
from model.inputs.calendar import HOURS_PER_MONTH
from model.markets.rents import paid_rents
from model.state.maths import exp, log, power, total
from model.state.world import World

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Need:
    """Compute at work that is wanted when orders placed now arrive, and what is held and on order.

    Runs × clouds in A100s; ``target_use`` is the part of the capacity that is to be in use, ``ahead_months``
    the wait, ``letting_return`` the value of a rented A100 over its price.
    """

    own_a100: Vector
    tenants_a100: Vector
    target_use: Vector
    ahead_months: Vector
    capacity_a100: Vector
    letting_return: Vector

    @property
    def gap_a100(self) -> Vector:
        """What is wanted at the target use, less what is held and on order."""
        wanted = (self.own_a100 + self.tenants_a100) / self.target_use
        gap: Vector = wanted - self.capacity_a100
        return gap


def own_need(world: World, ahead_months: Vector, finance: Finance) -> Vector:
    """Compute at work that clouds want for themselves some months ahead, runs × clouds."""
    return wanted_capital(
        business(world, ahead_months), arena(world, ahead_months), world.clouds.user_cost_usd, finance
    )


def business(world: World, ahead_months: Vector) -> Business:
    """The own business some months ahead; a demand shock scales it while it lasts."""
    clouds = world.clouds
    shock = world.rules.demand_factor[:, world.setup.firms.cloud_region]
    base = clouds.base_a100 * shock * business_growth(world, ahead_months)
    return Business(base, clouds.base_user_cost_usd, world.numbers("cloud", 1).capital_elasticity)


def business_growth(world: World, ahead_months: Vector) -> Vector:
    """Own business some months ahead over that of the start, runs × clouds.

    The growth that opening purchases show decays to that of other business.
    """
    clouds, rules = world.clouds, world.numbers("cloud", 1)
    none = np.zeros_like(clouds.opening_growth)
    months = world.month + ahead_months
    grown: Vector = exp(
        expected_growth(clouds.opening_growth, rules.business_growth, months, rules.growth_persistence, none)
    )
    return grown


def arena(world: World, ahead_months: Vector) -> Arena:
    """What large clouds of a bloc race for some months ahead, at what rivals hold.

    Each cloud's prize is what its opening purchases show, and grows with what users are expected to spend.
    """
    clouds, rules = world.clouds, world.numbers("cloud", 1)
    region = world.setup.firms.cloud_region
    grown = perceived_prize(world, region) * extrapolated(
        world, region, ahead_months, rules.growth_persistence, rules.overreaction
    )
    return Arena(
        rules.race_share * clouds.prize_usd_per_share * grown,
        rivals_effort(world, clouds.first_party_a100),
        rules.race_returns,
    )


def rivals_effort(world: World, held_a100: Vector) -> Vector:
    """What a large cloud's rivals in its bloc put into the race, runs × clouds."""
    clouds, rules = world.clouds, world.numbers("cloud", 1)
    bloc = world.setup.region_bloc[world.setup.firms.cloud_region]
    rivals = (bloc[:, None] == bloc) & clouds.is_large & ~np.eye(len(bloc), dtype=np.bool_)
    effort = power(np.maximum(held_a100, 0.0), rules.race_returns)
    return np.where(clouds.is_large, total(np.where(rivals, effort[:, None], 0.0)), 0.0)


def marginal_product_usd(world: World, at_work_a100: Vector) -> Vector:
    """What one more A100 at work would earn a month for the own business and in the race, runs × clouds."""
    now = np.zeros_like(at_work_a100)
    return marginal_revenue_usd(at_work_a100, business(world, now), arena(world, now))


def ample(world: World) -> Finance:
    """Money without limit."""
    none = np.zeros_like(world.clouds.base_a100)
    return Finance(none, none, none, none, none + 1.0, none)


def finance(world: World, basket: Basket, others_a100: Vector, capacity: Vector) -> Finance:
    """What a cloud's order costs beyond user cost, beside compute at work for tenants."""
    rules, use = world.numbers("cloud", 1), target_use(world)
    return Finance(
        outlay_usd=basket.outlay_usd / use,
        speed=rules.adjustment_speed,
        net_a100=capacity * use - others_a100,
        worn_a100=rules.scrap_rate * capacity * use,
        cash_flow_usd=cash_flow_usd(world),
        premium_usd=rules.finance_premium * basket.outlay_usd / use,
    )


def cash_flow_usd(world: World) -> Vector:
    """What clouds can put into chips a month without dearer finance, runs × clouds.

    Large ones live on their other business; lenders pay most of what a small one buys.
    """
    clouds, rules = world.clouds, world.numbers("cloud", 1)
    large = clouds.cash_flow_usd_per_month * exp(rules.business_growth * world.month)
    earned = np.maximum(clouds.rental_profit_usd, 0.0)
    small = clouds.cash_flow_usd_per_month + earned / (1.0 - rules.debt_share)
    return np.where(clouds.is_large, large, small)


def tenants_need(
    world: World, letting_return: Vector, ally_a100: Vector, ahead_months: Vector, capacity: Vector
) -> Vector:
    """Compute at work to have for tenants: what they and an allied lab will ask for, as far as letting pays.

    Compute to let grows by ``letting_response`` per log of its return (Greenwood and Hanson 2015).
    """
    clouds, rules = world.clouds, world.numbers("cloud", 1)
    grown = expected_growth(
        clouds.rental_growth,
        rules.business_growth,
        ahead_months,
        rules.growth_persistence,
        rules.overreaction,
    )
    asked = clouds.rental_a100 * exp(grown) + ally_a100
    let = np.maximum(capacity * target_use(world) - clouds.first_party_a100, clouds.rental_a100)
    response = rules.letting_response / np.maximum(rules.adjustment_speed, 1e-6)
    pays = let * np.maximum(0.0, 1.0 + response * log(np.maximum(letting_return, 1e-6)))
    return np.where(clouds.rents_out, np.minimum(asked, pays), 0.0)


def letting_return(world: World, share: Vector, compute: Vector, basket: Basket) -> Vector:
    """Rent over user cost of what is bought, runs × clouds: above one, letting more of it pays."""
    clouds, rules = world.clouds, world.numbers("cloud", 1)
    discount = 1.0 - rules.reserved_share * clouds.reserved_discount
    paid = paid_rents(world)
    earned = paid * HOURS_PER_MONTH * (discount * rules.target_utilisation)[..., None]
    known = (paid > 0) & (compute > 0)
    weight = np.where(known, share, 0.0)
    per_a100 = np.divide(earned, compute, out=np.zeros_like(earned), where=known)
    rent = ratio(total(weight * per_a100), total(weight))
    return np.where(rent > 0, ratio(rent, basket.user_cost_usd), 1.0)
