"""DGX Cloud: rents a part of its chips in partner clouds' data centres, while that earns what it costs."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.strategies.vendor.base import VendorStrategy, VendorView
from model.inputs.number_text import count, months, percent
from model.inputs.parameter import parameter, share
from model.state import maths

type Vector = NDArray[np.float64]


class DgxCloud(VendorStrategy):
    """Grows its cloud by its return, from what is left in weak months and a part of supply in strong ones.

    Without terms for an own cloud (before its launch, or when it is barred) it sells chips alone. Strategies
    that change another habit build on it, so that a what-if about them leaves the own cloud as it was.
    """

    name: ClassVar[str] = "dgx_cloud"
    meaning: ClassVar[str] = "sells chips, and rents a part of them through its own cloud"

    share_of_supply: float = share(
        0.06, "part of new supply that its cloud may take while customers wait for chips"
    )
    seed_months: float = parameter(
        3.0, "months of that part that the cloud starts with, whatever it earns", "months", 0, 60
    )
    fleet_gain: float = parameter(
        0.2, "growth of the fleet a month per log of its return over what its chips cost", "1", 0, 2,
        source="[0.05, 0.5]; assumption",
    )  # fmt: skip
    idle_reserve: float = share(0.25, "part of the fleet that may stand idle when chips come back for sale")

    def fleet_change(self, view: VendorView) -> Vector:
        """Towards where renting a chip earns what it costs; idle chips come back where that is less."""
        wanted = self.fleet_growth(view)
        supply = np.maximum(view.forecast_units, view.arrived_units)
        seed = np.maximum(self.seed_months * self.share_of_supply * supply - view.fleet_units, 0.0)
        spare = np.maximum(view.stock_units - view.backlog_units, 0.0)
        most = np.minimum(np.maximum(self.share_of_supply * view.arrived_units, spare), view.stock_units)
        idle = np.maximum(view.fleet_units - view.fleet_used_units, 0.0)
        unused = np.maximum(idle - self.idle_reserve * view.fleet_units, 0.0)
        back = np.minimum(np.maximum(-wanted, 0.0), unused)
        change = np.where((wanted > 0) | (seed > 0), np.minimum(np.maximum(wanted, seed), most), -back)
        return np.where(view.own_cloud_chips, np.trunc(change), -np.floor(idle))

    def fleet_growth(self, view: VendorView) -> Vector:
        """Chips by which the fleet is to grow, or shrink where it is below zero."""
        returns = maths.log(np.maximum(self.rental_return(view), 1e-6))
        growth: Vector = self.fleet_gain * view.fleet_units * np.minimum(np.maximum(returns, -1.0), 1.0)
        return growth

    def rental_return(self, view: VendorView) -> Vector:
        """What a chip of the fleet earns after the host's fee over what it costs at list price; else one."""
        use = view.fleet_used_units / np.maximum(view.fleet_units, 1.0)
        earned = np.maximum(view.cloud_rent_usd * use - view.host_fee_usd, 0.0)
        cost = view.capital_rate * view.list_usd
        known = (view.fleet_units >= 1.0) & (cost > 0)
        return np.where(known, earned / np.where(known, cost, 1.0), 1.0)

    def why_fleet(self, view: VendorView, place: int) -> str:
        """The return and the use of the fleet, and the waiting that limits it."""
        if not view.own_cloud_chips[place]:
            return VendorStrategy.why_fleet(self, view, place)
        fleet, used = float(view.fleet_units[place]), float(view.fleet_used_units[place])
        part = percent(used / max(fleet, 1.0))
        earns = percent(float(self.rental_return(view)[place]))
        wait = months(float(view.wait_months[place]))
        return (
            f"a chip of the fleet of {count(fleet)} earns {earns} of what it costs, {part} in use; customers "
            f"wait {wait} for chips, of which its cloud may then take {percent(self.share_of_supply)}"
        )
