"""What a check reads of a run: monthly series, and what they come to at a horizon."""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from experiments.signs.changed import matches, members
from experiments.signs.checks import Reading, Series
from model.inputs.cast import Cast
from model.metrics import METRICS
from model.recording import Recorder, RowName

type Vector = NDArray[np.float64]

WINDOW_MONTHS = 6
"""Months that a mean at a horizon is taken over: half of them before it."""
ADDED = frozenset({"USD", "USD/month", "chips", "chips/month", "MWh/month", "firms", "FLOP", "respins"})
"""Units whose values are added over names; those of prices, shares and times are averaged."""


def read_run(recorder: Recorder, run: int, wanted: Iterable[Series], cast: Cast) -> dict[Series, Vector]:
    """The wanted series of a run of a batch, a value a month (not a number where there is none)."""
    wanted = list(dict.fromkeys(wanted))
    rows = {series: _rows(recorder, series, cast) for series in wanted}
    needed = sorted({row for places in rows.values() for row in places})
    flags = np.zeros(len(recorder.names), np.bool_)
    flags[needed] = True
    table = recorder.series(run, flags)
    column = {row: place for place, row in enumerate(needed)}
    return {
        series: together(table[:, [column[row] for row in places]], METRICS[series.metric].unit)
        for series, places in rows.items()
    }


def together(table: Vector, unit: str) -> Vector:
    """Months × rows as one value a month: their sum, or the mean of prices, shares and times."""
    known = ~np.isnan(table)
    count, added = known.sum(axis=1), np.where(known, table, 0.0).sum(axis=1)
    if unit in ADDED:
        return np.asarray(added)
    return np.where(count > 0, added / np.maximum(count, 1), np.nan)


def _rows(recorder: Recorder, series: Series, cast: Cast) -> list[int]:
    who = members(series.who, cast)
    return [
        place
        for place, (name, _) in enumerate(recorder.names)
        if _is_of(name, series.metric, who, series.item)
    ]


def _is_of(name: RowName, metric: str, who: str, item: str) -> bool:
    return name.metric == metric and matches(name.who, who) and matches(name.item, item)


def read_at(series: Vector, reading: Reading, start: int, at: int) -> float:
    """What a series comes to ``at`` a month when something was changed in month ``start``."""
    first = start if reading != "mean" else max(at - WINDOW_MONTHS // 2, start)
    last = at if reading != "mean" else at + WINDOW_MONTHS // 2
    part = series[first:last]
    known = part[~np.isnan(part)]
    return READINGS[reading](known) if len(known) else float("nan")


def _spread(months: Vector) -> float:
    """Standard deviation of the monthly log changes."""
    return float(np.std(np.diff(np.log(np.maximum(months, 1e-9)))))


READINGS: Mapping[Reading, Callable[[Vector], float]] = {
    "mean": lambda months: float(months.mean()),
    "sum": lambda months: float(months.sum()),
    "peak": lambda months: float(months.max()),
    "spread": _spread,
}
