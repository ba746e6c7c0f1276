"""One visitor's markets: a thread of their own plays them and publishes what is to be seen.

The page never touches a running market. It sends what is wanted (scenarios, how far, how fast) and hears
when there is something new to show; drawing goes on in another thread, so the markets never wait for it.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from model.inputs.scenario import Scenario
from model.market import ComputeMarket
from viz.page.changes import Pair
from viz.snapshot import Snapshot, month_of_choices, take_snapshot

REDRAW_SECONDS = 0.4
"""Shortest time between two pictures of a playing market."""
SLOWEST, FASTEST = 1.0, 50.0


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What a visitor's page shows; `played` and `wanted` count months, `problem` is for people.

    While a change is replayed, the pictures are still those of before and `played` is how far it is.
    """

    months: int
    start: date
    played: int = 0
    wanted: int = 0
    playing: bool = False
    whatif: Snapshot | None = None
    baseline: Snapshot | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the visitor wants: which scenarios, how many months of them, and how fast."""

    pair: Pair
    both: bool = False
    months: int = 0
    playing: bool = False
    months_per_second: float = 8.0

    @property
    def last(self) -> int:
        return self.pair.whatif.months


class _Run:
    """A market that is being played, and the last picture of it."""

    def __init__(self, scenario: Scenario, seed: int, told_choices: bool) -> None:
        self.told_choices = told_choices
        self.scenario = scenario
        self.seed = seed
        self.market = ComputeMarket(scenario, seed=seed)
        self._picture = take_snapshot(self.market)
        self._choices: list[pd.DataFrame] = []

    @property
    def played(self) -> int:
        return int(self.market.time)

    def play(self) -> None:
        """Play a month, and note what the market itself does not record."""
        self.market.run_month()
        # Only the what-if is shown with its start-ups' choices.
        if self.told_choices or not self._choices:
            self._choices.append(month_of_choices(self.market))

    def look(self) -> Snapshot:
        """Return the market as it stands; looking costs half as much as a month, so it is done seldom."""
        if self._choices:
            self._picture = take_snapshot(self.market, self._picture, self._choices)
            self._choices = []
        return self._picture

    def fits(self, scenario: Scenario, seed: int, months: int) -> bool:
        """Whether this market is on its way to what is wanted; time does not run backwards."""
        return self.scenario == scenario and self.seed == seed and self.played <= months


class Session:
    """Plays a visitor's two runs; every method may be called from any thread and returns at once."""

    def __init__(self, pair: Pair, announce: Callable[[], None]) -> None:
        self._changed = threading.Condition()
        self._wish = _Wish(pair)
        self._announce = announce
        self._closed = False
        self._runs: dict[str, _Run] = {}
        self._next_tick = 0.0
        self._shown_at = 0.0
        self.view = View(pair.whatif.months, pair.whatif.start)
        self._player = ThreadPoolExecutor(1, thread_name_prefix="market")
        self._live: Future[None] | None = None
        self._wake()

    # ------------------------------------------------------------------ what the visitor wants

    def play(self) -> None:
        """Go on month by month; from the end, start again."""
        with self._changed:
            again = 0 if self._wish.months >= self._wish.last else self._wish.months
            self._wish = replace(self._wish, playing=True, months=again)
            self._next_tick = time.monotonic()
        self._wake()

    def pause(self) -> None:
        """Stop after the month that is being traded."""
        self._ask(playing=False)

    def step(self) -> None:
        """Play one month and stop."""
        self._ask(playing=False, months=min(self._wish.months + 1, self._wish.last))

    def jump(self, months: int) -> None:
        """Play, or replay from the start, until so many months are played; then stop."""
        self._ask(playing=False, months=max(0, min(months, self._wish.last)))

    def set_speed(self, months_per_second: float) -> None:
        """Play at most so many months a second."""
        self._ask(months_per_second=max(SLOWEST, min(months_per_second, FASTEST)))

    def show_both(self) -> None:
        """Play the baseline beside the what-if from now on."""
        self._ask(both=True)

    def change(self, pair: Pair) -> None:
        """Replay the runs that changed, up to the month that is shown."""
        self._ask(pair=pair, months=min(self._wish.months, pair.whatif.months))

    def close(self) -> None:
        """Let go of the markets and end the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._player.shutdown(wait=False, cancel_futures=True)

    def _ask(self, **wanted: object) -> None:
        with self._changed:
            self._wish = replace(self._wish, **wanted)  # type: ignore[arg-type]
        self._wake()

    def _wake(self) -> None:
        """Tell the playing thread of a new wish; it is started anew if a failure ended it."""
        with self._changed:
            if self._closed:
                return
            self._changed.notify()
            if self._live is None or self._live.done():
                self._live = self._player.submit(self._run)
                self._live.add_done_callback(self._report)

    def _report(self, ended: "Future[None]") -> None:
        """Show why the thread ended, if it was a failure: the page stays, the markets start anew."""
        if ended.cancelled():
            return
        error = ended.exception()
        if error is not None and not self._closed:
            self._runs.clear()
            with self._changed:
                self._wish = replace(self._wish, playing=False)
            self.view = replace(self.view, playing=False, problem=str(error) or type(error).__name__)
            self._announce()

    # ------------------------------------------------------------------ the playing thread

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._closed:
                    self._runs.clear()
                    return
                wish = self._tick()
            if not self._work(wish):
                with self._changed:
                    if self._wish is wish and not self._closed:
                        self._changed.wait(self._pause(wish))

    def _tick(self) -> _Wish:
        """Move the wanted month on, when playing and the runs have kept up."""
        wish = self._wish
        if not wish.playing or not self._kept_up(wish) or time.monotonic() < self._next_tick:
            return wish
        if wish.months >= wish.last:
            self._wish = replace(wish, playing=False)
        else:
            self._wish = replace(wish, months=wish.months + 1)
            # After a delay the clock does not race to make up for it.
            now = time.monotonic()
            self._next_tick = max(self._next_tick + 1 / wish.months_per_second, now - 0.1)
        return self._wish

    def _pause(self, wish: _Wish) -> float | None:
        return max(0.0, self._next_tick - time.monotonic()) if wish.playing else None

    def _kept_up(self, wish: _Wish) -> bool:
        names = ("whatif", "baseline") if wish.both else ("whatif",)
        return all(name in self._runs and self._runs[name].played == wish.months for name in names)

    def _work(self, wish: _Wish) -> bool:
        """Play a month of the run that is furthest behind; returns whether there was one."""
        runs = [self._run_of("whatif", wish.pair.whatif, wish)]
        if wish.both:
            runs.append(self._run_of("baseline", wish.pair.baseline, wish))
        late = min(runs, key=lambda run: run.played)
        moved = late.played < wish.months
        if moved:
            late.play()
        resting = not wish.playing and all(run.played == wish.months for run in runs)
        if (moved and time.monotonic() - self._shown_at >= REDRAW_SECONDS) or self._stale(wish, resting):
            # A replay after a change goes unseen: the pictures stay until it has caught up.
            nearly = wish.months - 1 if wish.playing else wish.months
            caught_up = all(run.played >= nearly for run in runs)
            self._publish(wish, pictured=caught_up)
        return moved

    def _run_of(self, name: str, scenario: Scenario, wish: _Wish) -> _Run:
        run = self._runs.get(name)
        if run is None or not run.fits(scenario, wish.pair.seed, wish.months):
            run = _Run(scenario, wish.pair.seed, told_choices=name == "whatif")
            self._runs[name] = run
        return run

    def _stale(self, wish: _Wish, resting: bool) -> bool:
        """Whether the page shows something that is over."""
        if not resting:
            return self.view.playing != wish.playing
        pictures = (self.view.whatif, self.view.baseline)
        now = (self._runs["whatif"].look(), self._baseline(wish))
        return self.view.playing or any(old is not new for old, new in zip(pictures, now, strict=True))

    def _baseline(self, wish: _Wish) -> Snapshot | None:
        return self._runs["baseline"].look() if wish.both and "baseline" in self._runs else None

    def _publish(self, wish: _Wish, pictured: bool) -> None:
        whatif = self._runs["whatif"]
        self.view = View(
            months=wish.last,
            start=wish.pair.whatif.start,
            played=min(run.played for run in self._runs.values()) if wish.both else whatif.played,
            wanted=wish.months,
            playing=wish.playing,
            whatif=whatif.look() if pictured else self.view.whatif,
            baseline=self._baseline(wish) if pictured else self.view.baseline,
        )
        self._shown_at = time.monotonic()
        self._announce()
