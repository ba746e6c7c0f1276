"""Why a foundry started the chips it did this month."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.foundries.bottlenecks import FULL, foundry_of
from agents.strategies.foundry.queue_by_loyalty import FoundryView
from model.inputs.number_text import count, percent
from model.state.decisions import Decision
from model.state.wafers import PACKAGING
from model.state.world import World

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Started:
    """A month's starts: the view, the queue (runs × chips), what was started, wafers built by bottleneck."""

    view: FoundryView
    queue_units: Vector
    starts: NDArray[np.int64]
    built_wafers: Vector


def explain(actors: Actors, firm: int) -> list[Decision]:
    """Starts and expansions of the foundry at that place, in the first run."""
    page = actors.notebook.read(Started)
    if page is None:
        return []
    meaning = actors.foundries.strategies[0][firm].meaning
    return [*_starts(actors.world, page, firm, meaning), *_built(actors.world, page, firm)]


def _starts(world: World, page: Started, firm: int, meaning: str) -> Iterator[Decision]:
    table, names = world.foundries, world.setup.catalogue.chip_names
    packages = world.setup.catalogue.packages_per_interposer_wafer
    for chip in np.flatnonzero((page.queue_units[0] > 0) & (world.setup.chips.foundry == firm)):
        queue, able = float(page.queue_units[0, chip]), float(page.view.startable_units[0, firm, chip])
        begun, node = float(page.starts[0, firm, chip]), int(world.wafers.node[chip])
        short = [world.wafers.node_names[node]] if table.load[0, node] > FULL else []
        if packages[chip] > 0 and table.load[0, len(world.wafers.node_names) + firm] > FULL:
            short.append(PACKAGING)
        if begun < np.floor(able):
            full = " and ".join(short) or "capacity"
            why = f"{count(queue)} in the queue; {full} is full and {meaning}"
        elif able < queue:
            why = f"{count(queue)} in the queue, but a chip's line can only grow so fast"
        else:
            why = "all that was in the queue"
        yield Decision(f"start {names[chip]}", begun, "chips", why)


def _built(world: World, page: Started, firm: int) -> Iterator[Decision]:
    owner, names = foundry_of(world), [*world.wafers.node_names]
    for place in np.flatnonzero((page.built_wafers[0] > 0) & (owner == firm)).tolist():
        name = names[place] if place < len(names) else PACKAGING
        load = float(np.nan_to_num(world.foundries.load[0, place]))
        why = f"makers have committed to more than there is or is being built ({percent(load)} in use)"
        yield Decision(f"build {name}", float(page.built_wafers[0, place]), "wafers a month", why)
