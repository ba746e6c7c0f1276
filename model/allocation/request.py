"""What a rationing rule is asked: who wants how much of what there is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.state import maths

type Units = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Request:
    """Wanted units by claimant against the units available.

    ``weight`` is how much each claimant counts with the seller (tie strength, strategy), ``bid_usd``
    what it offers per unit, ``waited_months`` how long its order has stood.
    """

    wanted: Units
    available: int
    weight: NDArray[np.float64]
    bid_usd: NDArray[np.float64]
    waited_months: NDArray[np.float64]

    @property
    def is_short(self) -> bool:
        """Whether not everybody can be served."""
        return int(self.wanted.sum(dtype=np.int64)) > self.available


def largest_remainder(shares: NDArray[np.float64], wanted: Units, total: int) -> Units:
    """Whole units close to ``shares`` that add up to ``total`` and exceed no claim."""
    units: Units = np.minimum(np.floor(shares + 1e-9).astype(np.int64), wanted)
    missing = total - int(units.sum(dtype=np.int64))
    if missing <= 0:
        return units
    order = np.argsort(-(shares - units), kind="stable")
    for claimant in order:
        if missing == 0:
            break
        if units[claimant] < wanted[claimant]:
            units[claimant] += 1
            missing -= 1
    return units


def in_order(request: Request, order: NDArray[np.int64]) -> Units:
    """Serve claimants one after the other until nothing is left."""
    ranked = request.wanted[order]
    before = np.cumsum(ranked) - ranked
    served = np.clip(request.available - before, 0, ranked)
    units = np.zeros_like(request.wanted)
    units[order] = served
    return units


def weighted(request: Request, weight: NDArray[np.float64]) -> Units:
    """Share in proportion to claim times weight, nobody above the claim (water-filling)."""
    if not request.is_short:
        return request.wanted.copy()
    claims = request.wanted.astype(np.float64)
    given = np.zeros_like(claims)
    open_claims = claims > 0
    left = float(request.available)
    while left > 0.5 and open_claims.any():
        pull = np.where(open_claims, claims * np.maximum(weight, 1e-9), 0.0)
        step = np.minimum(left * pull / maths.total(pull), claims - given)
        given += step
        left -= float(maths.total(step))
        full = claims - given <= 1e-9
        if not (full & open_claims).any():
            break
        open_claims &= ~full
    return largest_remainder(given, request.wanted, request.available)
