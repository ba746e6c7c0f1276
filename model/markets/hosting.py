"""Chips of vendors' own clouds on the floors of their hosts."""

import numpy as np
from numpy.typing import NDArray

from model.state.kinds import MILLI
from model.state.world import World

type Vector = NDArray[np.float64]


def fleet_units(world: World) -> Vector:
    """Chips of their makers' own clouds, runs × chips."""
    vendor = world.setup.chips.vendor
    fleet = world.setup.firms.fleets[vendor]
    held = world.chips.held[:, fleet, np.arange(len(vendor))] / MILLI
    return np.where(vendor >= 0, held, 0.0)


def hosted(world: World, fleet: Vector) -> Vector:
    """What of a fleet (runs × chips) stands where, by each vendor's hosts: runs × clouds × chips."""
    share = world.vendors.hosted_share[:, world.setup.chips.vendor].transpose(0, 2, 1)
    part: Vector = share * fleet[:, None]
    return part
