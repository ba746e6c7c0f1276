"""A foundry's month: start what fits, and build where wafers have been short for long."""

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.foundries.explain import Started
from agents.foundries.view import capacity_wafers, family_wafers, made_here, view_of
from model.state.maths import total
from model.state.world import World

type Vector = NDArray[np.float64]
type Units = NDArray[np.int64]


def start_wafers(actors: Actors) -> None:
    """Move what fits from the queues into the line; what is built opens after each run's delay."""
    world = actors.world
    if not actors.foundries.shape[1]:
        return
    capacity = capacity_wafers(world)
    view = view_of(world, capacity)
    queue = world.wafers.queue_units.astype(np.float64)
    by_foundry = actors.foundries.ask("starts", view).astype(np.int64)
    starts: Units = by_foundry.sum(axis=1, dtype=np.int64)
    world.wafers.start(world.month, starts)
    most = world.wafers.most_started_wafers
    most[...] = np.maximum(most, family_wafers(world, starts.astype(np.float64)))
    _note_load(world, starts, capacity)
    built = _expand(world, view.startable_units.max(axis=1), capacity)
    if actors.notebook.is_open:
        actors.notebook.write(Started(view, queue, by_foundry, built))


def by_node(world: World, wafers: Vector) -> Vector:
    """Add up what chips (runs × chips) take of their nodes: runs × nodes."""
    here = world.wafers.node == np.arange(len(world.wafers.node_names))[:, None]
    made = here & (world.setup.chips.foundry >= 0)
    taken: Vector = total(np.where(made, wafers[:, None], 0.0))
    return taken


def _note_load(world: World, starts: Units, capacity: Vector) -> None:
    """The part of capacity that was started, by node and of packaging."""
    table, catalogue, made = world.foundries, world.setup.catalogue, made_here(world)
    used = by_node(world, starts / catalogue.good_dies_per_wafer)
    open_ = (capacity > 0) & np.append(made.any(axis=1), False)[table.node_foundry]
    table.node_load[...] = np.where(open_, used / np.where(open_, capacity, 1.0), np.nan)
    packages = catalogue.packages_per_interposer_wafer
    packed = made & (packages > 0)
    wafers = starts / np.where(packages > 0, packages, 1.0)
    packaging, limit = total(np.where(packed, wafers[:, None], 0.0)), world.rules.packaging_wafers
    has = packed.any(axis=1) & (limit > 0)
    table.packaging_load[...] = np.where(has, packaging / np.where(has, limit, 1.0), np.nan)


def _expand(world: World, startable: Vector, capacity: Vector) -> Vector:
    """Build where the backlog lasts; returns wafers a month that are begun, runs × nodes."""
    rules, wafers = world.numbers("foundry", 1), world.wafers
    need = by_node(world, startable / world.setup.catalogue.good_dies_per_wafer)
    short = np.maximum(need - capacity, 0.0)
    before = wafers.shortfall_wafers
    lasting = before + rules.backlog_smoothing * (short - before)
    wafers.shortfall_wafers[...] = lasting
    built: Vector = np.where(lasting > rules.backlog_floor * capacity, rules.expansion_share * lasting, 0.0)
    delay = world.numbers("foundry", 0).expansion_delay_months.astype(np.int64)
    wafers.expand(world.month, built, delay)
    return built
