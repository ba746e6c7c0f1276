"""The runner: keeps a window of tasks with a worker_pool until every run of a study is stored."""

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass
from itertools import islice

from experiments.progress import Watch
from experiments.study.parts import FAILED, RunRow
from experiments.study.plan import Plan
from experiments.study.store import Store
from experiments.study.worker import ChangedError, Report, Task, run_task
from experiments.worker_pools import WorkerPool
from model.inputs.problems import InputProblem

RUNS_PER_TASK = 25
TASK_SECONDS = 30.0
"""How long a task should take at most: Ctrl-C, progress and kills concern whole tasks."""
TASKS_PER_WORKER = 4
"""Least number of tasks a worker gets of a small study, so that all end at about the same time."""
LOSSES = 3
"""After so many deaths of its worker, the last ones alone, a run counts as failed."""
BREAKS = 10
"""After so many deaths of workers with nothing finished between them, something else is wrong."""


class StudyStoppedError(Exception):
    """The study cannot go on; what was stored is kept."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What a study's session came to; `run_seconds` is time spent in runs, over all workers."""

    done: int
    failed: int
    run_seconds: float
    interrupted: bool


class Runner:
    """One session of a study: makes the runs, whatever happens to its workers."""

    def __init__(self, plan: Plan, store: Store, worker_pool: WorkerPool, progress: Watch) -> None:
        self._plan, self._store, self._workers_pool, self._progress = plan, store, worker_pool, progress
        self._flying: dict[Future[Report], tuple[int, ...]] = {}
        self._again: deque[tuple[int, ...]] = deque()
        self._alone: deque[int] = deque()
        self._solo = False
        self._losses: Counter[int] = Counter()
        self._breaks = 0
        self._run_seconds = 0.0
        self._done = self._failed = 0

    def run(self, numbers: Sequence[int]) -> Ending:
        """Make and store runs by their numbers; on Ctrl-C keep what is done and say so.

        Raises:
            StudyStoppedError: if workers cannot work at all or are cut off.
            OSError: if parts cannot be written, for instance because the disk is full.
        """
        self._left, self._count = iter(numbers), len(numbers)
        self._progress.begin(self._count)
        interrupted = False
        self._executor = self._workers_pool.open()
        try:
            while self._fill():
                self._settle(wait(self._flying, return_when=FIRST_COMPLETED).done)
        except KeyboardInterrupt:
            interrupted = True
            self._land()
        except ChangedError as error:
            raise StudyStoppedError(str(error)) from error
        except CancelledError as error:
            raise StudyStoppedError("the scheduler is gone") from error
        finally:
            self._workers_pool.ask_to_stop()
            self._workers_pool.close()
        return Ending(self._done, self._failed, self._run_seconds, interrupted)

    def _fill(self) -> bool:
        """Submit tasks up to the window; return whether any is under way."""
        if self._alone and not self._flying:
            self._solo = True
            self._submit((self._alone.popleft(),))
        if self._flying and (self._alone or self._solo):
            return True
        self._solo = False
        while len(self._flying) < self._workers_pool.tasks_ahead:
            numbers = self._again.popleft() if self._again else tuple(islice(self._left, self._size()))
            if not numbers:
                break
            self._submit(numbers)
        return bool(self._flying)

    def _size(self) -> int:
        """Runs in the next task: few while a run's length is unknown, or if the study is small."""
        size = min(RUNS_PER_TASK, self._count // (self._workers_pool.workers * TASKS_PER_WORKER))
        over = self._done + self._failed
        if over:
            size = min(size, int(TASK_SECONDS * over / max(self._run_seconds, 1e-9)))
        return max(1, size if over else min(size, 5))

    def _submit(self, numbers: tuple[int, ...]) -> None:
        plan = self._plan
        task = Task(
            runs=tuple(plan.spec(number) for number in numbers),
            parts=self._store.parts.resolve(),
            keep=plan.study.keep,
            outcomes=plan.study.kept_outcomes,
            code=plan.code,
        )
        try:
            self._flying[self._executor.submit(run_task, task)] = numbers
        except self._workers_pool.lost:
            # The pool broke since the last look; these runs come with those that it lost.
            self._reopen([numbers])

    def _settle(self, finished: set[Future[Report]]) -> None:
        """Take in finished tasks; those whose worker died are submitted again."""
        lost: list[tuple[int, ...]] = []
        for future in finished:
            numbers = self._flying.pop(future, ())
            try:
                self._count_in(future.result())
            except self._workers_pool.lost:
                lost.append(numbers)
        if lost:
            self._reopen(lost)

    def _reopen(self, lost: list[tuple[int, ...]]) -> None:
        """Start the workers anew if need be and ask again for what the old ones did not store."""
        self._breaks += 1
        if self._breaks > BREAKS:
            raise StudyStoppedError("workers keep dying before they finish anything")
        alone = not self._flying and sum(map(len, lost)) == 1
        if self._workers_pool.dies_as_one:
            lost += self._flying.values()
            self._flying.clear()
            self._executor = self._workers_pool.open()
        self._progress.say("a worker died; its runs are made again")
        stored = self._store.stored()
        for numbers in lost:
            self._ask_again(numbers, stored, alone)

    def _ask_again(self, numbers: tuple[int, ...], stored: dict[str, str], alone: bool) -> None:
        missing = tuple(n for n in numbers if self._plan.spec(n).key not in stored)
        self._note(len(numbers) - len(missing), 0)
        self._losses.update(missing)
        if missing and max(self._losses[number] for number in missing) == 1:
            self._again.append(missing)
            return
        for number in missing:
            if alone and self._losses[number] >= LOSSES:
                self._give_up(number)
            else:
                self._alone.append(number)

    def _give_up(self, number: int) -> None:
        spec = self._plan.spec(number)
        error = f"the worker died {self._losses[number]} times during this run"
        self._store.add_failed(self._plan, RunRow(spec.key, FAILED, 0.0, error=error, command=spec.command))
        self._note(0, 1)

    def _count_in(self, report: Report) -> None:
        self._breaks = 0
        self._run_seconds += report.run_seconds
        self._note(len(report.done), len(report.failed))

    def _note(self, done: int, failed: int) -> None:
        """Runs that were stored."""
        self._done += done
        self._failed += failed
        self._progress.advance(done + failed, f"{self._failed} failed" if self._failed else "")

    def _land(self) -> None:
        """After Ctrl-C: what is begun is stored and counted, what is not is dropped."""
        self._workers_pool.ask_to_stop()
        for future in self._flying:
            future.cancel()
        begun = {future for future in self._flying if not future.cancelled()}
        for future in wait(begun).done:
            if future.exception() is None:
                self._count_in(future.result())


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `index` (from 1) of `count` of a study's runs, dealt out in turn."""

    index: int = 1
    count: int = 1


def shard_of(text: str | None) -> Shard:
    """Return the shard that I/N names, everything for none; raises InputProblem."""
    if text is None:
        return Shard()
    match = re.fullmatch(r"(\d+)/(\d+)", text.strip())
    if match and 1 <= int(match[1]) <= int(match[2]):
        return Shard(int(match[1]), int(match[2]))
    raise InputProblem(
        what="is not a valid shard",
        where=f"--shard {text}",
        allowed="I/N with whole numbers, 1 <= I <= N",
        fix="count from 1: in a Slurm array 1-8 write --shard $SLURM_ARRAY_TASK_ID/8",
    )


def numbers_to_run(plan: Plan, stored: dict[str, str], shard: Shard, retry_failed: bool) -> Iterator[int]:
    """Yield the runs of a shard that are not stored yet, each content once, in run order."""
    seen: set[str] = set()
    for number, key in enumerate(plan.run_keys()):
        if number % shard.count != shard.index - 1 or key in seen:
            continue
        seen.add(key)
        if key not in stored or (retry_failed and stored[key] == FAILED):
            yield number
