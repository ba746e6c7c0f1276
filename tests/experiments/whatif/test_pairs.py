"""Pairs share their random draws: the null what-if changes nothing, and pairs equal runs made by hand."""

import numpy as np
import pytest

from experiments.options import RunStoppedError
from experiments.whatif.comparison import Answer, scalars
from experiments.whatif.effects import Interval
from experiments.whatif.headlines import HEADLINES
from experiments.whatif.pairs import run_pairs, run_scenarios
from experiments.whatif.run_series import Series
from experiments.worker_pools import Workers
from model.batch import Batch
from model.state.kinds import Unbalanced
from tests.experiments.whatif.conftest import PAIRS, small_history
from tests.small_worlds import finished, metric_table


def test_the_null_whatif_is_exactly_zero_in_every_pair_and_month(small_answer: Answer) -> None:
    null = small_answer.comparisons[1]
    for old, new in zip(small_answer.runs["history"], small_answer.runs["the-same"], strict=True):
        assert old.months.keys() == new.months.keys()
        for series, values in old.months.items():
            np.testing.assert_array_equal(values, new.months[series])
    for effect in null.effects:
        if effect.is_known:
            assert (effect.change, effect.student, effect.bootstrap) == (0.0, Interval(0, 0), Interval(0, 0))
            assert effect.is_untouched
            assert effect.same_sign == 1.0
    assert not null.divergence.months
    assert not null.differences


def test_pairs_are_what_running_both_scenarios_by_hand_gives(small_answer: Answer) -> None:
    headline = HEADLINES["revenue_usd.Nvidia"]
    first = small_answer.comparisons[0].first_month
    whatif = small_answer.question.whatifs[0]
    for world, runs in (
        (small_history(), small_answer.runs["history"]),
        (whatif, small_answer.runs["no-rise"]),
    ):
        frame = metric_table(finished(world, seed=2))
        rows = frame[
            (frame["metric"] == "revenue_usd") & (frame["who"] == "Nvidia") & (frame["month"] >= first)
        ]
        assert scalars(runs, headline, first)[1] == pytest.approx(rows["value"].sum() / 1e9, rel=1e-12)


def test_groups_of_clouds_add_up_to_the_rent_of_all(small_answer: Answer) -> None:
    run = small_answer.runs["history"][0]
    clouds = {cloud.name for cloud in small_history().cast.cloud}
    rent = sum(
        values for series, values in run.months.items() if series.group == "rental" and series.who in clouds
    )
    of_groups = sum(
        run.months[Series("headline", f"revenue_usd.{size}_clouds.rental")] for size in ("large", "small")
    )
    np.testing.assert_allclose(of_groups, np.asarray(rent) / 1e9, rtol=1e-12)


def test_the_runs_differ_through_a_trade_no_earlier_than_the_change(small_answer: Answer) -> None:
    comparison = small_answer.comparisons[0]
    assert f"{comparison.first_day}" == "2022-06-01"
    first = comparison.divergence.months[0]
    assert first.month >= comparison.first_day
    changes = [abs(changed.change_usd) for changed in first.flows]
    assert changes == sorted(changes, reverse=True)
    assert changes[-1] > 0


def test_two_workers_give_the_same_as_one(small_answer: Answer) -> None:
    scenarios = [small_history(), *small_answer.question.whatifs]
    with Workers(2) as workers:
        for number, pair in enumerate(run_pairs(workers, scenarios, "scenario", range(1, PAIRS + 1))):
            for run in pair:
                same = small_answer.runs[run.scenario][number]
                assert run.seed == same.seed
                for series, values in run.months.items():
                    np.testing.assert_array_equal(values, same.months[series])


def test_pairs_are_the_same_alone_and_in_one_batch(small_answer: Answer) -> None:
    scenarios = [small_history(), *small_answer.question.whatifs]
    for seed in range(1, PAIRS + 1):
        for run in run_scenarios(scenarios, "scenario", [seed])[0]:
            same = small_answer.runs[run.scenario][seed - 1]
            assert run.months.keys() == same.months.keys()
            for series, values in run.months.items():
                np.testing.assert_array_equal(values, same.months[series])


def test_a_run_that_cannot_go_on_names_scenario_and_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(batch: Batch) -> None:
        raise Unbalanced("Azure: cash is not a number", (1,))

    monkeypatch.setattr(Batch, "run_month", broken)
    with pytest.raises(RunStoppedError, match="history, seed 7: Azure"):
        run_scenarios([small_history()], "scenario", [6, 7])
