"""Paired effects: how far a metric moves between two runs with the same random draws, and how surely."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from experiments.whatif.headlines import Headline

type Vector = NDArray[np.float64]
type Counts = NDArray[np.int64]

CONFIDENCE = 0.95
LEVEL = 0.05
RESAMPLES = 4000
BOOTSTRAP_KEY = 20230321
"""Any fixed number: the same values give the same bootstrap interval."""
FEWEST_PAIRS = 2


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval."""

    low: float
    high: float

    @property
    def holds_zero(self) -> bool:
        """Whether no effect at all is within the interval."""
        return self.low <= 0.0 <= self.high

    @property
    def half_width(self) -> float:
        """Half its width."""
        return (self.high - self.low) / 2

    def times(self, factor: float) -> "Interval":
        """Return the interval in another unit; `factor` is above zero."""
        return Interval(self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of a what-if on one headline metric, in the headline's unit.

    `same_sign` is the share of pairs that moved as the mean did; `variance_reduction` is how many
    times more runs independent seeds would need; `p_holm` is NaN until corrected over a family.
    """

    headline: Headline
    pairs: int
    baseline: float
    whatif: float
    change: float
    student: Interval
    bootstrap: Interval
    same_sign: float
    variance_reduction: float
    p_value: float
    p_holm: float = float("nan")

    @property
    def per_baseline(self) -> float:
        """What one unit of change is of the baseline's mean; NaN where that is zero."""
        return 1.0 / abs(self.baseline) if self.baseline else float("nan")

    @property
    def relative(self) -> float:
        """The change as a share of the baseline's mean."""
        return self.change * self.per_baseline

    @property
    def is_known(self) -> bool:
        """Whether there were enough pairs with a value in both runs."""
        return self.pairs >= FEWEST_PAIRS

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.is_known and not self.student.holds_zero

    @property
    def is_significant(self) -> bool:
        """Whether it is beyond chance at 5 % after correction for all metrics looked at."""
        return self.p_holm < LEVEL

    @property
    def is_untouched(self) -> bool:
        """Whether every pair gave the same value in both runs."""
        return self.change == 0.0 and self.student == Interval(0.0, 0.0)


def paired_effect(headline: Headline, baseline: Vector, whatif: Vector) -> Effect:
    """Return the effect from the values of both scenarios, one entry per seed.

    Pairs without a value in one of the runs are left out.
    """
    known = ~(np.isnan(baseline) | np.isnan(whatif))
    old, new = baseline[known], whatif[known]
    if len(old) < FEWEST_PAIRS:
        unknown, nowhere = float("nan"), Interval(float("nan"), float("nan"))
        return Effect(
            headline, len(old), unknown, unknown, unknown, nowhere, nowhere, unknown, unknown, unknown
        )
    difference = new - old
    return Effect(
        headline=headline,
        pairs=len(old),
        baseline=float(old.mean()),
        whatif=float(new.mean()),
        change=float(difference.mean()),
        student=student_interval(difference),
        bootstrap=bootstrap_interval(difference),
        same_sign=float((np.sign(difference) == np.sign(difference.mean())).mean()),
        variance_reduction=variance_reduction(old, new),
        p_value=student_p(difference),
    )


def student_interval(difference: Vector) -> Interval:
    """Return the interval of the mean by Student's t."""
    count = len(difference)
    reach = float(stdtrit(count - 1, (1 + CONFIDENCE) / 2) * difference.std(ddof=1) / np.sqrt(count))
    mean = float(difference.mean())
    return Interval(mean - reach, mean + reach)


def bootstrap_interval(difference: Vector) -> Interval:
    """Return the percentile interval of the mean over resampled pairs (Efron and Tibshirani 1993)."""
    count = len(difference)
    draws = np.random.default_rng([BOOTSTRAP_KEY, count])
    means = difference[draws.integers(0, count, (RESAMPLES, count))].mean(axis=1)
    low, high = np.quantile(means, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Interval(float(low), float(high))


def student_p(difference: Vector) -> float:
    """Return the two-sided p-value of no mean difference."""
    count, mean = len(difference), float(difference.mean())
    error = float(difference.std(ddof=1)) / np.sqrt(count)
    if error == 0.0:
        return 1.0 if mean == 0.0 else 0.0
    return float(2 * stdtr(count - 1, -abs(mean) / error))


def variance_reduction(baseline: Vector, whatif: Vector) -> float:
    """Return the variance of a difference of independent runs over that of the paired ones.

    Infinite where all pairs differ by the same amount; NaN where nothing varies at all.
    """
    independent = float(baseline.var(ddof=1) + whatif.var(ddof=1))
    paired = float((whatif - baseline).var(ddof=1))
    if paired == 0.0:
        return float("inf") if independent > 0.0 else float("nan")
    return independent / paired


def median_variance_reduction(effects: Sequence[Effect]) -> float:
    """Return the median over the metrics that moved at all; NaN if none did."""
    moved = [each.variance_reduction for each in effects if each.is_known and not each.is_untouched]
    known = [value for value in moved if not np.isnan(value)]
    return float(np.median(known)) if known else float("nan")


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values corrected for their number by Holm's (1979) step-down rule; NaN stays out."""
    corrected = [float("nan")] * len(p_values)
    known = sorted((p, place) for place, p in enumerate(p_values) if p == p)
    largest = 0.0
    for rank, (p, place) in enumerate(known):
        largest = max(largest, min(1.0, (len(known) - rank) * p))
        corrected[place] = largest
    return corrected


def corrected(families: Sequence[Sequence[Effect]]) -> list[list[Effect]]:
    """Return the effects of several what-ifs, their p-values corrected as one family."""
    p_values = iter(holm([effect.p_value for effects in families for effect in effects]))
    return [[replace(effect, p_holm=next(p_values)) for effect in effects] for effects in families]
