"""How visible suppliers are to start-ups: their part of the compute on offer."""

import numpy as np
from numpy.typing import NDArray

from model.state import maths
from model.state.world import World

type Matrix = NDArray[np.float64]


def visibility(world: World, seen: NDArray[np.bool_]) -> Matrix:
    """Part of the compute on offer by supplier, runs × regions × suppliers; vendors are widely known.

    ``seen`` (runs × regions × suppliers) is who lists anything that can be seen from a region.
    """
    suppliers = np.array(world.listings.suppliers, np.int64)
    compute = world.fitness.compute().mixed(0.5)
    offered = maths.total(world.chips.units(suppliers) * compute[:, None, :])
    weight = seen * np.sqrt(offered + 1.0)[:, None, :]
    weight = weight / np.maximum(maths.total(weight, axis=2, keepdims=True), 1e-9)
    least = world.numbers("network", 2).vendor_visibility * seen
    is_vendor = np.isin(suppliers, world.setup.firms.vendors)
    weight = np.where(is_vendor, np.maximum(weight, least), weight)
    shares: Matrix = weight / np.maximum(maths.total(weight, axis=2, keepdims=True), 1e-9)
    return shares


def seen_suppliers(world: World) -> NDArray[np.bool_]:
    """Who lists anything that can be seen from a region, runs × regions × suppliers."""
    runs, _, regions = world.listing_seen.shape
    seen = np.zeros((runs, len(world.listings.suppliers), regions), np.bool_)
    np.logical_or.at(seen, (world.run[:, None], world.listings.bit), world.listing_seen)
    return np.swapaxes(seen, 1, 2)
