"""Every what-if of the library asks something, looks at metrics that exist, and differs from history."""

from datetime import date

import pytest

from experiments.description import describe_parameters
from model.inputs.scenario import load_scenario
from model.inputs.scenario_files import scenario_names
from model.market import ComputeMarket
from model.metrics import METRICS

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
    assert 1 <= len(changed) <= 20


@pytest.mark.parametrize("name", WHAT_IFS)
def test_a_what_if_runs_and_closes_its_ledgers(name):
    market = ComputeMarket(load_scenario(name, ["startups.count=40", "months=4"]), seed=1)
    market.run_model()
    assert market.lone.months_done == 4
    assert market.lone.residual_chips.tolist() == [0]


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


def test_the_path_and_the_alliance_add_up_to_the_record_of_early_2023():
    """CB Insights counts 15.9 bn USD, the alliance of Microsoft and OpenAI included."""
    policies = load_scenario("history").policies
    path, alliance = policies["funding"], policies["microsoft_in_openai"]
    beside_usd = 0.0 if alliance.within_path else alliance.amount_usd
    assert path.usd_per_quarter[date(2023, 1, 1)] + beside_usd == 15.9e9


def test_the_winter_leaves_a_third_of_each_quarter():
    history, winter = (
        load_scenario(name).policies["funding"].usd_per_quarter for name in ("history", "funding-winter")
    )
    assert {day: usd for day, usd in winter.items() if day.year < 2023} == {
        day: usd for day, usd in history.items() if day.year < 2023
    }
    late = [day for day in history if day.year >= 2023]
    assert [winter[day] for day in late] == pytest.approx([history[day] / 3 for day in late], abs=0.05e9)


@pytest.mark.parametrize("months", [3, 6, 12])
def test_wanted_training_doubles_beyond_its_return_in_the_months_that_the_name_says(months):
    scenario = load_scenario(f"training-doubles-every-{months}-months", ["startups.count=40"])
    assert (1.0 + scenario.startups.training_growth) ** months == pytest.approx(2.0, rel=0.01)
