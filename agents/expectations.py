"""Forecasts: exponential smoothing with trend, on what a firm itself has seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outlook:
    """Smoothed level and monthly trend (Holt 1957), one entry a chip."""

    level: Vector
    trend: Vector

    def seen(self, observed: Vector, smoothing: Vector | float, trend_smoothing: Vector | float) -> "Outlook":
        """The outlook after one more month."""
        level = smoothing * observed + (1 - smoothing) * (self.level + self.trend)
        trend = trend_smoothing * (level - self.level) + (1 - trend_smoothing) * self.trend
        return Outlook(np.maximum(level, 0.0), trend)

    def ahead(self, months: Vector | float, most_growth: Vector | float) -> Vector:
        """Expected monthly demand so many months ahead, growth bounded, never negative."""
        bound = most_growth * self.level
        return np.maximum(self.level + np.minimum(np.maximum(self.trend * months, -bound), bound), 0.0)


def flat(level: Vector) -> Outlook:
    """An outlook without trend."""
    return Outlook(level.copy(), np.zeros_like(level))
