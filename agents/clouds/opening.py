"""Clouds as a run opens: traits, stock, orders, tenants, and the own need that their purchases show."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds.capacity import capacity_a100, compute_of_chips, held_units, ratio, target_use
from agents.clouds.need import business_growth, letting_return, rivals_effort, tenants_need
from agents.clouds.score import marginal_shares, scores
from agents.clouds.user_cost import user_cost
from agents.clouds.view import cloud_view, cost_rents
from agents.ordering import propensity_of
from model.inputs.cast import CloudRow
from model.state.kinds import MILLI
from model.state.maths import power, total
from model.state.randomness import Purpose, key_of, uniforms
from model.state.setup import REFERENCE
from model.state.world import World

type Vector = NDArray[np.float64]

USUAL_RENT_USD_PER_HOUR = 2.0
"""Of a reference chip at a cloud whose opening rents do not name it."""
USUAL_TRAINING_SHARE = 0.5
SOLVED = (
    "opening_growth", "base_a100", "base_user_cost_usd", "user_cost_usd", "prize_usd_per_share",
    "opening_margin", "rental_a100", "rental_growth",
)  # fmt: skip
"""Fields of the table that are solved from parameters: a changed world takes them from its baseline."""


def open_clouds(world: World) -> None:
    """Fill clouds' traits, rents, budgets, opening stock and orders."""
    clouds, setup = world.clouds, world.setup
    rows, chips = setup.cast.cloud, setup.chips
    clouds.rents_out[...] = [row.rents_out for row in rows]
    clouds.is_large[...] = [row.is_large for row in rows]
    clouds.training_share[...] = [row.first_party_training_share or USUAL_TRAINING_SHARE for row in rows]
    clouds.anchor_usd_per_hour[...] = [
        row.rent_usd_per_hour.get(REFERENCE, USUAL_RENT_USD_PER_HOUR) for row in rows
    ]
    clouds.reserved_discount[...] = [row.reserved_discount for row in rows]
    clouds.cash_flow_usd_per_month[...] = [row.cash_flow_usd_per_month for row in rows]
    clouds.own_chip[...] = (chips.maker == setup.firms.clouds[:, None]) & chips.is_inhouse
    clouds.investment_usd[...] = [row.ai_budget_usd_per_month for row in rows]
    clouds.wanted_usd[...] = clouds.investment_usd
    keys = np.array([key_of(row.name) for row in rows], np.uint64)
    draws = [uniforms(seed, Purpose.ORDER_INFLATION, keys) for seed in world.seeds]
    clouds.order_inflation[...] = propensity_of(np.stack(draws))
    for place, row in enumerate(rows):
        _open_cloud(world, place, row)
    clouds.rental_a100[...] = _a100(world, [row.opening_rental_units for row in rows])


def open_needs(actors: Actors) -> None:
    """Own need at the start is what makes the opening purchases just right, and so is its growth.

    Called once programmes are in place, whose chips count as coming, and prices and waits can be seen.
    """
    world, clouds, rules = actors.world, actors.world.clouds, actors.world.numbers("cloud", 1)
    compute = compute_of_chips(world)
    cost = user_cost(world, compute)
    share = marginal_shares(scores(actors, cloud_view(world), cost), clouds.own_chip)
    basket = cost.basket(share)
    clouds.user_cost_usd[...] = clouds.base_user_cost_usd[...] = basket.user_cost_usd / target_use(world)
    at_cost = cost_rents(world)[..., world.setup.chips.reference]
    clouds.opening_margin[...] = np.where(at_cost > 0, ratio(clouds.anchor_usd_per_hour, at_cost), 1.0)
    capacity, monthly = capacity_a100(world, compute), _bought_a100(world, compute)
    held = total(held_units(world) * compute)
    growth = ratio(monthly, held) - rules.scrap_rate
    clouds.opening_growth[...] = np.where(held > 0, growth, 0.0)
    clouds.rental_growth[...] = np.maximum(clouds.opening_growth, 0.0)
    gap = (monthly - rules.scrap_rate * capacity) / rules.adjustment_speed
    ahead = total(share * np.where(clouds.own_chip, 0.0, world.snapshot.lead_months[:, None]))
    returns = letting_return(world, share, compute, basket)
    tenants = tenants_need(world, returns, np.zeros_like(ahead), ahead, capacity)
    own = np.maximum(0.0, (capacity + gap) * target_use(world) - tenants)
    _split(world, own / business_growth(world, ahead))


def _split(world: World, own: Vector) -> None:
    """Which part of the own need is the race for users, and which the own business.

    At the opening user cost a part ``race_share`` of what one more A100 earns comes from the race.
    """
    clouds, rules = world.clouds, world.numbers("cloud", 1)
    part = np.minimum(1.0, ratio(total(held_units(world) * compute_of_chips(world)) * target_use(world), own))
    rivals, returns = rivals_effort(world, own * part), rules.race_returns
    races = (rivals > 0) & (own > 0)
    share = np.where(races, rules.race_share, 0.0)
    effort = power(np.where(races, own, 1.0), returns)
    slope = (
        returns * effort / np.where(races, own, 1.0) * ratio(rivals, (effort + rivals) * (effort + rivals))
    )
    clouds.prize_usd_per_share[...] = np.where(races, ratio(clouds.user_cost_usd, slope), 0.0)
    clouds.base_a100[...] = own * power(1.0 - share, rules.capital_elasticity)


def _bought_a100(world: World, compute: Vector) -> Vector:
    """Compute bought and made a month at the start."""
    bought = _a100(world, [row.opening_monthly_units for row in world.setup.cast.cloud])
    made = total(world.wafers.line_units[:, 0, None] * world.clouds.own_chip * compute)
    together: Vector = bought + made
    return together


def _open_cloud(world: World, place: int, row: CloudRow) -> None:
    """One cloud's rents, stock and open orders."""
    account, position = world.setup.firms.clouds[place], world.setup.catalogue.chip_index
    for name, rent in row.rent_usd_per_hour.items():
        world.clouds.rent_usd_per_hour[:, place, position(name)] = rent
    for name, units in row.opening_units.items():
        world.chips.make(world.run, account, position(name), units * MILLI)
    for name, monthly in row.opening_monthly_units.items():
        world.orders.open_units[:, account, position(name)] += int(monthly)


def _a100(world: World, units_by_name: Sequence[Mapping[str, float]]) -> Vector:
    """Effective compute of some chips of each cloud, added in the order in which its row names them."""
    compute, position = compute_of_chips(world), world.setup.catalogue.chip_index
    found = np.zeros((world.runs, len(units_by_name)))
    for place, named in enumerate(units_by_name):
        chips = np.array([position(name) for name in named], np.int64)
        found[:, place] = total(np.array(list(named.values()), np.float64) * compute[:, place, chips])
    return found
