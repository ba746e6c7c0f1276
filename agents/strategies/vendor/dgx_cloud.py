"""DGX Cloud: keeps back part of its chips and rents them in partner clouds' data centres."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.strategies.vendor.base import VendorStrategy, VendorView
from model.inputs.number_text import count, months, percent
from model.inputs.parameter import parameter, share

type Vector = NDArray[np.float64]


class DgxCloud(VendorStrategy):
    """Evens out weak and strong months: unsold chips flow into its cloud, idle ones back.

    Without terms for an own cloud (before its launch, or when it is barred) it sells chips alone. Strategies
    that change another habit build on it, so that a what-if about them leaves the own cloud as it was.
    """

    name: ClassVar[str] = "dgx_cloud"
    meaning: ClassVar[str] = "sells chips, and rents a part of them through its own cloud"

    share_of_supply: float = share(
        0.06, "part of new supply kept back for the vendor's cloud in a normal month"
    )
    weak_cover_months: float = parameter(
        0.7, "stock above which a month is weak and leaves a surplus", "months of demand", 0, 24
    )
    surplus_share: float = share(0.5, "part of a weak month's surplus that flows into its cloud")
    busy: float = share(0.65, "use of the fleet below which it takes chips back when customers wait")
    long_wait: float = parameter(
        2.0, "waiting that counts as long: idle chips come back", "transit times", 0, 100
    )
    idle_reserve: float = share(0.25, "part of the fleet that may stand idle when chips come back")
    floor_months: float = parameter(
        3.0, "months of its share of supply that the fleet holds whatever its use", "months", 0, 60
    )
    headroom: float = parameter(
        1.6, "fleet over used chips up to which a weak month's surplus flows into it", "factor", 0, 100
    )

    def fleet_change(self, view: VendorView) -> Vector:
        """A share of new supply while the fleet is busy, half the surplus in weak months."""
        use = view.fleet_used_units / np.maximum(view.fleet_units, 1.0)
        supply = np.maximum(view.forecast_units, view.arrived_units)
        floor = self.floor_months * self.share_of_supply * supply
        grows = (view.fleet_units < floor) | (use > self.busy)
        steady = np.where(grows, self.share_of_supply * view.arrived_units, 0.0)
        surplus = np.maximum(
            view.stock_units - self.weak_cover_months * view.forecast_units - view.backlog_units,
            0.0,
        )
        room = np.maximum(floor + self.headroom * view.fleet_used_units - view.fleet_units, 0.0)
        surplus = np.minimum(self.surplus_share * surplus, room)
        added = np.minimum(steady + surplus, view.stock_units)
        idle = view.fleet_units - view.fleet_used_units
        tight = (view.wait_months > self.long_wait * view.rules.transit_months) & (use < self.busy)
        released = np.where(
            tight, np.maximum(idle - np.maximum(self.idle_reserve * view.fleet_units, floor), 0.0), 0.0
        )
        change = np.where(released > 0, -released, added)
        return np.where(view.own_cloud_chips, np.trunc(change), -np.floor(np.maximum(idle, 0.0)))

    def why_fleet(self, view: VendorView, place: int) -> str:
        """The use of the fleet, new supply, surplus and waiting that it answers to."""
        if not view.own_cloud_chips[place]:
            return VendorStrategy.why_fleet(self, view, place)
        fleet, used = float(view.fleet_units[place]), float(view.fleet_used_units[place])
        part = percent(used / max(fleet, 1.0))
        if self.fleet_change(view)[place] < 0:
            wait = months(float(view.wait_months[place]))
            return f"customers wait {wait} while {part} of the fleet of {count(fleet)} is in use"
        return (
            f"{part} of the fleet of {count(fleet)} in use (busy above {percent(self.busy)}): its share of "
            f"{percent(self.share_of_supply)} of {count(view.arrived_units[place])} arrivals, and "
            f"of stock above {months(self.weak_cover_months)} of demand and the backlog"
        )
