"""Compute of clouds' chips: held, coming and used."""

import numpy as np
from numpy.typing import NDArray

from agents.ordering import inflation
from model.state.maths import dot, total
from model.state.world import World

type Vector = NDArray[np.float64]


def ratio(above: Vector, below: Vector) -> Vector:
    """One over the other where the other is positive, else zero."""
    shape = np.broadcast_shapes(above.shape, below.shape)
    return np.divide(above, below, out=np.zeros(shape), where=below > 0)


def held_units(world: World) -> Vector:
    """Chips that clouds hold, runs × clouds × chips."""
    return world.chips.units(world.setup.firms.clouds)


def compute_of_chips(world: World) -> Vector:
    """Effective compute of each chip for each cloud's own mix of work, runs × clouds × chips."""
    return world.fitness.compute().mixed_by(world.clouds.training_share)


def utilisation(world: World) -> Vector:
    """Used part of the installed compute, runs × clouds."""
    compute = compute_of_chips(world)
    return ratio(dot(world.clouds.used_units, compute), dot(held_units(world), compute))


def order_multiple(world: World) -> Vector:
    """Multiple of the need that clouds order under rationing, runs × clouds × chips."""
    clouds, rules = world.clouds, world.numbers("cloud", 2)
    return inflation(clouds.fill_rate, clouds.order_inflation[..., None], rules.max_inflation)


def capacity_a100(world: World, compute: Vector) -> Vector:
    """Compute held and on order, runs × clouds; orders count as far as they are meant."""
    clouds = world.clouds
    ordered = world.orders.open_units[:, world.setup.firms.clouds] / order_multiple(world)
    units = held_units(world) + ordered
    units = units + np.where(clouds.own_chip, world.wafers.coming_units[:, None], 0)
    capacity: Vector = total(units * compute)
    return capacity


def target_use(world: World) -> Vector:
    """Part of capacity that is to be in use: less than all where tenants come and go, runs × clouds."""
    return np.where(world.clouds.rents_out, world.numbers("cloud", 1).target_utilisation, 1.0)
