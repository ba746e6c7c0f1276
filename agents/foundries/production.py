"""What production costs a foundry."""

import numpy as np
from numpy.typing import NDArray

from model.state.kinds import Kind
from model.state.world import World

type Vector = NDArray[np.float64]


def running_costs_usd(world: World) -> Vector:
    """A share of this month's wafer revenue, runs × foundries."""
    revenue_usd = world.money.received_this_month(Kind.WAFERS)[:, world.setup.firms.foundries]
    costs: Vector = revenue_usd * world.foundries.production_cost_share
    return costs
