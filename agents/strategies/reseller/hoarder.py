"""Hoarder: holds stock while prices rise, dumps it when they turn."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.strategies.reseller.base import (
    HoldingFactor,
    ResellerStrategy,
    ResellerView,
    SpeculationMonths,
)
from model.inputs.parameter import parameter, share

type Vector = NDArray[np.float64]


class Hoarder(ResellerStrategy):
    """Orders more than it sells while it expects a rise; undercuts to get out of a fall."""

    name: ClassVar[str] = "hoarder"
    meaning: ClassVar[str] = "holds stock back while prices rise, dumps when they fall"

    holding_factor: HoldingFactor = 1.0
    speculation_months: SpeculationMonths = 2.0
    dumping_discount: float = share(0.08, "discount on stock that it wants to be rid of")
    glut_factor: float = parameter(
        2.0, "multiple of the wanted cover above which stock is too much", "factor", 0, 100
    )
    dumping_fall: float = parameter(
        0.005, "expected fall of prices above which too much stock is dumped", "log/month", 0, 2
    )

    def asks(self, view: ResellerView) -> Vector:
        """As the trade, with a discount on stock it wants to be rid of."""
        asks = ResellerStrategy.asks(self, view)
        sales = np.maximum(view.sales_units, 1.0)
        over = view.stock_units > self.glut_factor * view.rules.target_cover_months * sales
        dumps = over & (view.expected_rise < -self.dumping_fall)
        lowest = view.reference_usd * (1 - view.rules.max_loss)
        return np.where(dumps, np.maximum(asks * (1 - self.dumping_discount), lowest), asks)
