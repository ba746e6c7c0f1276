"""Worker pools: where runs are made, all behind the executor protocol of concurrent.futures."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, parent_process
from multiprocessing.synchronize import Event
from typing import Any, Protocol, Self

from experiments.options import RunStoppedError
from model.inputs.problems import InputProblem

CONNECT_SECONDS = 5
DASK_RETRIES = 2
PRELOADED = ["experiments.study.worker", "agents.cast", "model.market", "model.inputs.scenario"]
"""What the fork server imports once, so that a worker is ready at once; numba has no threads before
its first parallel call."""


class _Stop:
    """Whether this worker was asked to end its task early; only local workers can be asked."""

    asked: Callable[[], bool] = staticmethod(lambda: False)


def stop_asked() -> bool:
    """Whether this worker was asked to end its task early."""
    return _Stop.asked()


def prepare(stop: Event) -> None:
    """Make a local worker: Ctrl-C is the parent's business, and it never outlives the parent."""
    from model.state.compiling import one_thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    one_thread()
    _Stop.asked = staticmethod(stop.is_set)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


class WorkerPool(Protocol):
    """Workers behind an executor; `lost` is what a future raises when its worker is gone.

    `dies_as_one`: the death of one worker takes the tasks of all others with it.
    """

    workers: int
    lost: tuple[type[BaseException], ...]
    dies_as_one: bool

    @property
    def tasks_ahead(self) -> int:
        """How many tasks to keep submitted."""

    def open(self) -> Executor:
        """Start the workers, anew if some of them died."""

    def ask_to_stop(self) -> None:
        """Ask the workers to store what they have and to end their tasks, if they can be asked."""

    def close(self) -> None:
        """Let the workers go; what was not begun is dropped."""


class _Here(Executor):
    """Runs each task at once, in this process."""

    def submit[**P, T](self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Run a call and return its future, which is done; what the call raises comes at once."""
        future: Future[T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future

    def map[T](self, fn: Callable[..., T], *iterables: Iterable[Any], **_: Any) -> Iterator[T]:
        """Make one call after the other, each when its result is wanted."""
        return map(fn, *iterables)


class InProcess:
    """This process alone: for debugging, and for runs too short to share out."""

    workers = 1
    tasks_ahead = 1
    lost: tuple[type[BaseException], ...] = ()
    dies_as_one = False

    def open(self) -> Executor:
        """Return the executor that runs tasks at once."""
        return _Here()

    def ask_to_stop(self) -> None:
        """Nothing runs while anyone could ask."""

    def close(self) -> None:
        """Nothing to let go."""


class LocalPool:
    """Long-lived processes on this machine, made by a fork server so that no thread is copied."""

    lost: tuple[type[BaseException], ...] = (BrokenProcessPool,)
    dies_as_one = True

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(PRELOADED)
        self._stop = self._context.Event()
        self._pool: ProcessPoolExecutor | None = None

    @property
    def tasks_ahead(self) -> int:
        """One task a worker, and one each that waits."""
        return 2 * self.workers

    def open(self) -> Executor:
        """Start the processes; what is left of a broken pool is cleared away."""
        self.close()
        self._pool = ProcessPoolExecutor(
            self.workers, self._context, initializer=prepare, initargs=(self._stop,)
        )
        return self._pool

    def ask_to_stop(self) -> None:
        """Set the flag that workers look at between runs."""
        self._stop.set()

    def close(self) -> None:
        """Wait for the processes to end."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


class DaskCluster:
    """The workers of a Dask scheduler; they need this checkout and the study's folder at the same paths."""

    dies_as_one = False

    def __init__(self, address: str) -> None:
        try:
            import distributed
            from distributed.scheduler import KilledWorker
        except ImportError as error:
            raise InputProblem(
                what="Dask is not installed", where="--scheduler", fix="uv sync --extra dask"
            ) from error
        self.lost: tuple[type[BaseException], ...] = (KilledWorker,)
        try:
            connect: Any = distributed.Client  # it carries no types
            self._client: Any = connect(address, timeout=CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            raise InputProblem(
                what=f"no Dask scheduler answers within {CONNECT_SECONDS} s",
                where=f"--scheduler {address}",
                fix="start one with `dask scheduler` and give the address it prints, tcp://host:8786",
            ) from error
        self.workers = sum(self._client.nthreads().values())
        if not self.workers:
            self._client.close()
            raise InputProblem(
                what="the scheduler has no workers",
                where=f"--scheduler {address}",
                fix=f"start some from this checkout: dask worker {address} --nworkers 2 --nthreads 1",
            )

    @property
    def tasks_ahead(self) -> int:
        """One task a worker, and one each that waits, also for workers that join later."""
        threads: dict[str, int] = self._client.nthreads()
        return 2 * max(1, sum(threads.values()))

    def open(self) -> Executor:
        """Return Dask's executor; tasks are not pure: each must run, for it writes files."""
        executor: Executor = self._client.get_executor(pure=False, retries=DASK_RETRIES)
        return executor

    def ask_to_stop(self) -> None:
        """Dask's workers cannot be asked; their begun tasks end by themselves."""

    def close(self) -> None:
        """Leave the cluster as it was."""
        self._client.close()


class Workers:
    """Local workers that make parts of a work in order; a context manager, which ends them."""

    def __init__(self, workers: int) -> None:
        self.count = max(workers, 1)
        self._pool: WorkerPool = LocalPool(workers) if workers > 1 else InProcess()

    def __enter__(self) -> Self:
        self._executor = self._pool.open()
        return self

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        if kind is not None:
            self._pool.ask_to_stop()
        self._pool.close()

    def map[P, T](self, task: Callable[[P], T], parts: Sequence[P]) -> Iterator[T]:
        """Yield the results of parts in their order; raises RunStoppedError if a worker was killed."""
        try:
            yield from self._executor.map(task, parts)
        except self._pool.lost as error:
            raise RunStoppedError(
                "a worker process was ended from outside (often for lack of memory); "
                "try again with --workers 1 or fewer --startups"
            ) from error
