"""Queue by loyalty: contracts first, then loyalty; within a maker what earns most per wafer."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.strategies.base import Strategy
from model.state.maths import total

type Vector = NDArray[np.float64]

LEAST_WAFERS = 1e-9
ROUNDING = 1e-12
"""Relative gap between sums of the same loads that is no shortage."""


@dataclass(frozen=True, slots=True)
class FoundryView:
    """What foundries see: runs × foundries × chips, nothing to start of what a foundry does not make.

    ``use`` is what a chip takes of each bottleneck (bottlenecks × chips), ``capacity_wafers`` what there is
    of them this month (last axis: bottlenecks), in the order in which chips pass them;
    ``contracted_wafers`` (last axis: makers within bottlenecks) what was contracted of it.
    ``startable_units`` is what is queued and within each chip's ramp, ``margin_usd`` what a chip earns,
    ``maker`` the place of its maker, ``weight`` (last axis: makers) the loyalty to them.
    """

    startable_units: Vector
    margin_usd: Vector
    maker: NDArray[np.int64]
    weight: Vector
    use: Vector
    capacity_wafers: Vector
    contracted_wafers: Vector


class QueueByLoyalty(Strategy):
    """Starts all that fits; when short, by contract, then in proportion to need times weight."""

    name: ClassVar[str] = "queue_by_loyalty"
    meaning: ClassVar[str] = "serves contracts, then by loyalty; makers put first what earns most"

    def starts(self, view: FoundryView) -> Vector:
        """Chips to start this month: one bottleneck after the other is shared."""
        units = view.startable_units
        for bottleneck, use in enumerate(view.use):
            if use.any():
                units = self._passed(view, units, bottleneck, use)
        return np.floor(units)

    def _passed(self, view: FoundryView, units: Vector, bottleneck: int, use: Vector) -> Vector:
        """What of these chips gets through a bottleneck."""
        passes = use > 0
        per_chip = np.where(passes, use, 1.0)
        load = np.where(passes, units * use, 0.0)
        makers = view.weight.shape[-1]
        own = view.maker == np.arange(makers)[:, None]
        given = shares_of_makers(
            total(np.where(own, load[..., None, :], 0.0)),
            view.contracted_wafers[..., bottleneck * makers : (bottleneck + 1) * makers],
            view.weight,
            view.capacity_wafers[..., bottleneck, None],
        )
        kept = knapsack(load, view.margin_usd / per_chip, view.maker, given)
        short = passes & (kept < load * (1.0 - ROUNDING))
        return np.where(short, kept / per_chip, units)


def shares_of_makers(need: Vector, contracted: Vector, weight: Vector, capacity: Vector) -> Vector:
    """Contracts first, pro rata where they are too many; then need times weight (last axis: makers)."""
    first = np.minimum(need, contracted)
    promised = total(first)[..., None]
    first = first * capacity / np.maximum(np.maximum(promised, capacity), LEAST_WAFERS)
    left = np.maximum(capacity - total(first)[..., None], 0.0)
    given: Vector = first + ration(need - first, np.ones_like(need), weight, left)
    return given


def knapsack(load: Vector, worth: Vector, maker: NDArray[np.int64], given: Vector) -> Vector:
    """What each chip gets of what its maker was given: the one that is worth most first (Dantzig 1957).

    ``load`` and ``worth`` have chips last, ``given`` makers; equal worths go by place.
    """
    chips = np.arange(load.shape[-1])
    before = (worth[..., None, :] > worth[..., :, None]) | (
        (worth[..., None, :] == worth[..., :, None]) & (chips[None, :] < chips[:, None])
    )
    same = (maker[None, :] == maker[:, None]) & (maker >= 0)[:, None]
    ahead = total(np.where(before & same, load[..., None, :], 0.0))
    budget = np.where(maker >= 0, given[..., np.maximum(maker, 0)], 0.0)
    kept: Vector = np.minimum(load, np.maximum(budget - ahead, 0.0))
    return kept


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
