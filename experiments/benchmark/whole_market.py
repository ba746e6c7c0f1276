"""How the time of the whole market splits: start-ups, firms, recording; and what a run costs in a batch."""

import time
from dataclasses import dataclass

from experiments.phases import time_phases
from model.batch import Batch
from model.inputs.scenario import load_scenario

MONTHS_WARM = 3
BATCH_SIZES = (1, 10, 50)
BATCH_REPEATS = 3


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


@dataclass(frozen=True, slots=True)
class BatchTiming:
    """CPU milliseconds a run and month in a batch of so many runs, opening included."""

    runs: int
    rows: int
    months: int
    ms_per_run_month: float


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


def time_batches(rows: int = 300, months: int = 24) -> list[BatchTiming]:
    """Batches of the sizes that are compared, the middle one of several each."""
    _one_batch(2, rows, MONTHS_WARM)
    timings = []
    for runs in BATCH_SIZES:
        found = sorted(_one_batch(runs, rows, months) for _ in range(BATCH_REPEATS))
        timings.append(BatchTiming(runs, rows, months, found[BATCH_REPEATS // 2]))
    return timings


def _one_batch(runs: int, rows: int, months: int) -> float:
    scenario = load_scenario("history", [f"startups.count={rows}", f"months={months}"])
    start = time.process_time()
    Batch([scenario] * runs, range(1, runs + 1), keep_trades=False).run_to_end()
    return (time.process_time() - start) * 1000 / (runs * months)


def _one_run(rows: int, months: int) -> MarketTiming:
    scenario = load_scenario("history", [f"startups.count={rows}", f"months={months}"])
    start = time.process_time()
    seconds = time_phases(Batch([scenario], [1]), months)
    total = time.process_time() - start
    startups = sum(spent for name, spent in seconds.items() if name.startswith("start-ups"))
    recording = seconds["close month"]
    return MarketTiming(rows, months, startups, recording, total - startups - recording)
