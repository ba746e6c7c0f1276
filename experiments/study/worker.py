"""What a worker does: a task of some runs, stored by itself; only numbers go back."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from experiments.batches import Job, Made, StoppedEarly, make_runs
from experiments.study.definition import Keep
from experiments.study.keys import code_version, scenario_key
from experiments.study.outcomes import Outcome, measure_outcomes
from experiments.study.parts import DONE, FAILED, PartWriter, RunRow
from experiments.study.plan import RunSpec
from experiments.worker_pools import stop_asked
from model.inputs.scenario import Scenario, load_scenario

PART_SECONDS = 60.0
"""After how long a part is closed though its task goes on: no more than this is lost by a kill."""


class ChangedError(Exception):
    """Sources or a scenario file are not those the study was planned with."""


@dataclass(frozen=True, slots=True)
class Task:
    """Runs for one worker, the folder for their parts, what to keep, and the code they belong to."""

    runs: tuple[RunSpec, ...]
    parts: Path
    keep: Keep
    outcomes: tuple[Outcome, ...]
    code: str


@dataclass(frozen=True, slots=True)
class Report:
    """Which runs of a task were stored, and how many seconds the runs themselves took."""

    done: tuple[int, ...]
    failed: tuple[int, ...]
    run_seconds: float


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
        for row in _rows(task, writer):
            (done if row.row.status == DONE else failed).append(row.number)
            seconds += row.row.wall_seconds
            if time.monotonic() - writer.opened > PART_SECONDS:
                writer.close()
        writer.close()
    except (KeyboardInterrupt, StoppedEarly) as error:
        writer.close()
        if isinstance(error, KeyboardInterrupt):
            raise
    finally:
        writer.discard()
    return Report(tuple(done), tuple(failed), seconds)


@dataclass(frozen=True, slots=True)
class _Ended:
    """A run that was handed to the writer: its number in the study and how it ended."""

    number: int
    row: RunRow


def _rows(task: Task, writer: PartWriter) -> Iterator[_Ended]:
    """Make the runs together and hand each to the writer; what stops them all is looked for one by one."""
    specs = list(task.runs)
    try:
        jobs = [Job(_scenario(spec), spec.seed) for spec in specs]
        clock = time.perf_counter()
        for made in make_runs(jobs, keep_trades=task.keep == "all", stop=stop_asked):
            seconds = (time.perf_counter() - clock) / len(specs)
            yield _Ended(specs[made.job].number, _hand_over(specs[made.job], made, seconds, task, writer))
    except (ChangedError, OSError, StoppedEarly):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a run dies of is a finding, and stops no other
        if len(specs) > 1:
            for spec in specs:
                yield from _rows(replace(task, runs=(spec,)), writer)
            return
        reason = f"{type(error).__name__}: {error}"
        row = RunRow(specs[0].key, FAILED, 0.0, error=reason, command=specs[0].command)
        writer.add_failed(row)
        yield _Ended(specs[0].number, row)


def _hand_over(spec: RunSpec, made: Made, seconds: float, task: Task, writer: PartWriter) -> RunRow:
    if made.batch is None or made.batch.recorder is None:
        row = RunRow(spec.key, FAILED, seconds, error=f"Unbalanced: {made.error}", command=spec.command)
        writer.add_failed(row)
        return row
    values = measure_outcomes(task.outcomes, made.batch.recorder, made.run)
    residuals = made.batch.residual_money[made.run], made.batch.residual_chips[made.run]
    row = RunRow(spec.key, DONE, seconds, float(residuals[0]), int(residuals[1]))
    writer.add_done(row, values, made.batch.record(made.run) if task.keep != "summary" else None)
    return row


def _scenario(spec: RunSpec) -> Scenario:
    scenario = load_scenario(spec.scenario, spec.settings)
    if scenario_key(scenario) != spec.scenario_key:
        raise ChangedError(f"scenario {spec.scenario} changed while the study was running")
    return scenario
