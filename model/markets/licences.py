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


def within(world: World, chip: int, wanted: Units) -> Units:
    """Return claims on a chip (runs × firms) cut down to what is left of each region's licences."""
    for region in _licensed_regions(world, chip):
        here = world.setup.firms.region == region
        granted = world.rules.licensed_units[:, region]
        counts = _needs_licence(world, chip, region)
        left = np.maximum(0.0, granted - world.licences_used[:, region])
        claimed = np.where(here, wanted, 0).sum(axis=1, dtype=np.int64)
        over = counts & (claimed > left)
        part = (left / np.maximum(claimed, 1))[:, None]
        wanted = np.where(over[:, None] & here, np.floor(wanted * part).astype(np.int64), wanted)
    return wanted


def use(world: World, chip: int, given: Units) -> None:
    """Count what was delivered of a chip under licences: runs × firms."""
    for region in _licensed_regions(world, chip):
        here = world.setup.firms.region == region
        units = np.where(here, given, 0).sum(axis=1, dtype=np.int64)
        world.licences_used[:, region] += np.where(_needs_licence(world, chip, region), units, 0)


def _licensed_regions(world: World, chip: int) -> list[int]:
    """Regions where any run counts licences for the chip."""
    regions = range(world.setup.regions)
    return [region for region in regions if _needs_licence(world, chip, region).any()]


def _needs_licence(world: World, chip: int, region: int) -> Flags:
    """Runs in which deliveries of the chip to a region need one of its licences."""
    rules = world.rules
    abroad = region != world.setup.chips.home[chip]
    needed: Flags = (rules.licensed_units[:, region] > 0) & rules.barred[:, chip, region] & abroad
    return needed
