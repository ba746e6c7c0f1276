"""Progress on stderr: a bar for a person at a terminal, a line now and then in a log."""

import sys
import time
from contextlib import AbstractContextManager
from typing import Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

LINE_SECONDS = 10.0
"""A log gets a line as often as this, and one at the end of what is counted."""


class Watch(Protocol):
    """What long work reports to while it goes."""

    def begin(self, total: int, label: str = "") -> None:
        """Say that `total` steps are to come, the last ones being over."""

    def advance(self, steps: int = 1, at: str = "") -> None:
        """Say that more steps are done, and where the work stands."""

    def say(self, text: str) -> None:
        """Tell what happened on the way."""


class Progress(AbstractContextManager["Progress"]):
    """Counts steps of one `unit`: how many of how many, the rate and the time left."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._bar: Bar | None = None
        if sys.stderr.isatty():
            columns = (BarColumn(bar_width=30), TextColumn("{task.description}"))
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("", total=None)
        self.begin(0)

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def begin(self, total: int, label: str = "") -> None:
        """Count anew, up to `total`."""
        self._total, self._label, self._done, self._at = total, label, 0, ""
        self._started = self._last_line = time.perf_counter()
        if self._bar is not None:
            self._bar.reset(self._task, total=total, description=str(self))

    def advance(self, steps: int = 1, at: str = "") -> None:
        """Count steps and show it."""
        self._done += steps
        self._at = at
        if self._bar is not None:
            self._bar.update(self._task, completed=self._done, description=str(self))
        elif time.perf_counter() - self._last_line > LINE_SECONDS or self._done == self._total:
            self._last_line = time.perf_counter()
            print(self, file=sys.stderr, flush=True)

    def say(self, text: str) -> None:
        """Write a line of its own, above the bar if there is one."""
        if self._bar is not None:
            self._bar.console.print(text, highlight=False)
        else:
            print(text, file=sys.stderr, flush=True)

    def __str__(self) -> str:
        """One line: what is counted, where it stands, counts, rate, time left."""
        parts = [part for part in (self._label, self._at) if part]
        parts.append(f"{self._done} of {self._total} {self._unit}")
        if self._done:
            seconds = max(time.perf_counter() - self._started, 1e-9)
            left = (self._total - self._done) * seconds / self._done
            parts += [f"{self._done / seconds:.1f} {self._unit}/s", f"{readable_time(left)} left"]
        return ", ".join(parts)


def readable_time(seconds: float) -> str:
    """Return a duration as people write it: 40 s, 12 min, 3.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
