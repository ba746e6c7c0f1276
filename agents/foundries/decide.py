"""A foundry's month: start what fits, take commitments, and build what they lack."""

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.foundries.bottlenecks import FULL, capacity, foundry_of, margin_usd, standing_capacity, use_of
from agents.foundries.contracts import by_maker, pay_for_unused, sign_contracts
from agents.foundries.explain import Started
from agents.foundries.view import family_wafers, view_of
from agents.strategies.foundry.queue_by_loyalty import FoundryView
from model.state.maths import total
from model.state.world import World

type Vector = NDArray[np.float64]
type Units = NDArray[np.int64]


def start_wafers(actors: Actors) -> None:
    """Move what fits from the queues into the line; what is committed opens after its lead."""
    world = actors.world
    if not actors.foundries.shape[1]:
        return
    able = capacity(world)
    view = view_of(world, able)
    queue = world.wafers.queue_units.astype(np.float64)
    by_foundry = actors.foundries.ask("starts", view).astype(np.int64)
    starts: Units = by_foundry.sum(axis=1, dtype=np.int64)
    world.wafers.start(world.month, starts)
    most = world.wafers.most_started_wafers
    most[...] = np.maximum(most, family_wafers(world, starts.astype(np.float64)))
    _note_load(world, view, starts, able)
    pay_for_unused(world, by_maker(world, starts[:, None] * use_of(world.setup)))
    contracts = sign_contracts(world, standing_capacity(world))
    if actors.notebook.is_open:
        actors.notebook.write(Started(view, queue, by_foundry, contracts.built_wafers))


def _note_load(world: World, view: FoundryView, starts: Units, able: Vector) -> None:
    """The part of each bottleneck that was started, and what one more unit would have earned."""
    table, use = world.foundries, use_of(world.setup)
    taken = total(starts[:, None] * use)
    open_ = (able > 0) & (foundry_of(world) >= 0) & (use > 0).any(axis=1)
    load = np.where(open_, taken / np.where(open_, able, 1.0), np.nan)
    table.load[...] = load
    refused = np.floor(view.startable_units.max(axis=1)) > starts
    earns = margin_usd(world)[:, None] / np.where(use > 0, use, 1.0)
    best = np.where(refused[:, None] & (use > 0), earns, 0.0).max(axis=2, initial=0.0)
    table.shadow_usd[...] = np.where(np.nan_to_num(load) > FULL, best, 0.0)
