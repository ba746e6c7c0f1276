"""The ways in which rows of the metrics table become one value of a run."""

from collections.abc import Callable
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

type Vector = NDArray[np.float64]

AT_LIST = 0.03
"""Premium up to which a street price counts as back at the list price."""
NEAR_PEAK = 0.75
"""Part of the highest premium down to which a month belongs to the boom's plateau."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Picked rows, as columns of equal length; months count from the start of the run."""

    month: NDArray[np.int64]
    who: NDArray[np.str_]
    value: Vector

    def monthly(self) -> Vector:
        """Mean of each month's rows, in order of months."""
        months, place = np.unique(self.month, return_inverse=True)
        sums = np.bincount(place, self.value, len(months))
        means: Vector = sums / np.bincount(place, minlength=len(months))
        return means

    def by_who(self) -> Vector:
        """Mean of each owner's rows."""
        names, place = np.unique(self.who, return_inverse=True)
        means: Vector = np.bincount(place, self.value, len(names)) / np.bincount(place)
        return means


@dataclass(frozen=True, slots=True)
class Statistic:
    """What a statistic means, and how it is made of the picked rows and those it compares with."""

    meaning: str
    measure: Callable[[Rows, Rows], float]


def _mean(rows: Rows) -> float:
    return float(rows.value.mean()) if len(rows.value) else nan


def _ratio(rows: Rows, of: Rows) -> float:
    below = _mean(of)
    return _mean(rows) / below if below else nan


def _share(rows: Rows, of: Rows) -> float:
    total = float(of.value.sum())
    return float(rows.value.sum()) / total if total else nan


def _spread(rows: Rows, of: Rows) -> float:
    means = rows.by_who()
    return float(means.max() / means.min()) if len(means) and means.min() > 0 else nan


def _variation(rows: Rows, of: Rows) -> float:
    means = rows.by_who()
    return float(means.std(ddof=1) / means.mean()) if len(means) > 1 else nan


def _yearly_growth(rows: Rows, of: Rows) -> float:
    monthly = rows.monthly()
    if len(monthly) < 2 or monthly[0] <= 0:
        return nan
    return float((monthly[-1] / monthly[0]) ** (12.0 / (len(monthly) - 1)))


def _peak(rows: Rows, of: Rows) -> float:
    return float(rows.monthly().max()) if len(rows.value) else nan


def _months_to_level(rows: Rows, of: Rows) -> float:
    """Months from the last month near the highest premium to the first one at list price."""
    monthly = rows.monthly()
    if not len(monthly) or monthly.max() <= AT_LIST:
        return nan
    high = int(np.flatnonzero(monthly >= NEAR_PEAK * monthly.max())[-1])
    level = np.flatnonzero(monthly[high:] <= AT_LIST)
    return float(level[0]) if len(level) else float(len(monthly) - high)


def _part(holds: Callable[[Vector], NDArray[np.bool_]]) -> Callable[[Rows, Rows], float]:
    return lambda rows, of: float(holds(rows.value).mean()) if len(rows.value) else nan


STATISTICS: dict[str, Statistic] = {
    "sum": Statistic("all rows added up", lambda rows, of: float(rows.value.sum())),
    "mean": Statistic("mean of the rows", lambda rows, of: _mean(rows)),
    "ratio": Statistic("mean of the rows over the mean of the others", _ratio),
    "share": Statistic("sum of the rows over the sum of the others", _share),
    "spread": Statistic("highest over lowest of the owners' means", _spread),
    "variation": Statistic("standard deviation over mean of the owners' means", _variation),
    "yearly_growth": Statistic("last over first month, as growth in a year", _yearly_growth),
    "peak": Statistic("highest month", _peak),
    "one_plus_mean": Statistic("one plus the mean of the rows", lambda rows, of: 1.0 + _mean(rows)),
    "one_plus_peak": Statistic("one plus the highest month", lambda rows, of: 1.0 + _peak(rows, of)),
    "months_to_level": Statistic("months from the last high to the list price", _months_to_level),
    "part_above_one": Statistic("part of the rows above one", _part(lambda value: value > 1)),
    "part_above_zero": Statistic("part of the rows above zero", _part(lambda value: value > 0)),
    "part_zero": Statistic("part of the rows that are zero", _part(lambda value: value == 0)),
}
