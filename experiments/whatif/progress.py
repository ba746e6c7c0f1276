"""Progress of pairs on stderr: a bar for a person at a terminal, a line a tenth for a log."""

import sys
import time
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


class PairBar(AbstractContextManager["PairBar"]):
    """A bar that vanishes when done."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("pairs"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeRemainingColumn(compact=True),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = TaskID(0)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def begin(self, pairs: int, worlds: int) -> None:
        """Start the bar."""
        self._task = self._bar.add_task("", total=pairs)

    def pair_done(self, seed: int) -> None:
        """Move the bar by a pair."""
        self._bar.advance(self._task)


class PairLines(AbstractContextManager["PairLines"]):
    """A line whenever a tenth of the pairs is done."""

    def __init__(self) -> None:
        self._pairs = self._done = self._worlds = 0
        self._started = 0.0

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing to put back: every line is already written."""

    def begin(self, pairs: int, worlds: int) -> None:
        """Start the clock."""
        self._pairs, self._worlds, self._started = pairs, worlds, time.perf_counter()

    def pair_done(self, seed: int) -> None:
        """Write a line if a tenth more is done."""
        self._done += 1
        if self._done % max(1, self._pairs // 10) == 0:
            rate = self._done * self._worlds / (time.perf_counter() - self._started)
            text = f"pair {self._done} of at most {self._pairs} (seed {seed}), {rate:.1f} runs/s"
            print(text, file=sys.stderr, flush=True)


def show_pairs() -> PairBar | PairLines:
    """Return the display that suits stderr, to be used as a context manager."""
    return PairBar() if sys.stderr.isatty() else PairLines()
