"""A seller that maximises profit on what it sees: trials of its price, then Lerner's margin.

The strategies of the market follow rules of thumb; theory's sellers maximise. These enter through the
same interface as any strategy (``agents/strategies``) and see no more than its view shows.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from pydantic import ConfigDict

from agents.strategies.cloud.base import CloudStrategy, CloudView, Vector
from agents.strategies.reseller.base import ResellerStrategy, ResellerView
from model.inputs.calendar import HOURS_PER_MONTH
from model.state import maths

LARGEST_MOVE = 1.25
"""Factor by which a price moves at most from one round of trials to the next."""

FORGETTING = 0.7
"""Power of the number of rounds by which the weight of the newest one falls: between 1/2 and 1."""


def trials_of(sellers: int) -> list[tuple[int, ...]]:
    """Signs of each seller's trials: every mix of all sellers' ups and downs once.

    Each then sees its own effect on its sales, with those of the others' trials averaged out.
    """
    return [
        tuple(1 - 2 * ((month >> seller) & 1) for month in range(1 << sellers)) for seller in range(sellers)
    ]


class Seeker:
    """Moves one price: a round of trials a little up and down, then margin = price / elasticity seen.

    The rule is Lerner's (1934) condition for the most profit. The weight of the newest round in the
    elasticity falls with the rounds (Robbins and Monro 1951), so that chance averages out.
    """

    def __init__(self, price_usd: float, trials: Sequence[int], step: float = 0.02) -> None:
        self.price_usd = price_usd
        self.trials = tuple(trials)
        self.step = step
        self.elasticity = 0.0
        self.rounds = 0
        self._sold: list[float] = []
        self._tried = False

    def next_price(self, sold: float, cost_usd: float) -> float:
        """The price of the coming month, from what was sold in the last one."""
        if self._tried:
            self._sold.append(sold)
        self._tried = True
        if len(self._sold) == len(self.trials):
            self._move(np.array(self._sold), cost_usd)
            self._sold = []
        return float(self.price_usd * np.exp(self.step * self.trials[len(self._sold)]))

    def _move(self, sold: Vector, cost_usd: float) -> None:
        """Learn from a round and move half of the way to the price that it calls for."""
        self.rounds += 1
        wanted = self.price_usd / LARGEST_MOVE
        if sold.any():
            seen = -float((np.array(self.trials) * sold).mean() / sold.mean()) / self.step
            self.elasticity += (seen - self.elasticity) / self.rounds**FORGETTING
            wanted = self.price_usd * LARGEST_MOVE
        if sold.any() and self.elasticity > 0:
            wanted = cost_usd + self.price_usd / self.elasticity
        moved = (self.price_usd + wanted) / 2
        self.price_usd = float(np.clip(moved, self.price_usd / LARGEST_MOVE, self.price_usd * LARGEST_MOVE))


def next_prices_usd(seekers: Any, sold: Vector, cost_usd: Vector) -> Vector:
    """The prices of the coming month: of one seeker, or of a column of them, each with its own sales.

    Nobody is asked twice a month: a single seeker sells in the first cell, whatever the number of cells.
    """
    if isinstance(seekers, Seeker):
        return np.full_like(sold, seekers.next_price(float(sold.flat[0]), float(cost_usd.flat[0])))
    asked: Vector = np.frompyfunc(Seeker.next_price, 3, 1)(seekers, sold, cost_usd).astype(np.float64)
    return asked


class SeekingCloud(CloudStrategy):
    """Lets one kind of chip for most profit; its costs are power and hosting."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    seeker: Seeker
    chip: int

    def rents(self, view: CloudView) -> Vector:
        """The rent of the month's trial."""
        let = np.arange(view.rent_usd_per_hour.shape[-1]) == self.chip
        floor_usd = maths.total(np.where(let, view.floor_usd_per_hour, 0.0), axis=-1, keepdims=True)
        asked_usd = next_prices_usd(self.seeker, view.use, floor_usd * HOURS_PER_MONTH)
        rents: Vector = np.where(let, asked_usd / HOURS_PER_MONTH, view.rent_usd_per_hour)
        return rents


class SeekingReseller(ResellerStrategy):
    """Asks for one kind of chip what earns most over the list price that it pays."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    seeker: Seeker
    chip: int

    def asks(self, view: ResellerView) -> Vector:
        """The ask of the month's trial."""
        sought = np.arange(view.reference_usd.shape[-1]) == self.chip
        sold = maths.total(np.where(sought, view.sales_units, 0.0), axis=-1, keepdims=True)
        cost_usd = maths.total(np.where(sought, view.reference_usd, 0.0), axis=-1, keepdims=True)
        return np.where(sought, next_prices_usd(self.seeker, sold, cost_usd), view.reference_usd)
