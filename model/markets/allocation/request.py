"""What a rationing rule is asked: who wants how much of what there is, in many runs at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Units = NDArray[np.int64]
type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Request:
    """Wanted units, runs × claimants, against the units available, one entry a run.

    ``weight`` is how much each claimant counts with the seller (tie strength, strategy), ``bid_usd``
    what it offers per unit, ``waited_months`` how long its order has stood: runs × claimants too.
    """

    wanted: Units
    available: Units
    weight: Vector
    bid_usd: Vector
    waited_months: Vector

    @property
    def is_short(self) -> Flags:
        """In which runs not everybody can be served."""
        short: Flags = self.wanted.sum(axis=1, dtype=np.int64) > self.available
        return short

    def of(self, runs: Flags) -> "Request":
        """The requests of some runs alone."""
        return Request(
            self.wanted[runs],
            self.available[runs],
            self.weight[runs],
            self.bid_usd[runs],
            self.waited_months[runs],
        )


def in_order(request: Request, order: Units) -> Units:
    """Serve claimants one after the other (runs × claimants, the first first) until nothing is left."""
    ranked = np.take_along_axis(request.wanted, order, axis=1)
    before = np.cumsum(ranked, axis=1) - ranked
    served = np.minimum(np.maximum(request.available[:, None] - before, 0), ranked)
    units = np.zeros_like(request.wanted)
    np.put_along_axis(units, order, served, axis=1)
    return units
