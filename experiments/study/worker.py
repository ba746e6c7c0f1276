"""What a worker does: a task of some runs, stored by itself; only numbers go back."""

import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import connection, parent_process
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.study.keys import code_version, world_key
from experiments.study.outcomes import Outcome, measure_outcomes
from experiments.study.parts import DONE, FAILED, PartWriter, RunRow

if TYPE_CHECKING:
    from experiments.study.definition import Keep
    from experiments.study.plan import RunSpec
    from model.inputs.scenario import Scenario
    from model.recording import RunRecord

PART_SECONDS = 60.0
"""After how long a part is closed though its task goes on: no more than this is lost by a kill."""


class ChangedError(Exception):
    """Sources or a scenario file are not those the study was planned with."""


@dataclass(frozen=True, slots=True)
class Task:
    """Runs for one worker, the folder for their parts, what to keep, and the code they belong to."""

    runs: "tuple[RunSpec, ...]"
    parts: Path
    keep: "Keep"
    outcomes: tuple[Outcome, ...]
    code: str


@dataclass(frozen=True, slots=True)
class Report:
    """Which runs of a task were stored, and how many seconds the runs themselves took."""

    done: tuple[int, ...]
    failed: tuple[int, ...]
    run_seconds: float


class _Stop:
    """Whether this worker was asked to end its task early; only local workers can be asked."""

    asked: Callable[[], bool] = staticmethod(lambda: False)


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


def run_task(task: Task) -> Report:
    """Make the runs of a task and store them; a run that fails is stored as such.

    Raises ChangedError if sources or scenarios changed since the study was planned, and OSError if
    a part cannot be written; earlier parts are kept in both cases.
    """
    if code_version() != task.code:
        raise ChangedError("the sources in model/ or agents/ are not those the study was planned with")
    writer = PartWriter(task.parts, task.keep, [outcome.name for outcome in task.outcomes])
    done: list[int] = []
    failed: list[int] = []
    seconds = 0.0
    try:
        for spec in task.runs:
            row = _run_one(spec, task, writer)
            (done if row.status == DONE else failed).append(spec.number)
            seconds += row.wall_seconds
            if time.monotonic() - writer.opened > PART_SECONDS:
                writer.close()
            if _Stop.asked():
                break
        writer.close()
    except KeyboardInterrupt:
        writer.close()
        raise
    finally:
        writer.discard()
    return Report(tuple(done), tuple(failed), seconds)


def _run_one(spec: "RunSpec", task: Task, writer: PartWriter) -> RunRow:
    clock = time.perf_counter()
    try:
        scenario = _scenario(spec)
        record = _simulate(scenario, spec.seed)
        figures = measure_outcomes(task.outcomes, record.metrics, scenario.months)
    except (ChangedError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a run dies of is a finding, and stops no other
        reason = f"{type(error).__name__}: {error}"
        row = RunRow(spec.key, FAILED, time.perf_counter() - clock, error=reason, command=spec.command)
        writer.add_failed(row)
        return row
    seconds = time.perf_counter() - clock
    row = RunRow(spec.key, DONE, seconds, record.residual_money, record.residual_chips)
    writer.add_done(row, figures, record)
    return row


def _scenario(spec: "RunSpec") -> "Scenario":
    from model.inputs.scenario import load_scenario

    scenario = load_scenario(spec.scenario, spec.settings)
    if world_key(scenario) != spec.world_key:
        raise ChangedError(f"scenario {spec.scenario} changed while the study was running")
    return scenario


def _simulate(scenario: "Scenario", seed: int) -> "RunRecord":
    from agents.cast import build_cast
    from model.market import ComputeMarket

    market = ComputeMarket(scenario, seed=seed, cast=build_cast)
    for _ in range(market.months_total):
        market.run_month()
    return market.record()
