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
from types import TracebackType
from typing import Self

from agents.cast import build_cast
from experiments.calibration.draws import with_parameters
from experiments.run import RunStoppedError
from experiments.whatif.figures import Figures, read_figures
from model.inputs.scenario import Scenario
from model.ledger import Unbalanced
from model.market import ComputeMarket
from model.state.compiling import one_thread


def run_world(scenario: Scenario, seed: int) -> Figures:
    """Run one world to its end; raises RunStoppedError with scenario and seed if it cannot go on."""
    market = ComputeMarket(scenario, seed=seed, cast=build_cast, record=True)
    try:
        while market.time < market.months_total:
            market.run_month()
    except Unbalanced as error:
        raise RunStoppedError(f"{scenario.name}, seed {seed}: {error}") from error
    return read_figures(market.record())


def run_worlds(scenarios: Sequence[Scenario], parameters: str, seed: int) -> list[Figures]:
    """Run every world with one seed, and with the parameters it draws if they are the posterior's.

    The baseline comes first and is run once for all what-ifs.
    """
    worlds = [with_parameters(scenario, scenarios[0], parameters, seed) for scenario in scenarios]
    return [run_world(world, seed) for world in worlds]


class PairRunner:
    """Runs seeds over long-lived worker processes; with one worker, in this process.

    Used as a context manager, which ends the workers.
    """

    def __init__(self, scenarios: Sequence[Scenario], workers: int, parameters: str = "scenario") -> None:
        self.scenarios = scenarios
        self.parameters = parameters
        self._pool: ProcessPoolExecutor | None = None
        if workers > 1:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload([__name__])
            with _ctrl_c_ignored():
                forkserver.ensure_running()
            self._pool = ProcessPoolExecutor(workers, context, initializer=one_thread)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def run(self, seeds: Sequence[int]) -> Iterator[list[Figures]]:
        """Yield the figures of all worlds, seed by seed in order.

        Raises RunStoppedError if a run cannot go on or a worker was killed.
        """
        task = functools.partial(run_worlds, self.scenarios, self.parameters)
        if self._pool is None:
            yield from map(task, seeds)
            return
        try:
            yield from self._pool.map(task, seeds)
        except BrokenProcessPool as error:
            raise RunStoppedError(
                "a worker process was ended from outside (often for lack of memory); "
                "try again with --workers 1 or fewer --startups"
            ) from error


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
