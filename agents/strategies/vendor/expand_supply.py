"""Expand supply: orders more wafers than its forecast calls for, to end the shortage."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.strategies.vendor.base import VendorView
from agents.strategies.vendor.dgx_cloud import DgxCloud
from model.inputs.parameter import parameter

type Vector = NDArray[np.float64]


class ExpandSupply(DgxCloud):
    """Plans for more than it forecasts while customers wait."""

    name: ClassVar[str] = "expand_supply"
    meaning: ClassVar[str] = "orders a third more wafers than forecast while customers wait"

    long_wait: float = parameter(2.0, "waiting that counts as long", "transit times", 0, 100)
    surge: float = parameter(1.35, "wafers ordered over the forecast while customers wait", "factor", 0, 10)

    def supply_factor(self, view: VendorView) -> Vector:
        """The surge while any chip of its own has a long wait."""
        waits = (view.wait_months > self.long_wait * view.rules.transit_months) & (view.forecast_units > 0)
        return np.where((waits & view.is_own).any(axis=-1, keepdims=True), self.surge, 1.0)
