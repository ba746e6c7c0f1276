"""How a cloud's purchases divide over chips: user cost, trust, and the code that runs there."""

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds.capacity import held_units, ratio
from agents.clouds.user_cost import UserCost
from agents.strategies.cloud.base import CloudView
from model.state.maths import exp, power, total
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]

REFERENCE_USD = 1_000.0
"""User cost at which a chip's score is one: a unit, which changes no share."""


def scores(actors: Actors, view: CloudView, cost: UserCost) -> Vector:
    """Score of every chip that may be ordered, runs × clouds × chips; zero where none may."""
    world, clouds = actors.world, actors.world.clouds
    rules, firms = world.numbers("cloud", 2), world.setup.firms
    maker, own_chip = np.maximum(world.setup.chips.maker, 0), clouds.own_chip
    tied = world.ties.strength[:, maker, firms.clouds[:, None]]
    buyable = world.snapshot.orderable[:, :, firms.cloud_region].swapaxes(1, 2) & (tied > 0)
    can_make = own_chip & (clouds.can_make_units > 0)
    trust = np.where(own_chip, 1.0, np.sqrt(np.maximum(tied, 0.0)))
    score = (
        power(REFERENCE_USD / (cost.usd * _safety(world)), rules.price_elasticity)
        * _familiarity(world, cost.compute_a100)
        * trust
        * actors.clouds.ask("chip_preference", view)
    )
    return np.where(buyable | can_make, score, 0.0)


def marginal_shares(score: Vector, own_chip: Flags) -> Vector:
    """Shares of the outlay on one more A100, runs × clouds × chips.

    Own chips are made as fast as they can be, so that one more is bought where anything can be.
    """
    bought = np.where(own_chip, 0.0, score)
    whole = total(bought)
    return np.where(
        (whole > 0)[..., None], ratio(bought, whole[..., None]), ratio(score, total(score)[..., None])
    )


def _safety(world: World) -> Vector:
    """How much cheaper a chip made at home counts, runs × clouds × chips: nobody can bar that one.

    A chip from abroad may be barred at some rate a month, twice as high where chips are barred already, and
    part of its worth is lost then.
    """
    rules, region = world.numbers("cloud", 1), world.setup.firms.cloud_region
    is_barred = world.snapshot.rules.barred.any(axis=1)[:, region]
    hazard = rules.bar_hazard * np.where(is_barred, 2.0, 1.0)
    lost = rules.bar_loss * (1.0 - exp(-hazard * rules.bar_horizon_months))
    can_be_barred = np.array([row.closed_market for row in world.setup.catalogue.regions])[region]
    at_home = world.setup.chips.home == region[:, None]
    cheaper: Vector = np.where(can_be_barred[:, None] & at_home, (1.0 - lost)[..., None], 1.0)
    return cheaper


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
