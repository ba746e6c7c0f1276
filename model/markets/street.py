"""Street prices: what chips cost at resellers."""

import numpy as np

from model.state import maths
from model.state.kinds import MILLI
from model.state.world import World


def street_prices(world: World) -> None:
    """Mean ask of a region's resellers by stock and a little by name; where nobody asks, the list price."""
    firms, ask, snapshot = world.setup.firms, world.resellers.ask_usd, world.snapshot
    held = world.chips.held[:, firms.resellers] / MILLI
    weight = np.where(ask > 0, held + 1.0, 0.0)
    weighted = weight * ask
    for region in range(world.setup.regions):
        here = firms.reseller_region == region
        weights = maths.total(weight[:, here], axis=1)
        mean = maths.total(weighted[:, here], axis=1) / np.maximum(weights, 1e-9)
        world.prices.street_usd[:, region] = np.where(weights > 0, mean, snapshot.list_usd)
