"""A session of a study: from the arguments of the command to runs stored and what is left."""

import sys
from dataclasses import dataclass
from pathlib import Path

from experiments import options
from experiments.progress import Progress
from experiments.study.definition import Study
from experiments.study.parts import DONE, FAILED
from experiments.study.plan import Plan
from experiments.study.runner import Ending, Runner, Shard, StudyStoppedError, numbers_to_run
from experiments.study.store import Store, read_manifest
from experiments.worker_pools import DaskCluster, InProcess, LocalPool, WorkerPool
from model.inputs.problems import InputProblem

FAILURES_SHOWN = 5
WHOLE = Shard()


@dataclass(frozen=True, slots=True)
class Session:
    """What to do for a study: where to store, who works, which shard, whether failed runs are retried."""

    study: Study
    file: Path
    folder: Path
    command: str
    workers: int = 2
    scheduler: str | None = None
    shard: Shard = WHOLE
    retry_failed: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """How far a study is, in runs."""

    total: int
    done: int
    failed: int

    @property
    def left(self) -> int:
        """Runs that are not stored."""
        return self.total - self.done - self.failed

    def __str__(self) -> str:
        """One line."""
        return f"{self.done} of {self.total} runs done, {self.failed} failed, {self.left} left"


def run_session(session: Session) -> Ending:
    """Make all runs of a study's shard that are not stored yet.

    Raises:
        InputProblem: for a study, folder or scheduler that cannot be used.
        StudyStoppedError, OSError: as `Runner.run`.
    """
    plan = Plan(session.study, str(session.file))
    store = Store(session.folder)
    store.open(plan, session.command)
    numbers = list(numbers_to_run(plan, store.stored(), session.shard, session.retry_failed))
    if not numbers:
        return Ending(0, 0, 0.0, interrupted=False)
    with Progress("runs") as progress:
        return Runner(plan, store, _workers_pool(session, len(numbers)), progress).run(numbers)


def _workers_pool(session: Session, runs: int) -> WorkerPool:
    if session.scheduler is not None:
        return DaskCluster(session.scheduler)
    workers = min(session.workers, runs)
    return LocalPool(workers) if workers > 1 or session.workers > 1 else InProcess()


def study_status(plan: Plan, store: Store) -> Status:
    """Count a study's runs by how they are stored; runs with equal content count each."""
    stored = store.stored()
    statuses = [stored.get(key) for key in plan.run_keys()]
    return Status(len(statuses), statuses.count(DONE), statuses.count(FAILED))


def print_status(plan: Plan, store: Store) -> None:
    """Print how far a study is, and the first failures with the commands that repeat them."""
    status = study_status(plan, store)
    print(status)
    if status.failed:
        current = set(plan.run_keys())
        failures = [row for row in store.failures(len(store.stored())) if row.run in current]
        for row in failures[:FAILURES_SHOWN]:
            print(f"  {row.error}\n    {row.command}")
        if len(failures) > FAILURES_SHOWN:
            print(f"  and {len(failures) - FAILURES_SHOWN} more")
        print("Try failed runs again with --retry-failed.", file=sys.stderr)


def show_status(session: Session) -> None:
    """Print how far a study is; raises InputProblem where there is none."""
    if read_manifest(session.folder) is None:
        raise InputProblem(
            what="holds no study yet", where=str(session.folder), fix="leave --status out to start it"
        )
    print_status(Plan(session.study, str(session.file)), Store(session.folder))


def carry_out(session: Session) -> int:
    """Run a session, print what is stored, and return the exit code: not zero if it stopped early."""
    stopped, code = "", options.DONE
    try:
        if run_session(session).interrupted:
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        stopped, code = "Interrupted", options.INTERRUPTED
    except StudyStoppedError as error:
        stopped, code = f"The study stopped: {error}", options.FAILED
    except OSError as error:
        stopped, code = f"The study stopped: {error.strerror or error}", options.FAILED
    print_status(Plan(session.study, str(session.file)), Store(session.folder))
    print(f"Results: {session.folder}")
    if stopped:
        print(f"{stopped}; what is stored is kept. Call again to go on.", file=sys.stderr)
    return code
