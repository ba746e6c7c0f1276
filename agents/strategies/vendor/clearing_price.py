"""Clearing price: asks what the market bears, whatever its customers think fair."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.strategies.vendor.base import Goodwill, VendorView
from agents.strategies.vendor.dgx_cloud import DgxCloud

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


class ClearingPrice(DgxCloud):
    """Reviews every month and spares no goodwill, so that the premium is its own."""

    name: ClassVar[str] = "clearing_price"
    meaning: ClassVar[str] = "raises its list price towards what the market bears"

    goodwill: Goodwill = 0.0

    def reviews_prices(self, view: VendorView) -> Flags:
        """Every month."""
        return np.ones_like(view.direct_share, np.bool_)

    def price_rises(self, view: VendorView) -> Vector:
        """As far in the months between the reviews of others as they go at one."""
        rises: Vector = DgxCloud.price_rises(self, view) / view.rules.review_months
        return rises

    def base_usd(self, view: VendorView) -> Vector:
        """The price of today: there is no other that it heeds."""
        return view.list_usd
