"""What a rationing rule is asked: who wants how much of what there is, in many runs at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.state.maths import total

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


def largest_remainder(shares: Vector, wanted: Units, whole: Units) -> Units:
    """Whole units close to ``shares`` that add up to ``whole`` (one entry a run) and exceed no claim."""
    units = np.minimum(np.floor(shares + 1e-9).astype(np.int64), wanted)
    missing = whole - units.sum(axis=1, dtype=np.int64)
    order = np.argsort(units - shares, axis=1, kind="stable")
    eligible = np.take_along_axis(units < wanted, order, axis=1)
    gets_more = eligible & (np.cumsum(eligible, axis=1) <= missing[:, None])
    more = np.zeros_like(units)
    np.put_along_axis(more, order, gets_more, axis=1)
    return units + more


def in_order(request: Request, order: Units) -> Units:
    """Serve claimants one after the other (runs × claimants, the first first) until nothing is left."""
    ranked = np.take_along_axis(request.wanted, order, axis=1)
    before = np.cumsum(ranked, axis=1) - ranked
    served = np.minimum(np.maximum(request.available[:, None] - before, 0), ranked)
    units = np.zeros_like(request.wanted)
    np.put_along_axis(units, order, served, axis=1)
    return units


def weighted(request: Request, weight: Vector) -> Units:
    """Share in proportion to claim times weight, nobody above the claim (water-filling)."""
    claims = request.wanted.astype(np.float64)
    pull = claims * np.maximum(weight, 1e-9)
    given = np.zeros_like(claims)
    left = request.available.astype(np.float64)
    is_open = claims > 0
    live = (left > 0.5) & is_open.any(axis=1)
    while live.any():
        # Runs that are done get nothing more, which leaves their bits as they are.
        drawn = np.where(is_open & live[:, None], pull, 0.0)
        sum_drawn = np.where(live, total(drawn), 1.0)[:, None]
        step = np.minimum(left[:, None] * drawn / sum_drawn, claims - given)
        given += step
        left -= total(step)
        newly_full = is_open & live[:, None] & (claims - given <= 1e-9)
        is_open &= ~newly_full
        live &= newly_full.any(axis=1) & (left > 0.5) & is_open.any(axis=1)
    shared = largest_remainder(given, request.wanted, request.available)
    return np.where(request.is_short[:, None], shared, request.wanted)
