"""Why a foundry started the chips it did this month."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.strategies.foundry.queue_by_loyalty import FoundryView, QueueByLoyalty
from model.firm_roles import Decision
from model.inputs.figures import count, percent
from model.state import maths
from model.wafers import PACKAGING

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Started:
    """A month's starts: the view, the queue by chip, what was started, and wafers built by node."""

    view: FoundryView
    queue_units: Vector
    starts: NDArray[np.int64]
    built_wafers: dict[str, float]

    def load(self, nodes: list[str]) -> dict[str, float]:
        """Part of the month's wafers that was started, by node, and of advanced packaging."""
        view, parts = self.view, {}
        used = self.starts / view.dies_per_wafer
        for place, node in enumerate(nodes):
            if view.node_wafers[place] > 0:
                parts[node] = float(maths.total(used[view.node == place])) / float(view.node_wafers[place])
        packed = view.packages_per_wafer > 0
        if packed.any() and view.package_wafers > 0:
            wafers = float(maths.total(self.starts[packed] / view.packages_per_wafer[packed]))
            parts[PACKAGING] = wafers / float(view.package_wafers)
        return parts


def reasons(
    started: Started, strategy: QueueByLoyalty, names: list[str], nodes: list[str]
) -> Iterator[Decision]:
    """Yield a foundry's decisions of the month; names are those of its chips."""
    load, view = started.load(nodes), started.view
    for place in np.flatnonzero(started.queue_units):
        queue, able = float(started.queue_units[place]), float(view.startable_units[place])
        begun = float(started.starts[place])
        node = nodes[view.node[place]]
        short = [node] if load.get(node, 0.0) > 0.99 else []
        if view.packages_per_wafer[place] > 0 and load.get(PACKAGING, 0.0) > 0.99:
            short.append(PACKAGING)
        if begun < np.floor(able):
            why = (
                f"{count(queue)} in the queue; {' and '.join(short) or 'capacity'} is full and "
                f"{strategy.meaning}"
            )
        elif able < queue:
            why = f"{count(queue)} in the queue, but a chip's line can only grow so fast"
        else:
            why = "all that was in the queue"
        yield Decision(f"start {names[place]}", begun, "chips", why)
    for node, wafers in started.built_wafers.items():
        why = f"wafers of {node} have been short for months ({percent(load.get(node, 0.0))} in use)"
        yield Decision(f"build {node}", wafers, "wafers a month", why)
