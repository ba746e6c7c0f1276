"""How fast a study runs: one worker, two workers, the runner's overhead, and Mesa's own batch_run.

Call it: `uv run python -m experiments.benchmark.batches [RUNS] [MONTHS]`.
"""

import os
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import mesa

from experiments.study.definition import Study
from experiments.study.session import Session, run_session
from model.inputs.scenario import load_scenario
from model.market import ComputeMarket

SETTINGS = ("startups.count=300",)
MONTHS = 24
RUNS = 60


@dataclass(frozen=True, slots=True)
class Measurement:
    """One way to make the runs: wall seconds, runs a second, and where known the time inside runs."""

    name: str
    runs: int
    wall_seconds: float
    run_seconds: float | None
    workers: int

    @property
    def runs_per_second(self) -> float:
        """Throughput."""
        return self.runs / self.wall_seconds

    @property
    def overhead(self) -> float | None:
        """Share of the workers' time that went to anything but runs: starts, writing, waiting."""
        if self.run_seconds is None:
            return None
        return 1 - self.run_seconds / (self.wall_seconds * self.workers)


class BatchedMarket(ComputeMarket):
    """The market in the shape that Mesa's batch_run asks for: it makes the model and calls `step`."""

    def __init__(self, rng: int, months: int) -> None:
        settings = [*SETTINGS, f"months={months}"]
        super().__init__(load_scenario("history", settings), rng=rng)
        # As little collecting as batch_run can be asked for: one row at the end.
        self.datacollector = mesa.DataCollector(model_reporters={"month": lambda model: model.month})

    def step(self) -> None:
        """Trade a month; collect in the last."""
        super().step()
        if self.month == self.months_total - 1:
            self.datacollector.collect(self)


def measure_study(runs: int, months: int, workers: int) -> Measurement:
    """Time a study of some seeds of a short history."""
    settings = (*SETTINGS, f"months={months}")
    study = Study(name="benchmark", settings=settings, replications=runs)
    with tempfile.TemporaryDirectory() as folder:
        session = Session(study, Path("benchmark"), Path(folder) / "out", "benchmark", workers)
        clock = time.perf_counter()
        ending = run_session(session)
    wall = time.perf_counter() - clock
    return Measurement(f"study, {workers} worker(s)", runs, wall, ending.run_seconds, workers)


def measure_mesa(runs: int, months: int, workers: int) -> Measurement:
    """Time Mesa's batch_run of the same runs."""
    clock = time.perf_counter()
    with warnings.catch_warnings():
        # Mesa 3.5 announces that batch_run will go; that is the reason for the comparison.
        warnings.simplefilter("ignore")
        mesa.batch_run(
            BatchedMarket,
            {"months": months},
            number_processes=workers,
            rng=list(range(1, runs + 1)),
            max_steps=months,
            data_collection_period=-1,
            display_progress=False,
        )
    return Measurement(
        f"mesa.batch_run, {workers} process(es)", runs, time.perf_counter() - clock, None, workers
    )


def peak_memory_mb() -> float:
    """Return the largest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(runs: int = RUNS, months: int = MONTHS) -> list[Measurement]:
    """Measure all ways and print them."""
    ways: list[Callable[[], Measurement]] = [
        lambda: measure_study(runs, months, 1),
        lambda: measure_study(runs, months, 2),
        lambda: measure_mesa(runs, months, 1),
        lambda: measure_mesa(runs, months, 2),
    ]
    found = []
    for way in ways:
        measurement = way()
        found.append(measurement)
        overhead = "" if measurement.overhead is None else f", overhead {measurement.overhead:.1%}"
        print(
            f"{measurement.name}: {measurement.runs_per_second:.2f} runs/s{overhead}; "
            f"peak memory here {peak_memory_mb():.0f} MB, load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
