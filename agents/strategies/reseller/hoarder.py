"""Hoarder: holds stock while prices rise, dumps it when they turn."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from agents.strategies.reseller.base import ResellerStrategy, ResellerView

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hoarder(ResellerStrategy):
    """Orders more than it sells while it expects a rise; undercuts to get out of a fall."""

    name: ClassVar[str] = "hoarder"
    meaning: ClassVar[str] = "holds stock back while prices rise, dumps when they fall"

    holding_factor: float = 1.0
    speculation_months: float = 2.0
    dumping_discount: float = 0.08

    def asks(self, view: ResellerView) -> Vector:
        """As the trade, with a discount on stock it wants to be rid of."""
        asks = ResellerStrategy.asks(self, view)
        over = view.stock_units > 2.0 * view.rules.target_cover_months * np.maximum(view.sales_units, 1.0)
        dumps = over & (view.expected_rise < -0.005)
        lowest = view.reference_usd * (1 - view.rules.max_loss)
        return np.where(dumps, np.maximum(asks * (1 - self.dumping_discount), lowest), asks)
