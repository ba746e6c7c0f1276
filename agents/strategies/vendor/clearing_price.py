"""Clearing price: raises the list fast while customers wait, so that the premium is its own."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.strategies.vendor.base import VendorView
from agents.strategies.vendor.dgx_cloud import DgxCloud
from model.inputs.number_text import months
from model.inputs.parameter import parameter
from model.state import maths

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


class ClearingPrice(DgxCloud):
    """Reviews every month, with steps four times as large as custom allows."""

    name: ClassVar[str] = "clearing_price"
    meaning: ClassVar[str] = "raises its list price towards what the market bears"

    boldness: float = parameter(4.0, "steps of the list price over those of custom", "factor", 0, 100)

    def list_prices(self, view: VendorView) -> Vector:
        """Move with the waiting time, in both directions, down to the cost."""
        moved: Vector = view.list_usd * maths.exp(self.price_steps(view))
        return np.maximum(moved, view.cost_usd)

    def reviews_prices(self, view: VendorView) -> Flags:
        """Every month."""
        return np.ones_like(view.direct_share, np.bool_)

    def price_steps(self, view: VendorView) -> Vector:
        """In proportion to the waiting time above or below the normal one."""
        rules = view.rules
        pressure = rules.list_step * (view.wait_months - self.wait_for_rise * rules.transit_months)
        return np.clip(
            self.boldness * pressure / rules.review_months,
            -rules.list_max_fall,
            self.boldness * rules.list_max_rise / rules.review_months,
        )

    def _seen_of_price(self, view: VendorView, place: int) -> str:
        """The waiting time alone."""
        normal = self.wait_for_rise * view.rules.transit_months
        return f"waiting {months(float(view.wait_months[place]))} against a normal {normal:.1f}"
