"""Where chips may be delivered, and how licences for barred chips are counted."""

import numpy as np
from numpy.typing import NDArray

from model.state.world import World

type Units = NDArray[np.int64]
type Flags = NDArray[np.bool_]


def lawful(world: World) -> Flags:
    """Whether each chip may be delivered by its maker to each firm: runs × chips × firms."""
    rules, region, home = world.rules, world.setup.firms.region, world.setup.chips.home
    where = np.maximum(region, 0)
    barred = rules.barred[:, :, where] & (region >= 0)
    licensed = (rules.licensed_units > 0)[:, where]
    may: Flags = ~barred | (region == home[:, None]) | licensed[:, None, :]
    return may


def counted(world: World) -> Flags:
    """Where deliveries of a chip need one of the region's licences, runs × chips × regions: not at home."""
    abroad = world.setup.chips.home[:, None] != np.arange(world.setup.regions)
    needed: Flags = (world.rules.licensed_units > 0)[:, None] & world.rules.barred & abroad
    return needed


def within(world: World, counts: Flags, wanted: Units) -> Units:
    """Return claims on a chip (runs × firms) cut down to what is left of each region's licences.

    ``counts`` (runs × regions) says where the chip needs them.
    """
    for region in np.flatnonzero(counts.any(axis=0)).tolist():
        here = world.setup.firms.region == region
        granted = world.rules.licensed_units[:, region]
        left = np.maximum(0.0, granted - world.licences_used[:, region])
        claimed = np.where(here, wanted, 0).sum(axis=1, dtype=np.int64)
        over = counts[:, region] & (claimed > left)
        part = (left / np.maximum(claimed, 1))[:, None]
        wanted = np.where(over[:, None] & here, np.floor(wanted * part).astype(np.int64), wanted)
    return wanted


def use(world: World, counts: Flags, given: Units) -> None:
    """Count what was delivered of a chip (runs × firms) under licences."""
    for region in np.flatnonzero(counts.any(axis=0)).tolist():
        here = world.setup.firms.region == region
        units = np.where(here, given, 0).sum(axis=1, dtype=np.int64)
        world.licences_used[:, region] += np.where(counts[:, region], units, 0)
