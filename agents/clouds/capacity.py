"""What clouds' chips are worth to them: compute held, coming, used; their need of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.ordering import inflation
from model.state.maths import dot, power, total
from model.state.rules import RuleTable
from model.state.world import World

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Need:
    """Capacity wanted some months ahead, for itself, for tenants and for allies, and what is there.

    Runs × clouds in A100s; ``target_use`` is the part of the capacity that is to be in use.
    """

    own_a100: Vector
    tenants_a100: Vector
    ally_a100: Vector
    target_use: Vector
    ahead_months: Vector
    capacity_a100: Vector

    @property
    def gap_a100(self) -> Vector:
        """What is wanted at the target use, less what is held and on order."""
        wanted = (self.own_a100 + self.tenants_a100 + self.ally_a100) / self.target_use
        gap: Vector = wanted - self.capacity_a100
        return gap


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
    """Compute held and on order, runs × clouds.

    Phantom orders are discounted, and so is what will come later than one plans ahead.
    """
    clouds = world.clouds
    ordered = world.orders.open_units[:, world.setup.firms.clouds] / order_multiple(world)
    units = held_units(world) + ordered * clouds.timely_share
    units = units + np.where(clouds.own_chip, world.wafers.coming_units[:, None], 0)
    capacity: Vector = total(units * compute)
    return capacity


def own_growth(world: World, rules: RuleTable) -> Vector:
    """Growth of own need a month, runs × clouds.

    From the growth that opening purchases show to the lasting one, and the boom's on top.
    """
    numbers = world.numbers("cloud", 1)
    left = power(0.5, rules.month / numbers.growth_half_life_months)
    lasting = numbers.first_party_growth
    boom = rules.first_party_growth[:, world.setup.firms.cloud_region]
    growth: Vector = lasting + (world.clouds.opening_growth - lasting) * left + boom
    return growth


def target_use(world: World) -> Vector:
    """Part of capacity that is to be in use: less than all where tenants come and go, runs × clouds."""
    return np.where(world.clouds.rents_out, world.numbers("cloud", 1).target_utilisation, 1.0)


def need(world: World, ally_a100: Vector, compute: Vector) -> Need:
    """Wanted capacity a few months ahead, and what is held and on order."""
    clouds, rules = world.clouds, world.numbers("cloud", 1)
    ahead = power(1 + own_growth(world, world.snapshot.rules), rules.planning_months)
    return Need(
        own_a100=clouds.first_party_a100 * ahead,
        tenants_a100=clouds.rental_a100 * ahead,
        ally_a100=ally_a100,
        target_use=target_use(world),
        ahead_months=rules.planning_months,
        capacity_a100=capacity_a100(world, compute),
    )
