"""Queue by loyalty: wafers and packages go to the queue, weighted by ties when short."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.strategies.base import Strategy
from model.state import maths

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FoundryView:
    """What a foundry sees; one entry a chip it makes.

    ``node_wafers`` and ``package_wafers`` are this month's capacity (by node number, in all);
    ``startable_units`` is what is queued and within each chip's ramp.
    """

    startable_units: Vector
    weight: Vector
    node: NDArray[np.int64]
    node_wafers: Vector
    package_wafers: float
    dies_per_wafer: Vector
    packages_per_wafer: Vector


class QueueByLoyalty(Strategy):
    """Starts all that fits; when short, in proportion to queue times weight."""

    name: ClassVar[str] = "queue_by_loyalty"
    meaning: ClassVar[str] = "shares scarce capacity by queue and loyalty"

    def starts(self, view: FoundryView) -> Vector:
        """Chips to start this month: first the node's wafers are shared, then the packaging."""
        units = view.startable_units.copy()
        for node, capacity in enumerate(view.node_wafers):
            here = view.node == node
            if here.any():
                need = 1.0 / view.dies_per_wafer[here]
                units[here] = ration(units[here], need, view.weight[here], float(capacity))
        packed = view.packages_per_wafer > 0
        if packed.any():
            need = 1.0 / view.packages_per_wafer[packed]
            units[packed] = ration(units[packed], need, view.weight[packed], view.package_wafers)
        return np.floor(units)


def ration(units: Vector, need: Vector, weight: Vector, capacity: float) -> Vector:
    """Scale wanted units to a capacity they use at ``need`` each: weighted water-filling."""
    given = np.zeros_like(units)
    left = capacity
    open_ = units > 0
    for _ in range(len(units) + 1):
        load = np.where(open_, (units - given) * need, 0.0)
        total = float(maths.total(load))
        if total <= left or not open_.any():
            return np.where(open_, units, given) if total <= left else given
        pull = load * weight
        part = np.minimum(load, left * pull / max(float(maths.total(pull)), 1e-300))
        given = given + part / need
        left -= float(maths.total(part))
        open_ = open_ & (units - given > 1e-9)
        if left <= 1e-9:
            break
    return given
