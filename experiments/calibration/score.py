"""How far a run is from observed data: deviations, verdicts, and one score."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.targets import Target

type Vector = NDArray[np.float64]

FARTHEST = 10.0
"""Deviation at which a target counts as missed altogether, also where a run has no such value."""
EDGE_SIGMAS = 1.645
"""A range is read as a 90 % interval: its edge lies so many standard deviations from the value."""
TAIL = 4.0
"""Degrees of freedom of the kernel: one target that no parameter can meet must not rule the rest."""


class Verdict(StrEnum):
    """Where the simulated median lies."""

    PASS = "pass"
    NEAR = "near"
    FAIL = "fail"


def deviation(target: Target, simulated: Vector) -> Vector:
    """Return how far values lie from the observed one, in half ranges: within -1 and 1 is inside.

    The scale is logarithmic where value and range are above zero, and each side has its own width.
    """
    value, low, high = target.value, target.low, target.high
    values = np.asarray(simulated, np.float64)
    if low > 0:
        values = np.log(np.maximum(values, 1e-300))
        value, low, high = np.log(value), np.log(low), np.log(high)
    above, below = max(high - value, 1e-9), max(value - low, 1e-9)
    away = values - value
    scaled = np.where(away > 0, away / above, away / below)
    if high == value:
        scaled = np.where(away > 0, away / below, scaled)
    if low == value:
        scaled = np.where(away < 0, away / above, scaled)
    bounded: Vector = np.clip(np.nan_to_num(scaled, nan=FARTHEST), -FARTHEST, FARTHEST)
    return bounded


def verdict(target: Target, median: float) -> Verdict:
    """Return pass inside the range, near within twice its width, fail beyond."""
    away = abs(float(deviation(target, np.array([median]))[0]))
    if away <= 1.0 + 1e-9:
        return Verdict.PASS
    return Verdict.NEAR if away <= 2.0 else Verdict.FAIL


def factor_off(target: Target, median: float) -> float:
    """Return by which factor the median misses the value, one or more; infinite without a value."""
    if not np.isfinite(median) or median <= 0 or target.value <= 0:
        return 1.0 if median == target.value else float("inf")
    return float(max(median / target.value, target.value / median))


def log_kernel(targets: Sequence[Target], readings: Vector) -> float:
    """Return the log of how well a run agrees with observed data, up to a constant.

    `readings` has one value per target. The kernel of each target is a t distribution whose 90 %
    interval is about the range (approximate Bayesian computation with a kernel is exact for a model
    with that error: Wilkinson 2013), raised to the target's weight, since targets overlap.
    """
    total = 0.0
    for target, reading in zip(targets, readings, strict=True):
        away = float(deviation(target, np.array([reading]))[0]) * EDGE_SIGMAS
        total -= target.weight * 0.5 * (TAIL + 1.0) * float(np.log1p(away**2 / TAIL))
    return total


def score(targets: Sequence[Target], medians: Vector) -> float:
    """Return the weighted part of the targets, in percent, whose median lies inside its range."""
    weights = np.array([target.weight for target in targets])
    inside = np.array(
        [verdict(target, float(m)) == Verdict.PASS for target, m in zip(targets, medians, strict=True)]
    )
    return float(100.0 * weights[inside].sum() / weights.sum())
