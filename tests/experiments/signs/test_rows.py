"""The files of checks: every change makes a valid scenario, and every row reads something."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from experiments.cli import BAD_INPUT, main
from experiments.signs.changed import baseline, changed, matches, members
from experiments.signs.checks import CHANGES, chosen, load_changes, load_checks
from experiments.signs.readings import read_at, together
from experiments.signs.runs import BASELINE, months_of, scenarios_of
from model.inputs.problems import InputProblem
from model.inputs.scenario import Scenario
from model.metrics import METRICS


@pytest.fixture(scope="module")
def base() -> Scenario:
    return baseline("history", 300, 18)


def unnamed(scenario: Scenario) -> Scenario:
    """What a scenario says of its world."""
    return scenario.model_copy(update={"name": "", "opening": {}})


@pytest.mark.parametrize("name", load_changes())
def test_every_change_makes_a_scenario_that_differs(name: str, base: Scenario) -> None:
    scenario = changed("history", 300, 18, load_changes()[name], name, base)
    assert unnamed(scenario) != unnamed(base)
    assert (scenario.months, scenario.startups.count) == (18, 300)


def test_every_check_reads_a_metric_and_ends_within_the_history() -> None:
    for check in load_checks():
        assert check.series.metric in METRICS
        assert check.from_month + check.horizon_months <= 54, check.id
        members(check.series.who, baseline("history", 300, 18).cast)


def test_patterns_and_groups_name_firms(base: Scenario) -> None:
    small = members("@small clouds|Azure", base.cast)
    assert matches("CoreWeave", small)
    assert matches("Azure", small)
    assert not matches("AWS", small)
    with pytest.raises(InputProblem, match="group"):
        members("@nobody", base.cast)


def test_figures_are_scaled_by_pattern(base: Scenario) -> None:
    laid = {"chips": {"A100|H?00": {"good_dies_per_wafer": "*=1.5"}}}
    catalogue = changed("history", 300, 18, laid, "more", base).catalogue
    for name in ("A100", "H100", "H800"):
        before, after = base.catalogue.chip(name), catalogue.chip(name)
        assert after.good_dies_per_wafer == pytest.approx(1.5 * before.good_dies_per_wafer, rel=0.02)
    assert catalogue.chip("MI250X") == base.catalogue.chip("MI250X")


def test_parameters_are_scaled_in_the_world_and_in_its_past(base: Scenario) -> None:
    scaled = {"cloud": {"scrap_rate": "*=3", "reserved_months": "*=2"}}
    scenario = changed("history", 300, 18, {**scaled, "opening": scaled}, "more", base)
    assert scenario.cloud.scrap_rate == 3 * base.cloud.scrap_rate
    assert scenario.cloud.reserved_months == 2 * base.cloud.reserved_months
    assert scenario.opening == base.opening


@pytest.mark.parametrize(
    "laid",
    [{"chips": {"none*": {"memory_gb": 1}}}, {"vendor": {"no_such": 1.0}}, {"cloud": {"scrap_rate": 7.0}}],
)
def test_a_change_that_cannot_be_made_is_named(laid: dict[str, Any], base: Scenario) -> None:
    with pytest.raises(InputProblem, match=CHANGES.name):
        changed("history", 300, 18, laid, "odd", base)


def test_worlds_are_shared_and_as_long_as_the_checks_need() -> None:
    checks = [one for one in load_checks() if one.change in ("demand_halved", "markup_up")]
    scenarios = scenarios_of(checks, "history", 300)
    assert list(scenarios) == [BASELINE, "markup_up", "demand_halved"]
    assert {scenario.months for scenario in scenarios.values()} == {months_of(checks)}
    later = [replace(one, from_month=one.from_month + 2) for one in checks]
    assert months_of(later) == months_of(checks) + 2


def test_checks_are_chosen_by_part_of_an_id_or_by_group() -> None:
    assert {one.group for one in chosen(load_checks(), "placebo")} == {"placebo"}
    assert {one.change for one in chosen(load_checks(), "crypto.")} == {"crypto"}
    assert main(["signs", "--only", "no such check"]) == BAD_INPUT


def test_flows_are_added_and_prices_averaged() -> None:
    table = np.array([[1.0, 3.0], [np.nan, 2.0], [np.nan, np.nan]])
    np.testing.assert_array_equal(together(table, "chips"), [4.0, 2.0, 0.0])
    np.testing.assert_array_equal(together(table, "share"), [2.0, 2.0, np.nan])


def test_readings_at_a_horizon() -> None:
    series = np.array([9.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0])
    assert read_at(series, "mean", 1, 5) == pytest.approx((2 + 4 + 8 + 16 + 32 + 64) / 6)
    assert read_at(series, "sum", 1, 5) == pytest.approx(15.0)
    assert read_at(series, "peak", 1, 5) == pytest.approx(8.0)
    assert read_at(series, "spread", 1, 5) == pytest.approx(0.0, abs=1e-12)
    assert read_at(series, "spread", 0, 5) > 1.0
    assert np.isnan(read_at(np.full(9, np.nan), "mean", 0, 5))
