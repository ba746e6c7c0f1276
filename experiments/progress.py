"""Progress on stderr: a bar for a person at a terminal, a line a year for a log."""

import sys
import time
from contextlib import AbstractContextManager
from datetime import date
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


class RunProgress(Protocol):
    """What a run reports while it goes."""

    def begin(self, run: int, runs: int, seed: int, months: int) -> None:
        """Say that run number `run` (from 1) of `runs` starts and lasts `months`."""

    def month_done(self, month: date) -> None:
        """Say that the simulated `month` is over."""


class Bar(AbstractContextManager["Bar"]):
    """A bar that shows the run, the simulated month and the rate, and vanishes when done."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[month]}  {task.fields[rate]}"),
            TimeRemainingColumn(compact=True),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = TaskID(0)
        self._clock = _Clock(0)

    def __enter__(self) -> Self:
        self._bar.start()
        self._task = self._bar.add_task("", month="", rate="")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def begin(self, run: int, runs: int, seed: int, months: int) -> None:
        """Reset the bar for a run."""
        self._clock = _Clock(months)
        label = f"run {run} of {runs} (seed {seed})"
        self._bar.reset(self._task, total=months, description=label, month="", rate="")

    def month_done(self, month: date) -> None:
        """Move the bar by a month."""
        self._clock.tick()
        rate = f"{self._clock.months_per_second:.1f} months/s"
        self._bar.update(self._task, advance=1, month=f"{month:%Y-%m}", rate=rate)


class Lines(AbstractContextManager["Lines"]):
    """A line for each simulated year and for the end of each run."""

    def __init__(self) -> None:
        self._label = ""
        self._clock = _Clock(0)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to put back: every line is already written."""

    def begin(self, run: int, runs: int, seed: int, months: int) -> None:
        """Remember which run the next lines speak of."""
        self._label = f"run {run} of {runs} (seed {seed})"
        self._clock = _Clock(months)

    def month_done(self, month: date) -> None:
        """Write a line in December and in the last month."""
        clock = self._clock
        clock.tick()
        if month.month == 12 or clock.done == clock.months:
            rate = f"{clock.months_per_second:.1f} months/s"
            text = f"{self._label}: {month:%Y-%m}, month {clock.done} of {clock.months}, {rate}"
            print(text, file=sys.stderr, flush=True)


def show_progress() -> Bar | Lines:
    """Return the display that suits stderr, to be used as a context manager."""
    return Bar() if sys.stderr.isatty() else Lines()


class _Clock:
    def __init__(self, months: int) -> None:
        self.months = months
        self.done = 0
        self._started = time.perf_counter()

    def tick(self) -> None:
        self.done += 1

    @property
    def months_per_second(self) -> float:
        return self.done / max(time.perf_counter() - self._started, 1e-9)
