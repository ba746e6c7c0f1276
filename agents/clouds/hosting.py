"""Vendors' own clouds on clouds' floors, and what all chips there cost to run."""

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds.capacity import held_units
from agents.clouds.view import cloud_view
from model.state.maths import total
from model.state.world import World

type Vector = NDArray[np.float64]


def host_room_units(actors: Actors) -> Vector:
    """Chips of vendors' clouds that clouds let onto their floors, runs × clouds.

    A month starts with deliveries: what is known of the market is still last month's snapshot.
    """
    share = actors.clouds.ask("host_floor_share", cloud_view(actors.world))[..., 0]
    return np.asarray(share * total(held_units(actors.world)))


def hosted_units(world: World) -> Vector:
    """Chips of vendors' fleets on clouds' floors, runs × clouds × chips."""
    chips, firms = world.setup.chips, world.setup.firms
    return _hosted(world, world.chips.units(firms.fleets)[:, chips.vendor, np.arange(chips.count)])


def hosted_used_units(world: World) -> Vector:
    """Those of them that customers use."""
    return _hosted(world, world.vendors.fleet_used_units)


def _hosted(world: World, fleet_units: Vector) -> Vector:
    """Each host's part of what the chips' makers have in their fleets (runs × chips)."""
    vendor = world.setup.chips.vendor
    share = world.vendors.hosted_share[:, vendor].swapaxes(1, 2)
    return np.where(vendor >= 0, share * fleet_units[:, None], 0.0)


def running_costs_usd(world: World) -> Vector:
    """Floor and operation of all chips here, own and hosted, runs × clouds."""
    units: Vector = total(held_units(world)) + total(hosted_units(world))
    return units * world.numbers("cloud", 1).hosting_usd_per_chip_month
