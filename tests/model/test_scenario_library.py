"""Every what-if of the library asks something, looks at metrics that exist, and differs from history."""

import pytest

from agents.cast import build_cast
from model.description import describe_parameters
from model.market import ComputeMarket
from model.metrics import METRICS
from model.scenario import load_scenario, scenario_names

WHAT_IFS = [name for name in scenario_names() if name != "history"]


def test_there_are_enough_what_ifs():
    assert len(WHAT_IFS) >= 25


@pytest.mark.parametrize("name", WHAT_IFS)
def test_a_what_if_asks_a_question_and_names_what_answers_it(name):
    scenario = load_scenario(name)
    assert scenario.question.endswith("?")
    assert scenario.look_at
    assert set(scenario.look_at) <= set(METRICS)


@pytest.mark.parametrize("name", WHAT_IFS)
def test_a_what_if_differs_from_history_in_a_few_lines(name):
    changed = [row for row in describe_parameters(load_scenario(name)) if row.parent_value is not None]
    assert 1 <= len(changed) <= 12


@pytest.mark.parametrize("name", WHAT_IFS)
def test_a_what_if_runs_and_closes_its_ledgers(name):
    market = ComputeMarket(load_scenario(name, ["startups.count=40", "months=4"]), seed=1, cast=build_cast)
    for _ in range(4):
        market.run_month()
    assert market.residual_chips == 0


def test_three_times_as_many_tpus_are_three_times_as_many_of_each():
    peaks = [
        {
            generation.chip: generation.peak_units_per_month
            for row in load_scenario(name).cast.programme
            if row.name == "Google TPU"
            for generation in row.generation
        }
        for name in ("history", "tpu-for-all")
    ]
    assert peaks[1] == {chip: 3 * units for chip, units in peaks[0].items()}
