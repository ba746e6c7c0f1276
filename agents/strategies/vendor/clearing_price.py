"""Clearing price: raises the list fast while customers wait, so that the premium is its own."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.strategies.vendor.base import VendorView
from agents.strategies.vendor.dgx_cloud import DgxCloud

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ClearingPrice(DgxCloud):
    """Reviews every month, with steps four times as large as custom allows."""

    name: ClassVar[str] = "clearing_price"
    meaning: ClassVar[str] = "raises its list price towards what the market bears"

    boldness: float = 4.0

    def list_prices(self, view: VendorView) -> Vector:
        """Move with the waiting time, in both directions."""
        rules = view.rules
        pressure = rules.list_step * (view.wait_months - 1.5 * rules.transit_months)
        step = np.clip(
            self.boldness * pressure / rules.review_months,
            -rules.list_max_fall,
            self.boldness * rules.list_max_rise / rules.review_months,
        )
        return np.maximum(view.list_usd * np.exp(step), view.cost_usd)
