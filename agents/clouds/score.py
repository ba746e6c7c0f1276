"""How much each cloud values each chip: compute for money, time, trust, and the code that runs there."""

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds.capacity import held_units
from agents.strategies.cloud.base import CloudView
from model.state.maths import exp, power, total
from model.state.world import World

type Vector = NDArray[np.float64]

POWER_MONTHS = 24.0
"""Months of power that a buyer counts into what a chip costs."""
LEAST_PRICE_USD = 1.0


def scores(actors: Actors, view: CloudView, compute: Vector) -> tuple[Vector, Vector]:
    """Score and price (USD) of every chip that may be ordered, runs × clouds × chips; zero where none may."""
    world, clouds = actors.world, actors.world.clouds
    rules, firms, chips = world.numbers("cloud", 2), world.setup.firms, world.setup.chips
    snapshot, region, own_chip = world.snapshot, firms.cloud_region, clouds.own_chip
    maker = np.maximum(chips.maker, 0)
    tied = world.ties.strength[:, maker, firms.clouds[:, None]]
    buyable = snapshot.orderable[:, :, region].swapaxes(1, 2) & (tied > 0)
    can_make = own_chip & (clouds.can_make_units > 0)
    markup = snapshot.duty[:, :, region].swapaxes(1, 2) + firms.attach[maker]
    price = np.where(own_chip, world.setup.catalogue.cost_to_make_usd, snapshot.list_usd[:, None] * markup)
    power_bill = POWER_MONTHS * snapshot.energy_usd_per_month[:, region]
    age = np.maximum(snapshot.month - chips.launch_month, 0)
    worth = compute * exp(-rules.obsolescence * age)
    value = worth / np.maximum(price + power_bill, 1.0)
    trust = np.where(own_chip, 1.0, np.sqrt(np.maximum(tied, 0.0)))
    lead = np.where(own_chip, 0.0, snapshot.lead_months[:, None])
    score = _familiarity(world, compute) * (
        power(1e4 * value, rules.price_elasticity)
        * exp(-rules.wait_discount * lead)
        * trust
        * _hedge(world)
        * actors.clouds.ask("chip_preference", view)
    )
    return np.where(buyable | can_make, score, 0.0), np.maximum(price, LEAST_PRICE_USD)


def _hedge(world: World) -> Vector:
    """Where chips are barred, chips made at home count for more: nobody can bar those."""
    region = world.setup.firms.cloud_region
    is_barred = world.snapshot.rules.barred.any(axis=1)[:, region]
    at_home = world.setup.chips.home == region[:, None]
    hedge = exp(world.numbers("cloud", 2).supply_hedge)
    return np.where(is_barred[..., None] & at_home, hedge, 1.0)


def _familiarity(world: World, compute: Vector) -> Vector:
    """How much code of a cloud runs on each chip's stack: its share of the installed compute."""
    rules, stack = world.numbers("cloud", 2), world.setup.chips.stack
    is_of_stack = stack == np.arange(stack.max() + 1)[:, None]
    installed_by_chip = held_units(world) * compute
    installed = total(np.where(is_of_stack, installed_by_chip[:, :, None], 0.0))
    share = installed / np.maximum(total(installed), 1e-9)[..., None]
    inertia = rules.stack_inertia * (1.0 - world.snapshot.rules.portability)[:, None, None]
    known = power(np.maximum(share, rules.least_stack_share), inertia)
    return np.where(world.clouds.own_chip, 1.0, known[:, :, stack])
