"""Progress of a study on stderr: a bar at a terminal, a line now and then in a log."""

import sys
import time
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

LINE_SECONDS = 10.0


class StudyProgress(AbstractContextManager["StudyProgress"]):
    """Counts runs; shows how many are done, how many failed, the rate and the time left."""

    def __init__(self, todo: int) -> None:
        self.todo = todo
        self.done = 0
        self.failed = 0
        self._started = time.perf_counter()
        self._last_line = self._started
        self._task = TaskID(0)
        self._bar: Progress | None = None
        if sys.stderr.isatty():
            columns = (BarColumn(bar_width=30), TextColumn("{task.description}"))
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task(str(self), total=self.todo)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def add(self, done: int, failed: int) -> None:
        """Count runs that were stored."""
        self.done += done
        self.failed += failed
        if self._bar is not None:
            self._bar.update(self._task, completed=self.done + self.failed, description=str(self))
        elif time.perf_counter() - self._last_line > LINE_SECONDS or self.done + self.failed == self.todo:
            self._last_line = time.perf_counter()
            print(self, file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        """Say something that happened on the way."""
        if self._bar is not None:
            self._bar.console.print(text, highlight=False)
        else:
            print(text, file=sys.stderr, flush=True)

    def __str__(self) -> str:
        """One line: counts, rate, time left."""
        over = self.done + self.failed
        seconds = max(time.perf_counter() - self._started, 1e-9)
        failures = f", {self.failed} failed" if self.failed else ""
        if not over:
            return f"0 of {self.todo} runs"
        left = (self.todo - over) * seconds / over
        rate = f"{over / seconds:.1f} runs/s"
        return f"{over} of {self.todo} runs{failures}, {rate}, {readable_time(left)} left"


def readable_time(seconds: float) -> str:
    """Return a duration as a person says it: 40 s, 12 min, 3.5 h."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
