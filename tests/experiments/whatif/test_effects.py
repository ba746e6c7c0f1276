"""The statistics of pairs, against values worked out by hand."""

import math

import numpy as np
import pytest

from experiments.whatif.effects import (
    bootstrap_interval,
    corrected,
    holm,
    median_variance_reduction,
    paired_effect,
    student_p,
)
from experiments.whatif.headlines import HEADLINES, Headline, Over, number

REVENUE = HEADLINES["revenue_usd.Nvidia"]
OLD = np.array([10.0, 20.0, 30.0, 40.0])
NEW = np.array([11.0, 23.0, 33.0, 45.0])
"""Differences 1, 3, 3, 5: mean 3, variance 8/3, standard error 0.8165; t(3; 0.975) = 3.182446."""


def test_mean_interval_and_share() -> None:
    effect = paired_effect(REVENUE, OLD, NEW)
    reach = 3.182446 * math.sqrt(8 / 3 / 4)
    assert effect.change == 3.0
    assert effect.relative == pytest.approx(3 / 25)
    assert effect.student.low == pytest.approx(3 - reach, rel=1e-6)
    assert effect.student.high == pytest.approx(3 + reach, rel=1e-6)
    assert effect.same_sign == 1.0
    assert effect.is_clear


def test_variance_reduction_is_independent_over_paired() -> None:
    effect = paired_effect(REVENUE, OLD, NEW)
    assert effect.variance_reduction == pytest.approx((OLD.var(ddof=1) + NEW.var(ddof=1)) / (8 / 3))
    same = paired_effect(REVENUE, OLD, OLD + 1)
    assert same.variance_reduction == math.inf
    assert same.p_value == 0.0


def test_p_value_of_a_known_t() -> None:
    # t = 3 / 0.8165 = 3.674 with 3 degrees of freedom; 1 - F has a closed form there.
    t = 3 / math.sqrt(8 / 3 / 4)
    angle = math.atan(t / math.sqrt(3))
    inside = (angle + math.sin(angle) * math.cos(angle)) * 2 / math.pi
    assert student_p(NEW - OLD) == pytest.approx(1 - inside, rel=1e-9)


def test_share_of_pairs_with_the_sign_of_the_mean() -> None:
    effect = paired_effect(REVENUE, OLD, OLD + np.array([-1.0, 2.0, 2.0, 2.0]))
    assert effect.same_sign == 0.75
    assert not effect.is_clear


def test_bootstrap_repeats_itself_and_lies_near_the_normal_interval() -> None:
    difference = np.linspace(-1, 3, 400)
    first = bootstrap_interval(difference)
    assert first == bootstrap_interval(difference)
    reach = 1.96 * difference.std() / 20
    assert first.low == pytest.approx(1 - reach, abs=0.02)
    assert first.high == pytest.approx(1 + reach, abs=0.02)


def test_pairs_without_a_figure_are_left_out() -> None:
    gap = float("nan")
    effect = paired_effect(REVENUE, np.array([1.0, gap, 2.0]), np.array([2.0, 5.0, 4.0]))
    assert (effect.pairs, effect.change) == (2, 1.5)
    assert not paired_effect(REVENUE, np.array([1.0, gap]), np.array([2.0, 5.0])).is_known


def test_holm_steps_down_and_never_falls() -> None:
    assert holm([0.01, 0.04, 0.03, float("nan")])[:3] == pytest.approx([0.03, 0.06, 0.06])
    assert math.isnan(holm([0.01, float("nan")])[1])
    assert holm([0.9, 0.8]) == [1.0, 1.0]


def test_several_whatifs_are_one_family() -> None:
    effect = paired_effect(REVENUE, OLD, NEW)
    alone, together = corrected([[effect]]), corrected([[effect], [effect], [effect]])
    assert alone[0][0].p_holm == pytest.approx(effect.p_value)
    assert together[2][0].p_holm == pytest.approx(3 * effect.p_value)
    assert alone[0][0].is_significant
    assert not together[0][0].is_significant


def test_the_median_is_over_figures_that_moved() -> None:
    still, moved = paired_effect(REVENUE, OLD, OLD), paired_effect(REVENUE, OLD, NEW)
    assert median_variance_reduction([still, moved]) == moved.variance_reduction
    assert math.isnan(median_variance_reduction([still]))


@pytest.mark.parametrize(
    ("over", "value"),
    [(Over.TOTAL, 120.0), (Over.MEAN, 8.0), (Over.LAST_YEAR, 9.5), (Over.END, 15.0)],
)
def test_months_become_one_value(over: Over, value: float) -> None:
    months = np.array([*range(1, 16)], float)
    assert Headline("m", "who", "label", "unit", over).gather(months) == value


def test_spread_and_missing_months() -> None:
    spread = Headline("m", "who", "label", "unit", Over.SPREAD)
    assert spread.gather(np.array([1.0, 3.0])) == 1.0
    mean = Headline("m", "who", "label", "unit", Over.MEAN)
    assert mean.gather(np.array([float("nan"), 4.0])) == 4.0
    assert math.isnan(mean.gather(np.full(3, np.nan)))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-1234.4, "−1,234"),
        (120.0, "120"),
        (12.34, "12.3"),
        (-0.000041, "−0.000041"),
        (1.5, "1.5"),
    ],
)
def test_numbers_read_as_people_write_them(value: float, text: str) -> None:
    assert number(value) == text
