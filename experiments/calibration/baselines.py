"""Naive forecasts of a series of quarters: what a model has to beat."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Vector = NDArray[np.float64]

USUAL_CHANGE = 0.2
"""Log change per quarter assumed for a series with a single point: a fifth up or down."""
DRAWS = 4_000
LEAST_POINTS = 3
"""Points from which a trend or an autoregression is fitted; with fewer, both are the random walk."""


@dataclass(frozen=True, slots=True)
class Known:
    """A series up to a forecast's origin: quarters as whole numbers, and values above zero."""

    quarter: NDArray[np.int64]
    value: Vector


type Baseline = Callable[[Known, int, np.random.Generator], Vector]


def random_walk(known: Known, ahead: int, draws: np.random.Generator) -> Vector:
    """The last value, with the spread of past changes growing with the root of time."""
    sigma = _change(known) * np.sqrt(ahead)
    return np.asarray(known.value[-1] * np.exp(sigma * draws.standard_normal(DRAWS)), np.float64)


def exponential_trend(known: Known, ahead: int, draws: np.random.Generator) -> Vector:
    """Constant growth fitted to the logs, with the uncertainty of the fitted line."""
    if len(known.value) < LEAST_POINTS:
        return random_walk(known, ahead, draws)
    x, y = known.quarter.astype(np.float64), np.log(known.value)
    slope, level = np.polyfit(x, y, 1)
    free = len(x) - 2
    residual = max(float(((y - level - slope * x) ** 2).sum() / free), 1e-4)
    at = x[-1] + ahead
    spread = 1 + 1 / len(x) + (at - x.mean()) ** 2 / ((x - x.mean()) ** 2).sum()
    noise = draws.standard_t(free, DRAWS) * np.sqrt(residual * spread)
    return np.asarray(np.exp(np.clip(level + slope * at + noise, -50, 50)), np.float64)


def autoregression(known: Known, ahead: int, draws: np.random.Generator) -> Vector:
    """A first-order autoregression of the logs, run forward with resampled shocks."""
    if len(known.value) < LEAST_POINTS + 1:
        return random_walk(known, ahead, draws)
    y = np.log(known.value)
    before, after = y[:-1], y[1:]
    away = before - before.mean()
    slope = float(np.clip((away @ (after - after.mean())) / max(float(away @ away), 1e-9), -0.99, 0.99))
    level = float(after.mean() - slope * before.mean())
    sigma = max(float((after - level - slope * before).std(ddof=1)), 0.02)
    path = np.full(DRAWS, y[-1])
    for _ in range(ahead):
        path = level + slope * path + sigma * draws.standard_normal(DRAWS)
    return np.asarray(np.exp(path), np.float64)


def _change(known: Known) -> float:
    """Typical log change per quarter, drawn to the usual one while there are few points."""
    steps = np.diff(np.log(known.value)) / np.sqrt(np.maximum(np.diff(known.quarter), 1))
    return float(np.sqrt((USUAL_CHANGE**2 + (steps**2).sum()) / (1 + len(steps))))


BASELINES: dict[str, Baseline] = {
    "random walk": random_walk,
    "exponential trend": exponential_trend,
    "autoregression": autoregression,
}
