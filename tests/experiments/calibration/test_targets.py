"""The table of targets, and how a figure is read off a run and held against the record."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from experiments.calibration.reading import TableReader, named
from experiments.calibration.score import FARTHEST, Verdict, deviation, factor_off, log_kernel, score, verdict
from experiments.calibration.statistics import STATISTICS, Rows
from experiments.calibration.targets import (
    WINDOW_END,
    Episode,
    Pick,
    Role,
    Target,
    known_by,
    load_targets,
)
from experiments.calibration.validate import check
from model.inputs.problems import InputProblem
from model.metrics import METRICS

TARGETS = load_targets()


def target_of(value: float = 10.0, low: float = 5.0, high: float = 20.0) -> Target:
    """A target between a half and twice its value."""
    pick = Pick("list_price_usd", "Nvidia", "A100", "2022-01", "2022-03")
    return replace(TARGETS[0], value=value, low=low, high=high, weight=1.0, pick=pick, of=None)


def test_there_are_enough_targets_and_each_has_a_source():
    assert len(TARGETS) >= 40
    assert sum(target.role == Role.OUTCOME for target in TARGETS) >= 40
    assert all(target.source and target.unit for target in TARGETS)


def test_every_target_reads_a_metric_that_exists():
    for target in TARGETS:
        assert target.pick.metric in METRICS
        assert target.of is None or target.of.metric in METRICS


def test_no_outcome_after_may_2023_can_be_calibrated_on():
    for target in known_by("2030-01", TARGETS):
        assert target.episode == Episode.CRYPTO or target.pick.end <= WINDOW_END


def test_what_is_known_grows_with_the_date_and_excludes_what_is_given():
    early, late = known_by("2022-06", TARGETS), known_by(WINDOW_END, TARGETS)
    assert set(early) < set(late)
    assert all(target.role == Role.OUTCOME for target in late)


def test_a_table_with_a_value_outside_its_range_is_refused(tmp_path):
    from experiments.calibration.targets import TARGETS_FILE

    lines = TARGETS_FILE.read_text().splitlines()
    broken = tmp_path / "targets.csv"
    broken.write_text("\n".join([lines[0], lines[1].replace(",3.75e+09,", ",9.75e+09,")]))
    with pytest.raises(InputProblem, match="not between"):
        load_targets(broken)


METRIC_ROWS = {
    "metric": ["p", "p", "p", "p", "q", "p"],
    "month": [0, 0, 1, 1, 1, 2],
    "who": ["US", "China", "US", "China", "US", "US"],
    "item": ["A", "A", "A", "B", "A", "A"],
    "value": [1.0, 3.0, 2.0, 5.0, 100.0, 8.0],
}


@pytest.mark.parametrize(
    ("who", "item", "start", "end", "expected"),
    [
        ("US", "", "2022-01", "2022-02", [1.0, 2.0]),
        ("*", "A", "2022-01", "2022-01", [1.0, 3.0]),
        ("US|China", "", "2022-02", "2022-02", [2.0, 5.0]),
        ("C*", "B", "2022-01", "2022-12", [5.0]),
        ("nobody", "", "2022-01", "2022-12", []),
    ],
)
def test_a_pick_takes_its_rows_and_no_others(who, item, start, end, expected):
    reader = TableReader(METRIC_ROWS, date(2022, 1, 1))
    assert sorted(reader.rows(Pick("p", who, item, start, end)).value.tolist()) == sorted(expected)


def test_names_match_by_pattern():
    names = np.array(["AWS", "x/China", "China", "AWS"])
    assert named(names, "AWS|*/China").tolist() == [True, True, False, True]


def rows(values, month=None, who=None) -> Rows:
    """Rows with a month each."""
    count = len(values)
    months = np.arange(count) if month is None else np.array(month)
    return Rows(months, np.array(who or ["a"] * count), np.array(values, float))


@pytest.mark.parametrize(
    ("name", "picked", "of", "expected"),
    [
        ("sum", rows([1, 2, 3]), rows([]), 6.0),
        ("mean", rows([1, 2, 3]), rows([]), 2.0),
        ("ratio", rows([6]), rows([2, 4]), 2.0),
        ("share", rows([1, 1]), rows([2, 6]), 0.25),
        ("spread", rows([1, 3, 4], who=["a", "a", "b"]), rows([]), 2.0),
        ("yearly_growth", rows([1] + [1.5] * 11 + [2]), rows([]), 2.0),
        ("peak", rows([1, 5, 2]), rows([]), 5.0),
        ("one_plus_peak", rows([0.1, 1.6, 0.2]), rows([]), 2.6),
        ("months_to_level", rows([0.2, 1.0, 0.9, 0.3, 0.01, 0.0]), rows([]), 2.0),
        ("part_above_one", rows([0.5, 1.5, 2.0, 1.0]), rows([]), 0.5),
        ("part_zero", rows([0, 0, 2, 1]), rows([]), 0.5),
    ],
)
def test_statistics_by_hand(name, picked, of, expected):
    assert STATISTICS[name].measure(picked, of) == pytest.approx(expected)


@pytest.mark.parametrize(("figure", "away"), [(10.0, 0.0), (20.0, 1.0), (5.0, -1.0), (40.0, 2.0)])
def test_the_edge_of_the_range_is_one_half_range_away(figure, away):
    assert deviation(target_of(), np.array([figure]))[0] == pytest.approx(away)


def test_a_run_without_the_figure_is_as_far_as_can_be():
    assert deviation(target_of(), np.array([np.nan]))[0] == FARTHEST


@pytest.mark.parametrize(
    ("figure", "expected"),
    [(19.9, Verdict.PASS), (21.0, Verdict.NEAR), (39.0, Verdict.NEAR), (41.0, Verdict.FAIL)],
)
def test_verdicts_follow_the_range(figure, expected):
    assert verdict(target_of(), figure) == expected


def test_the_factor_off_is_the_same_above_and_below():
    assert factor_off(target_of(), 20.0) == pytest.approx(factor_off(target_of(), 5.0)) == pytest.approx(2.0)


def test_agreement_falls_with_distance_and_counts_by_weight():
    near, far = (log_kernel([target_of()], np.array([figure])) for figure in (12.0, 30.0))
    assert 0 > near > far
    double = log_kernel([replace(target_of(), weight=2.0)], np.array([30.0]))
    assert double == pytest.approx(2 * far)


def test_the_score_is_the_weighted_part_inside():
    targets = [target_of(), replace(target_of(), weight=3.0)]
    assert score(targets, np.array([10.0, 100.0])) == pytest.approx(25.0)


def test_what_is_wrong_comes_first():
    targets = [replace(target_of(), name=name) for name in ("good", "bad", "between")]
    readings = np.array([[10.0, 100.0, 25.0]] * 5)
    assert [one.target.name for one in check(targets, readings)] == ["bad", "between", "good"]
