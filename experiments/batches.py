"""Makes runs in batches: those of one cast travel together, and one that fails stops no other."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from model.batch import Batch
from model.inputs.scenario import Scenario
from model.state.kinds import Unbalanced
from model.state.numbers import alike

MOST_RUNS = 50
"""Runs of a batch from which on more of them hardly make one cheaper."""
BATCH_BYTES = 1_500_000_000
"""Memory that one batch of a worker may take."""
RUN_BYTES, ROW_BYTES = 6_000_000, 260
"""What a run keeps in a batch at most, and each of its start-ups' rows (columns and month's tables)."""


@dataclass(frozen=True, slots=True)
class Job:
    """A run to be made."""

    scenario: Scenario
    seed: int


@dataclass(frozen=True, slots=True)
class Made:
    """A finished run: the place of its job, and where it stands in a batch; or why it could not go on."""

    job: int
    batch: Batch | None
    run: int
    error: str = ""


def runs_together(startups: int) -> int:
    """How many runs with so many start-ups fit into a batch."""
    return max(1, min(MOST_RUNS, BATCH_BYTES // (RUN_BYTES + ROW_BYTES * startups)))


def batches_of(jobs: Sequence[Job]) -> list[list[int]]:
    """Places of the jobs that travel together, in the order in which each batch first comes up."""
    kinds = alike([job.scenario for job in jobs])
    return [
        kind[start : start + size]
        for kind in kinds
        for size in (runs_together(jobs[kind[0]].scenario.startups.count),)
        for start in range(0, len(kind), size)
    ]


class StoppedEarly(Exception):  # noqa: N818
    """Whoever wanted the runs wants them no more."""


def make_runs(
    jobs: Sequence[Job], *, keep_trades: bool = False, stop: Callable[[], bool] = lambda: False
) -> Iterator[Made]:
    """Make every run, batch by batch; what is yielded must be read before the next batch is made.

    Raises:
        StoppedEarly: in the month in which ``stop`` is true.
    """
    for places in batches_of(jobs):
        yield from _make_batch(jobs, places, keep_trades, stop)


def _make_batch(
    jobs: Sequence[Job], places: Sequence[int], keep_trades: bool, stop: Callable[[], bool]
) -> Iterator[Made]:
    """Make a batch; when some runs cannot go on the others are made again without them.

    A run does not depend on who travels with it, so the others come out as they would have.
    """
    while places:
        scenarios = [jobs[place].scenario for place in places]
        batch = Batch(scenarios, [jobs[place].seed for place in places], keep_trades=keep_trades)
        try:
            while batch.months_done < batch.months_total:
                if stop():
                    raise StoppedEarly
                batch.run_month()
        except Unbalanced as error:
            for run in error.runs:
                yield Made(places[run], None, run, str(error))
            places = [place for run, place in enumerate(places) if run not in error.runs]
            continue
        for run, place in enumerate(places):
            yield Made(place, batch, run)
        return
