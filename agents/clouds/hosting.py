"""The part of clouds' floors that vendors' own clouds may use, and what all chips there cost to run."""

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds.capacity import held_units
from agents.clouds.view import cloud_view
from model.markets.hosting import fleet_units, hosted
from model.state.maths import total
from model.state.world import World

type Vector = NDArray[np.float64]


def host_room_units(actors: Actors) -> Vector:
    """Chips of vendors' clouds that clouds let onto their floors, runs × clouds.

    A month starts with deliveries: what is known of the market is still last month's snapshot.
    """
    share = actors.clouds.ask("host_capacity_share", cloud_view(actors.world))[..., 0]
    return np.asarray(share * total(held_units(actors.world)))


def running_costs_usd(world: World) -> Vector:
    """Floor and operation of all chips here, own and hosted, runs × clouds."""
    units: Vector = total(held_units(world)) + total(hosted(world, fleet_units(world)))
    return units * world.numbers("cloud", 1).hosting_usd_per_chip_month
