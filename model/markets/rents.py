"""What tenants pay clouds for an hour of a chip."""

import numpy as np
from numpy.typing import NDArray

from model.inputs.calendar import HOURS_PER_MONTH
from model.state.world import World

type Vector = NDArray[np.float64]


def paid_rents(world: World) -> Vector:
    """What is paid on demand, USD an hour: runs × clouds × chips, zero where a chip is not let.

    List rents less what is negotiated, no less than power and hosting cost.
    """
    clouds = world.clouds
    listed: Vector = clouds.rent_usd_per_hour
    energy = world.snapshot.energy_usd_per_month[:, world.setup.firms.cloud_region]
    floor = (energy + world.numbers("cloud", 2).hosting_usd_per_chip_month) / HOURS_PER_MONTH
    paid = np.maximum(listed * (1.0 - clouds.rebate[..., None]), np.minimum(listed, floor))
    return np.where(listed > 0, paid, 0.0)
