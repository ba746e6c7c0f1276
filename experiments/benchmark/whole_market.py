"""How the time of the whole market splits: start-ups, strategic firms, recording."""

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agents.cast import build_cast
from model import metrics
from model.inputs.scenario import load_scenario
from model.market import ComputeMarket

MONTHS_WARM = 3


@dataclass(frozen=True, slots=True)
class MarketTiming:
    """CPU seconds of one run of the history scenario once everything is warm, by part."""

    rows: int
    months: int
    startups_s: float
    recording_s: float
    firms_s: float

    @property
    def total_s(self) -> float:
        """All of it."""
        return self.startups_s + self.recording_s + self.firms_s


class Stopwatch:
    """Adds up the CPU time of the functions it wraps."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, timed."""

        @functools.wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            start = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds += time.process_time() - start

        return timed


def time_market(rows: int, months: int, repeats: int) -> MarketTiming:
    """The middle one of several runs by total time, after one that warms up."""
    _one_run(rows, min(months, MONTHS_WARM))
    runs = [_one_run(rows, months) for _ in range(repeats)]
    return sorted(runs, key=lambda timing: timing.total_s)[repeats // 2]


def time_markets() -> list[MarketTiming]:
    """The default run in full, and shorter runs at other sizes."""
    default = load_scenario("history")
    sizes = [
        (default.startups.count, default.months, 5),
        (300, 12, 5),
        (3_000, 12, 3),
        (30_000, 12, 3),
        (1_000_000, 4, 1),
    ]
    return [time_market(rows, months, repeats) for rows, months, repeats in sizes]


def _one_run(rows: int, months: int) -> MarketTiming:
    scenario = load_scenario("history", [f"startups.count={rows}", f"months={months}"])
    startups, recording = Stopwatch(), Stopwatch()
    measure = metrics.measure
    metrics.measure = recording.around(measure)
    start = time.process_time()
    try:
        market = ComputeMarket(scenario, seed=1, cast=build_cast)
        population: Any = market.cast.startups
        population.trade = startups.around(population.trade)
        population.use = startups.around(population.use)
        for _ in range(months):
            market.run_month()
    finally:
        metrics.measure = measure
    total = time.process_time() - start
    return MarketTiming(
        rows, months, startups.seconds, recording.seconds, total - startups.seconds - recording.seconds
    )
