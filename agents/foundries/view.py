"""What foundries see: their queues, each chip's ramp, this month's capacity."""

import numpy as np
from numpy.typing import NDArray

from agents.strategies.foundry.queue_by_loyalty import FoundryView
from agents.vendors.generations import family_total
from agents.vendors.lines import lines_of
from model.state.maths import power
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


def open_foundries(world: World) -> None:
    """Fill the foundries' traits."""
    table, cast = world.foundries, world.setup.cast
    names = [row.name for row in cast.foundry]
    table.production_cost_share[...] = [row.production_cost_share for row in cast.foundry]
    table.packaging_fee_usd[...] = [row.packaging_fee_usd_per_wafer for row in cast.foundry]
    table.node_foundry[...] = [
        names.index(node.foundry) if node.foundry in names else -1 for node in world.setup.catalogue.nodes
    ]


def made_here(world: World) -> Flags:
    """Which foundry makes which chip, foundries × chips."""
    foundries = np.arange(len(world.setup.firms.foundries))
    made: Flags = world.setup.chips.foundry == foundries[:, None]
    return made


def capacity_wafers(world: World) -> Vector:
    """Wafers a month, runs × nodes, with growth and what was built; shocks hit both."""
    wafers, rules, owner = world.wafers, world.rules, world.foundries.node_foundry
    grown = wafers.opening_wafers * power(1.0 + wafers.growth_per_month, float(world.month))
    factor = np.where(owner >= 0, rules.foundry_factor[:, owner], 1.0)
    capacity: Vector = (grown + wafers.extra_wafers) * factor * rules.node_factor
    return capacity


def family_wafers(world: World, units: Vector) -> Vector:
    """Wafers that a chip's whole family takes, the same at each of its chips: runs × chips."""
    return family_total(lines_of(world.setup), units / world.setup.catalogue.good_dies_per_wafer)


def view_of(world: World, capacity: Vector) -> FoundryView:
    """Everything that the foundries decide on: runs × foundries × chips (or nodes, for their wafers)."""
    rules, wafers = world.numbers("foundry", 1), world.wafers
    catalogue, accounts = world.setup.catalogue, world.setup.firms.foundries
    maker = world.setup.chips.maker
    queue = wafers.queue_units.astype(np.float64)
    ramp = np.maximum(wafers.most_started_wafers * rules.ramp_per_month, rules.ramp_floor_wafers)
    wanted = family_wafers(world, queue)
    startable = queue * np.minimum(1.0, ramp / np.maximum(wanted, 1e-9))
    tie = np.where(maker >= 0, world.ties.strength[:, accounts[:, None], np.maximum(maker, 0)], 0.0)
    limits = world.numbers("foundry", 2)
    own_node = world.foundries.node_foundry == np.arange(len(accounts))[:, None]
    return FoundryView(
        startable_units=np.where(made_here(world), startable[:, None], 0.0),
        weight=power(limits.untied_weight + tie, limits.loyalty_weight),
        node=wafers.node[None, None],
        node_wafers=np.where(own_node, capacity[:, None], 0.0),
        package_wafers=world.rules.packaging_wafers[:, :, None],
        dies_per_wafer=catalogue.good_dies_per_wafer[None, None],
        packages_per_wafer=catalogue.packages_per_interposer_wafer[None, None],
    )
