"""What is scarce in making chips: wafers of each node, then each foundry's packaging, in one list.

Bottlenecks are numbered nodes first (in the catalogue's order), then packaging by foundry.
"""

import functools

import numpy as np
from numpy.typing import NDArray

from model.markets.deliveries import unit_cost_usd
from model.state.setup import Setup
from model.state.world import World

type Vector = NDArray[np.float64]
type Index = NDArray[np.int64]

FULL = 0.99
"""Load from which a bottleneck is called full."""


@functools.lru_cache(maxsize=4)
def use_of(setup: Setup) -> Vector:
    """What a good chip takes of each bottleneck, bottlenecks × chips; nothing of what it does not pass."""
    catalogue, foundry = setup.catalogue, setup.chips.foundry
    names = [node.name for node in catalogue.nodes]
    node = np.array([names.index(chip.node) for chip in catalogue.chips], np.int64)
    made = foundry >= 0
    wafers = np.where(
        (node == np.arange(len(names))[:, None]) & made, 1.0 / catalogue.good_dies_per_wafer, 0.0
    )
    packages = catalogue.packages_per_interposer_wafer
    here = (foundry == np.arange(len(setup.firms.foundries))[:, None]) & (packages > 0)
    packaging = np.where(here, 1.0 / np.where(packages > 0, packages, 1.0), 0.0)
    return np.concatenate([wafers, packaging])


@functools.lru_cache(maxsize=4)
def makers_of(setup: Setup) -> Index:
    """Accounts of all who have chips made, in order."""
    maker = setup.chips.maker
    return np.unique(maker[maker >= 0])


@functools.lru_cache(maxsize=4)
def maker_place(setup: Setup) -> Index:
    """Place of each chip's maker among them, -1 where there is none."""
    makers, maker = makers_of(setup), setup.chips.maker
    place = np.searchsorted(makers, np.maximum(maker, 0))
    return np.where(maker >= 0, np.minimum(place, max(len(makers) - 1, 0)), -1)


def foundry_of(world: World) -> Index:
    """Place of the foundry of each bottleneck, -1 where it is not in the cast."""
    return np.append(world.foundries.node_foundry, np.arange(len(world.setup.firms.foundries)))


def price_usd(world: World) -> Vector:
    """Price of a unit of each bottleneck: of a wafer, of its packaging."""
    nodes = np.array([node.wafer_price_usd for node in world.setup.catalogue.nodes])
    return np.append(nodes, world.foundries.packaging_fee_usd)


def standing_capacity(world: World) -> Vector:
    """Wafers a month, runs × bottlenecks, with what was built, were there no shock."""
    wafers = world.wafers
    nodes = np.broadcast_to(wafers.opening_wafers, (world.runs, len(wafers.opening_wafers)))
    stands: Vector = np.concatenate([nodes, world.rules.packaging_wafers], axis=1) + wafers.extra_wafers
    return stands


def capacity(world: World) -> Vector:
    """What of that can be used this month: shocks hit what was built, too."""
    rules, owner = world.rules, world.foundries.node_foundry
    hit = np.where(owner >= 0, rules.foundry_factor[:, owner], 1.0) * rules.node_factor
    able: Vector = standing_capacity(world) * np.concatenate([hit, rules.packaging_factor], axis=1)
    return able


def margin_usd(world: World) -> Vector:
    """What a chip earns over its cost, runs × chips; a chip of one's own is worth at least twice its cost."""
    cost, is_sold = unit_cost_usd(world), world.setup.chips.vendor >= 0
    return np.where(is_sold, np.maximum(world.prices.list_usd - cost, 0.0), cost)
