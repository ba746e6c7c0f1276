"""Price war: cuts rents every month while it has free capacity."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.strategies.cloud.base import CloudStrategy, CloudView
from model.inputs.number_text import percent
from model.inputs.parameter import parameter
from model.state import maths

type Vector = NDArray[np.float64]


class PriceWar(CloudStrategy):
    """Never raises, cuts while use is below its target, down to its costs."""

    name: ClassVar[str] = "price_war"
    meaning: ClassVar[str] = "cuts rents while it has free capacity"

    max_cut: float = parameter(0.1, "largest cut of rents a month", "log", 0, 2)

    def rents(self, view: CloudView) -> Vector:
        """Cut in proportion to idle capacity."""
        idle = np.maximum(0.0, view.rules.target_utilisation - view.use)
        cut = view.rent_usd_per_hour * maths.exp(-np.minimum(self.max_cut, idle))
        return np.where(view.rent_usd_per_hour > 0, np.maximum(cut, view.floor_usd_per_hour), 0.0)

    def why_rents(self, view: CloudView) -> str:
        """The idle part."""
        target = percent(float(view.rules.target_utilisation))
        return f"use {percent(float(view.use))} against a target of {target}: cuts while anything stands idle"
