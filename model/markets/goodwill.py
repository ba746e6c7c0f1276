"""What customers hold against a vendor: list prices above what they think fair."""

import numpy as np
from numpy.typing import NDArray

from model.state.maths import log, total
from model.state.world import World

type Vector = NDArray[np.float64]


def by_sales(world: World, values: Vector) -> Vector:
    """The mean of values (runs × chips) over what each vendor sells, by sales: runs × vendors."""
    prices, setup = world.prices, world.setup
    sales_usd = np.where(prices.on_sale, prices.shipped_units * prices.list_usd, 0.0)
    own = setup.chips.vendor == np.arange(len(setup.firms.vendors))[:, None]
    by_vendor = np.where(own, sales_usd[:, None], 0.0)
    sold = total(by_vendor)
    mean: Vector = total(by_vendor * values[:, None]) / np.where(sold > 0, sold, 1.0)
    return mean


def resented_rises(world: World) -> Vector:
    """Log of a vendor's list prices over what is thought fair, and of dated moves not yet got used to."""
    table = world.vendors
    fair = table.fair_usd * table.list_factor
    priced = (fair > 0) & (world.prices.list_usd > 0)
    rise = log(np.where(priced, world.prices.list_usd, 1.0) / np.where(priced, fair, 1.0))
    return np.maximum(by_sales(world, np.maximum(rise, 0.0)) + table.resented_move, 0.0)
