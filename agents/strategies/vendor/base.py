"""What a vendor decides each month, with the habits that all vendors share."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from model.parameters import VendorRules
from model.rules import VendorCloudTerms

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Buyers:
    """Who may order from the vendor; one entry a firm."""

    tie: Vector
    is_hyperscaler: NDArray[np.bool_]
    builds_chips: NDArray[np.bool_]
    is_cloud: NDArray[np.bool_]
    is_reseller: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class VendorView:
    """What a vendor sees of its own business; one entry for each chip it makes.

    Units are chips; ``ceiling_usd`` is what the successor's price per compute allows;
    ``cover_months`` is stock over the forecast, ``wait_months`` backlog over it.
    """

    month: int
    rules: VendorRules
    stock_units: Vector
    arrived_units: Vector
    backlog_units: Vector
    forecast_units: Vector
    wait_months: Vector
    list_usd: Vector
    launch_usd: Vector
    ceiling_usd: Vector
    cost_usd: Vector
    direct_share: float
    buyers: Buyers
    own_cloud: VendorCloudTerms | None
    own_cloud_chips: NDArray[np.bool_]
    fleet_units: Vector
    fleet_used_units: Vector


@dataclass(frozen=True, slots=True)
class VendorStrategy:
    """A shovel seller's habits; strategies change one or two of them."""

    name: ClassVar[str] = ""
    meaning: ClassVar[str] = ""

    channel_weight: float = 1.0
    hyperscaler_weight: float = 1.0
    builder_weight: float = 1.0
    small_cloud_weight: float = 1.0
    direct_factor: float = 1.0
    rationing: str = "loyalty"

    def buyer_weights(self, view: VendorView) -> Vector:
        """How much each buyer counts when chips are short."""
        buyers = view.buyers
        weight = buyers.tie.copy()
        weight[buyers.is_reseller] *= self.channel_weight
        weight[buyers.is_hyperscaler] *= self.hyperscaler_weight
        weight[buyers.builds_chips] *= self.builder_weight
        weight[buyers.is_cloud & ~buyers.is_hyperscaler] *= self.small_cloud_weight
        return weight

    def direct_units(self, view: VendorView) -> Vector:
        """Chips of this month's stock that are offered to start-ups and firms directly."""
        share = min(1.0, view.direct_share * self.direct_factor)
        units: Vector = np.floor(share * np.minimum(view.stock_units, view.arrived_units + 1.0))
        return units

    def fleet_change(self, view: VendorView) -> Vector:
        """Chips that go into the vendor's own cloud (negative: idle ones that come back for sale)."""
        return -np.floor(np.maximum(view.fleet_units - view.fleet_used_units, 0.0))

    def list_prices(self, view: VendorView) -> Vector:
        """Reviewed every few months, part of the way towards the price that clears the backlog.

        Waiting longer than the normal month calls for a rise, stock above three months for a fall.
        """
        rules = view.rules
        if view.month % rules.review_months:
            return view.list_usd
        pressure = rules.list_step * (view.wait_months - 1.5 * rules.transit_months)
        glut = view.stock_units > 3.0 * np.maximum(view.forecast_units, 1.0)
        step = np.where(glut & (view.wait_months < rules.transit_months + 0.2), -1.0, pressure)
        step = np.minimum(np.maximum(step, -rules.list_max_fall), rules.list_max_rise)
        step = np.where((step < 0) & ~glut, 0.0, step)
        highest = np.minimum(view.launch_usd * (1 + rules.list_max_total_rise), view.ceiling_usd)
        moved = np.minimum(view.list_usd * np.exp(step), np.maximum(highest, view.cost_usd))
        lowest: Vector = view.list_usd * np.exp(-rules.list_max_fall)
        return np.maximum(moved, np.maximum(lowest, view.cost_usd))

    def supply_factor(self, view: VendorView) -> float:
        """Scales the wafer orders that the forecast calls for."""
        return 1.0
