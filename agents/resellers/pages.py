"""What resellers note down for those who ask why."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.strategies.reseller.base import ResellerView

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Quotes:
    """What resellers saw and did when quoting: runs × members × chips (``cap``: × 1).

    ``bound_usd`` is what the best substitute lets a chip cost.
    """

    before: ResellerView
    asks_usd: Vector
    after: ResellerView
    offered_units: Vector
    cap: Vector
    bound_usd: Vector


@dataclass(frozen=True, slots=True)
class Orders:
    """What resellers saw when ordering, what they ordered and withdrew: runs × members × chips."""

    view: ResellerView
    ordered_units: Vector
    cancelled_units: Vector
