"""Queue by loyalty: wafers and packages go to the queue, weighted by ties when short."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.strategies.base import Strategy
from model.state.maths import total

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FoundryView:
    """What foundries see: runs × foundries × chips, nothing to start of what a foundry does not make.

    ``node_wafers`` (last axis: nodes) and ``package_wafers`` (a column) are this month's capacity;
    ``startable_units`` is what is queued and within each chip's ramp.
    """

    startable_units: Vector
    weight: Vector
    node: NDArray[np.int64]
    node_wafers: Vector
    package_wafers: Vector
    dies_per_wafer: Vector
    packages_per_wafer: Vector


class QueueByLoyalty(Strategy):
    """Starts all that fits; when short, in proportion to queue times weight."""

    name: ClassVar[str] = "queue_by_loyalty"
    meaning: ClassVar[str] = "shares scarce capacity by queue and loyalty"

    def starts(self, view: FoundryView) -> Vector:
        """Chips to start this month: first the node's wafers are shared, then the packaging."""
        nodes = np.arange(view.node_wafers.shape[-1])
        here = view.node[..., None, :] == nodes[:, None]
        by_node = ration(
            np.where(here, view.startable_units[..., None, :], 0.0),
            (1.0 / view.dies_per_wafer)[..., None, :],
            view.weight[..., None, :],
            view.node_wafers[..., None],
        )
        # A chip has one node: all other entries are zero.
        units = by_node.max(axis=-2, initial=0.0)
        packed = view.packages_per_wafer > 0
        need = 1.0 / np.where(packed, view.packages_per_wafer, 1.0)
        packaged = ration(np.where(packed, units, 0.0), need, view.weight, view.package_wafers)
        return np.floor(np.where(packed, packaged, units))


def ration(units: Vector, need: Vector, weight: Vector, capacity: Vector) -> Vector:
    """Scale wanted units to a capacity they use at ``need`` each: water-filling along the last axis."""
    given = np.zeros_like(units)
    left = np.zeros((*units.shape[:-1], 1)) + capacity
    waiting = units > 0
    live = np.ones_like(left, np.bool_)
    for _ in range(units.shape[-1] + 1):
        load = np.where(waiting, (units - given) * need, 0.0)
        wanted = total(load)[..., None]
        given = np.where(live & (wanted <= left) & waiting, units, given)
        live = live & (wanted > left) & waiting.any(axis=-1, keepdims=True)
        if not live.any():
            break
        pull = load * weight
        part = np.minimum(load, left * pull / np.maximum(total(pull)[..., None], 1e-300))
        given = np.where(live, given + part / need, given)
        left = np.where(live, left - total(part)[..., None], left)
        waiting = waiting & (units - given > 1e-9)
        live = live & (left > 1e-9)
    return given
