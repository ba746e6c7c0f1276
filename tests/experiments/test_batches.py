"""Runs travel in batches as memory allows, and one that fails stops no other."""

from collections.abc import Sequence

import pytest

from experiments.batches import MOST_RUNS, Job, StoppedEarly, batches_of, make_runs, runs_together
from model.batch import Batch
from model.state.kinds import Unbalanced
from tests.small_worlds import short_history


def jobs_of(*seeds: int) -> list[Job]:
    return [Job(short_history(months=2, startups=20), seed) for seed in seeds]


def revenue_usd(jobs: Sequence[Job]) -> dict[int, float]:
    """Revenue in all by seed, of the runs that went on."""
    found = {}
    for made in make_runs(jobs):
        if made.batch is None:
            continue
        metrics = made.batch.record(made.run).metrics
        values = zip(metrics["metric"], metrics["value"], strict=True)
        found[jobs[made.job].seed] = sum(value for metric, value in values if metric == "revenue_usd")
    return found


def test_a_batch_is_as_large_as_memory_allows() -> None:
    sizes = [runs_together(startups) for startups in (20, 10_000, 100_000, 1_000_000, 50_000_000)]
    assert sizes[0] == MOST_RUNS
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == 1


def test_runs_of_one_cast_and_calendar_travel_together() -> None:
    short, long = short_history(months=2), short_history(months=3)
    dearer = short_history("use.system_power_factor=1.7", months=2)
    jobs = [Job(short, 1), Job(long, 1), Job(dearer, 1), Job(long, 2)]
    assert batches_of(jobs) == [[0, 2], [1, 3]]


def test_a_full_batch_is_followed_by_another() -> None:
    jobs = [Job(short_history(), seed) for seed in range(MOST_RUNS + 3)]
    assert [len(places) for places in batches_of(jobs)] == [MOST_RUNS, 3]


def test_a_run_that_cannot_go_on_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    sound, run_month = revenue_usd(jobs_of(1, 3)), Batch.run_month

    def breaks_with_seed_2(batch: Batch) -> None:
        run_month(batch)
        if 2 in batch.world.seeds:
            raise Unbalanced("the ledgers do not close", (batch.world.seeds.index(2),))

    monkeypatch.setattr(Batch, "run_month", breaks_with_seed_2)
    jobs = jobs_of(1, 2, 3)
    assert [(made.job, made.error) for made in make_runs(jobs) if made.batch is None] == [
        (1, "the ledgers do not close")
    ]
    assert revenue_usd(jobs) == sound


def test_who_wants_the_runs_no_more_gets_none() -> None:
    with pytest.raises(StoppedEarly):
        list(make_runs(jobs_of(1, 2), stop=lambda: True))
