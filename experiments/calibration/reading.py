"""Reads targets off the metrics of a run."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date
from fnmatch import fnmatchcase
from math import nan

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.statistics import STATISTICS, Rows
from experiments.calibration.targets import Pick, Target
from model.recording import Recorder, Table

EVERYTHING = "*"
NOTHING = Rows(np.zeros(0, np.int64), np.zeros(0, np.str_), np.zeros(0))


class Reader(ABC):
    """The metrics of one run; `start` is its first day."""

    def __init__(self, start: date) -> None:
        self._start = start

    def read(self, target: Target) -> float:
        """Return the value a target is compared with, NaN where the run has none."""
        rows = self.rows(target.pick)
        of = self.rows(target.of) if target.of is not None else NOTHING
        if not len(rows.value) and target.statistic not in ("sum", "share"):
            return nan
        return STATISTICS[target.statistic].measure(rows, of)

    @abstractmethod
    def rows(self, pick: Pick) -> Rows:
        """Return the rows of a pick; an empty item takes every item."""

    def _month_of(self, month: str) -> int:
        year, number = (int(part) for part in month.split("-"))
        return (year - self._start.year) * 12 + number - self._start.month


class TableReader(Reader):
    """Reads a table of metrics."""

    def __init__(self, metrics: Table, start: date) -> None:
        super().__init__(start)
        name = np.asarray(metrics["metric"], np.str_)
        order = np.argsort(name, kind="stable")
        self._names, first = np.unique(name[order], return_index=True)
        self._bounds = [*first.tolist(), len(name)]
        self._month = np.asarray(metrics["month"], np.int64)[order]
        self._who = np.asarray(metrics["who"], np.str_)[order]
        self._item = np.asarray(metrics["item"], np.str_)[order]
        self._value = np.asarray(metrics["value"], np.float64)[order]

    def rows(self, pick: Pick) -> Rows:
        """Return the rows of a pick; an empty item takes every item."""
        place = np.flatnonzero(self._names == pick.metric)
        if not len(place):
            return NOTHING
        part = slice(self._bounds[place[0]], self._bounds[place[0] + 1])
        month, who = self._month[part], self._who[part]
        keep = (month >= self._month_of(pick.start)) & (month <= self._month_of(pick.end))
        keep &= named(who, pick.who)
        if pick.item:
            keep &= named(self._item[part], pick.item)
        return Rows(month[keep], who[keep], self._value[part][keep])


class RunReader(Reader):
    """Reads one run of a batch straight from its recorder."""

    def __init__(self, recorder: Recorder, run: int, start: date) -> None:
        super().__init__(start)
        names = [name for name, _ in recorder.names]
        self._metric = np.array([name.metric for name in names])
        self._who = np.array([name.who for name in names])
        self._item = np.array([name.item for name in names])
        self._recorder = recorder
        self._run = run

    def rows(self, pick: Pick) -> Rows:
        """Return the rows of a pick; an empty item takes every item."""
        wanted = self._metric == pick.metric
        place = np.flatnonzero(wanted)
        keep = named(self._who[place], pick.who)
        if pick.item:
            keep &= named(self._item[place], pick.item)
        wanted[place] = keep
        first, last = self._month_of(pick.start), self._month_of(pick.end)
        table = self._recorder.series(self._run, wanted)
        month, row = np.nonzero(~np.isnan(table))
        inside = (month >= first) & (month <= last)
        month, row = month[inside], row[inside]
        return Rows(month, self._who[wanted][row], table[month, row])


def named(names: NDArray[np.str_], pattern: str) -> NDArray[np.bool_]:
    """Say which names match one of the patterns between bars; an asterisk stands for any text."""
    if pattern == EVERYTHING:
        return np.ones(len(names), np.bool_)
    wanted = pattern.split("|")
    distinct, place = np.unique(names, return_inverse=True)
    matches = [any(fnmatchcase(str(name), one) for one in wanted) for name in distinct]
    return np.array(matches, np.bool_)[place] if len(distinct) else np.zeros(0, np.bool_)


def read_all(targets: Sequence[Target], metrics: Table, start: date) -> NDArray[np.float64]:
    """Return the values of all targets off one run's metrics."""
    reader = TableReader(metrics, start)
    return np.array([reader.read(target) for target in targets])
