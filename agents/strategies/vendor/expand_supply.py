"""Expand supply: orders more wafers than its forecast calls for, to end the shortage."""

from dataclasses import dataclass
from typing import ClassVar

from agents.strategies.vendor.base import VendorView
from agents.strategies.vendor.dgx_cloud import DgxCloud


@dataclass(frozen=True, slots=True)
class ExpandSupply(DgxCloud):
    """Plans for a third more than it forecasts while customers wait."""

    name: ClassVar[str] = "expand_supply"
    meaning: ClassVar[str] = "orders a third more wafers than forecast while customers wait"

    surge: float = 1.35

    def supply_factor(self, view: VendorView) -> float:
        """The surge while any chip has a long wait."""
        waits = (view.wait_months > 2.0 * view.rules.transit_months) & (view.forecast_units > 0)
        return self.surge if bool(waits.any()) else 1.0
