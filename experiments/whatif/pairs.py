"""Runs pairs: the baseline and every what-if with the same seed, in this process or in workers."""

import functools
import multiprocessing
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import forkserver
from typing import Self

from experiments.batches import Job, make_runs, runs_together
from experiments.calibration.draws import with_parameters
from experiments.run import RunStoppedError
from experiments.whatif.run_series import RunSeries, read_series
from model.inputs.scenario import Scenario
from model.state.compiling import one_thread


def run_scenarios(
    scenarios: Sequence[Scenario], parameters: str, seeds: Sequence[int]
) -> list[list[RunSeries]]:
    """Run every scenario with every seed, and with the parameters it draws if they are the posterior's.

    Returns the scenarios' series seed by seed. The baseline comes first and is run once for all what-ifs.

    Raises:
        RunStoppedError: with scenario and seed if a run cannot go on.
    """
    jobs = [
        Job(with_parameters(scenario, scenarios[0], parameters, seed), seed)
        for seed in seeds
        for scenario in scenarios
    ]
    found: dict[int, RunSeries] = {}
    for made in make_runs(jobs):
        job = jobs[made.job]
        if made.batch is None or made.batch.recorder is None:
            raise RunStoppedError(f"{job.scenario.name}, seed {job.seed}: {made.error}")
        found[made.job] = read_series(made.batch.recorder, made.run, job.scenario, job.seed)
    each = len(scenarios)
    return [[found[place * each + number] for number in range(each)] for place in range(len(seeds))]


class PairRunner:
    """Runs seeds over long-lived worker processes; with one worker, in this process.

    Used as a context manager, which ends the workers.
    """

    def __init__(self, scenarios: Sequence[Scenario], workers: int, parameters: str = "scenario") -> None:
        self.scenarios = scenarios
        self.parameters = parameters
        self._workers = max(workers, 1)
        self._pool: ProcessPoolExecutor | None = None
        if workers > 1:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload([__name__])
            with _ctrl_c_ignored():
                forkserver.ensure_running()
            self._pool = ProcessPoolExecutor(workers, context, initializer=one_thread)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def run(self, seeds: Sequence[int]) -> Iterator[list[RunSeries]]:
        """Yield the series of all scenarios, seed by seed in order.

        Raises RunStoppedError if a run cannot go on or a worker was killed.
        """
        task = functools.partial(run_scenarios, self.scenarios, self.parameters)
        parts = self._parts(seeds)
        if self._pool is None:
            for part in parts:
                yield from task(part)
            return
        try:
            for found in self._pool.map(task, parts):
                yield from found
        except BrokenProcessPool as error:
            raise RunStoppedError(
                "a worker process was ended from outside (often for lack of memory); "
                "try again with --workers 1 or fewer --startups"
            ) from error

    def _parts(self, seeds: Sequence[int]) -> list[Sequence[int]]:
        """Seeds that travel together: every worker gets some, and a batch no more than fits."""
        together = max(1, runs_together(self.scenarios[0].startups.count) // len(self.scenarios))
        tasks = max(self._workers * -(-len(seeds) // (self._workers * together)), 1)
        size = -(-len(seeds) // tasks)
        return [seeds[start : start + size] for start in range(0, len(seeds), size)]


@contextmanager
def _ctrl_c_ignored() -> Iterator[None]:
    """Ignore Ctrl-C for a moment; what is started meanwhile ignores it for good and leaves it to us."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may handle signals, and only it receives Ctrl-C
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
