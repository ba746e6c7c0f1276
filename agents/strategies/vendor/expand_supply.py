"""Expand supply: orders more wafers than its forecast calls for, to end the shortage."""

from typing import ClassVar

from agents.strategies.vendor.base import VendorView
from agents.strategies.vendor.dgx_cloud import DgxCloud
from model.inputs.parameter import parameter


class ExpandSupply(DgxCloud):
    """Plans for more than it forecasts while customers wait."""

    name: ClassVar[str] = "expand_supply"
    meaning: ClassVar[str] = "orders a third more wafers than forecast while customers wait"

    surge: float = parameter(1.35, "wafers ordered over the forecast while customers wait", "factor", 0, 10)

    def supply_factor(self, view: VendorView) -> float:
        """The surge while any chip has a long wait."""
        waits = (view.wait_months > self.long_wait * view.rules.transit_months) & (view.forecast_units > 0)
        return self.surge if bool(waits.any()) else 1.0
