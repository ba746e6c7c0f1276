"""Forecasts: exponential smoothing with trend, on what a firm itself has seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.state import maths

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


MOST_BELIEVED = 0.15
"""Largest growth a month that anybody believes in, up or down: beyond it beliefs feed on themselves."""


def learned_growth(believed: Vector, seen: Vector, weight: Vector) -> Vector:
    """The believed growth (log a month) after one more month's growth was seen, by adaptive learning."""
    moved = believed + weight * (seen - believed)
    return np.minimum(np.maximum(moved, -MOST_BELIEVED), MOST_BELIEVED)


def expected_growth(
    believed: Vector, lasting: Vector, months: Vector, persistence: Vector, overreaction: Vector
) -> Vector:
    """Log growth expected over some months: the believed growth decays to the lasting one.

    ``overreaction`` extrapolates the difference beyond what decay leaves of it (Bordalo, Gennaioli and
    Shleifer 2018); zero is the rational forecast of a growth that decays by ``persistence`` a month.
    """
    left = persistence * (1.0 - maths.power(persistence, months)) / (1.0 - persistence)
    growth: Vector = lasting * months + (1.0 + overreaction) * (believed - lasting) * left
    return growth
