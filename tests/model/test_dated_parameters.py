"""Any parameter can change by date: checked, described, kept in files, and without effect before its date."""

import tomllib
from typing import Any

import numpy as np
import pytest

from experiments.description import describe_parameters
from experiments.whatif.differences import first_month_of_change
from model.batch import Batch
from model.inputs.parameter import Section
from model.inputs.parameters import SECTIONS
from model.inputs.problems import InputProblem
from model.inputs.scenario import Scenario, load_scenario, scenario_from
from model.state.numbers import Numbers
from tests.model.test_past import changed_parameters
from tests.small_worlds import short_history

MONTHS, CHANGE = 5, 3
DAY = "2022-04-01"
READ_AT_OPENING = ("startups.talent_sigma",)


def dated(value: float = 0.2, **more: Any) -> Scenario:
    """A short history in which chips wear out faster from April 2022 on."""
    content = {"extends": "history", "months": MONTHS, "startups": {"count": 40}, **more}
    rows = [{"from": DAY, "value": value}]
    return scenario_from({**content, "cloud": {"scrap_rate": rows}}, "a test")


def values_of(batch: Batch, run: int, before: int = MONTHS) -> list[tuple[int, str, str, str, float]]:
    """Everything that was recorded of a run before a month."""
    assert batch.recorder is not None
    table = batch.recorder.table(run)
    names = ("month", "metric", "who", "item", "value")
    rows = zip(*(table[name] for name in names), strict=True)
    return [
        (row[0], row[1], row[2], row[3], float(np.nan_to_num(row[4], nan=-1.0)))
        for row in rows
        if row[0] < before
    ]


def test_a_value_holds_from_its_date_on_in_its_run_alone():
    numbers = Numbers([dated(), short_history(months=MONTHS, startups=40)])
    seen = []
    for month in range(MONTHS):
        numbers.turn(month)
        seen.append(numbers("cloud", 2).scrap_rate[:, 0, 0].tolist())
    assert seen == [[0.008, 0.008]] * CHANGE + [[0.2, 0.008]] * (MONTHS - CHANGE)


def test_every_parameter_can_be_dated_and_moves_nothing_before():
    moved = {key: value for key, value in changed_parameters().items() if key not in READ_AT_OPENING}
    history = short_history(months=CHANGE + 1, startups=20)
    runs = [
        history,
        *(
            load_scenario("history", [f"months={CHANGE + 1}", "startups.count=20", f"{key}.{DAY}={value}"])
            for key, value in moved.items()
        ),
    ]
    batch = Batch(runs, [1] * len(runs), keep_trades=False)
    batch.run_to_end()
    plain = values_of(batch, 0, CHANGE)
    for run, key in enumerate(moved, start=1):
        assert values_of(batch, run, CHANGE) == plain, key
    apart = [
        key for run, key in enumerate(moved, start=1) if values_of(batch, run, 99) != values_of(batch, 0, 99)
    ]
    assert len(apart) > len(moved) / 3


def test_the_same_value_from_a_date_is_no_change():
    same, plain = dated(0.008), short_history(months=MONTHS, startups=40)
    batch = Batch([same, plain], [1, 1], keep_trades=False)
    batch.run_to_end()
    assert values_of(batch, 0) == values_of(batch, 1)


def test_what_adds_up_by_the_month_goes_on_from_where_it_stood():
    pace = load_scenario("history").startups.serving_progress
    rows = [{"from": DAY, "value": 0.9}]
    content = {"extends": "history", "months": MONTHS, "startups": {"count": 40, "serving_progress": rows}}
    numbers, added = Numbers([scenario_from(content, "a test"), short_history()]), []
    for month in range(MONTHS):
        numbers.turn(month)
        added.append(numbers.so_far("startups", lambda rates: rates.serving_progress, 0))
    assert added[CHANGE] == pytest.approx([pace * CHANGE] * 2)
    assert added[-1] == pytest.approx([pace * CHANGE + 0.9, pace * (CHANGE + 1)])


def test_what_grows_by_the_month_goes_on_from_where_it_stood():
    pace = load_scenario("history").startups.business_growth
    rows = [{"from": DAY, "value": 0.1}]
    content = {"extends": "history", "months": MONTHS, "startups": {"count": 40, "business_growth": rows}}
    numbers, grown = Numbers([scenario_from(content, "a test"), short_history()]), []
    for month in range(MONTHS):
        numbers.turn(month)
        grown.append(numbers.grown("startups", "business_growth", 0))
    assert grown[CHANGE - 1] == pytest.approx([(1 + pace) ** CHANGE] * 2)
    assert grown[CHANGE] == pytest.approx([(1 + pace) ** CHANGE * 1.1, (1 + pace) ** (CHANGE + 1)])


def test_every_section_of_parameters_can_be_dated():
    sections = {name for name, field in Scenario.model_fields.items() if isinstance(field.default, Section)}
    assert sections == set(SECTIONS)


def test_a_dated_link_weight_changes_what_chips_can_do():
    rows = [{"from": DAY, "value": 0.0}]
    content = {
        "extends": "history",
        "months": MONTHS,
        "startups": {"count": 40},
        "choice": {"training_efficiency_link_exponent": rows},
    }
    batch = Batch([scenario_from(content, "a test")], [1])
    while batch.months_done < CHANGE:
        batch.run_month()
    before = batch.world.fitness.compute().training.copy()
    batch.run_month()
    assert (np.abs(batch.world.fitness.compute().training - before) > 0.1).any()


def test_a_dated_value_survives_the_file_and_the_settings():
    scenario = dated(months=4)
    again = scenario_from(tomllib.loads(scenario.to_toml()), "the file")
    assert again == scenario.model_copy(update={"extends": None})
    assert again.dated == {"cloud": {"scrap_rate": {DAY: 0.2}}}


def test_dates_are_laid_over_one_another_and_a_plain_value_ends_them():
    first = ["cloud.scrap_rate=[{value = 0.01}, {from = 2023-01-01, value = 0.03}]"]
    more = [*first, "cloud.scrap_rate.2024-01-01=0.05"]
    assert load_scenario("history", more).dated["cloud"]["scrap_rate"] == {
        "2023-01-01": 0.03,
        "2024-01-01": 0.05,
    }
    assert load_scenario("history", more).cloud.scrap_rate == 0.01
    assert load_scenario("history", [*more, "cloud.scrap_rate=0.02"]).dated == {}


def test_a_shorter_run_leaves_out_what_it_never_reaches():
    assert load_scenario("history", ["cloud.scrap_rate.2024-01-01=0.05", "months=12"]).dated == {}


def test_a_dated_value_is_described_and_counts_from_its_date():
    rows = {row.path: row for row in describe_parameters(dated())}
    row = rows[f"cloud.scrap_rate.{DAY}"]
    assert (row.value, row.unit, row.parent_value) == ("0.2", "per month", "(absent)")
    assert first_month_of_change(short_history(months=MONTHS, startups=40), dated()) == CHANGE


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("cloud.scrap_rate.2024-01-01=1.5", "at most 1"),
        ("cloud.scrap_rat.2024-01-01=0.5", "scrap_rate"),
        ("cloud.scrap_rate.2024-01-15=0.5", "first day of a month"),
        ("cloud.scrap_rate.2021-01-01=0.5", "first day of a month"),
        ("cloud.scrap_rate.2031-01-01=0.5", "first day of a month"),
        ("cloud.scrap_rate=[{when = 2024-01-01, value = 0.5}]", "not a dated value"),
        ("network.opening_known.2024-01-01=0.5", "read as the run opens"),
        ("startups.count.2024-01-01=500", "read as the run opens"),
        ("dated.clouds.scrap_rate.2024-01-01=0.5", "cloud"),
    ],
)
def test_what_cannot_be_dated_is_refused(override: str, words: str):
    with pytest.raises(InputProblem) as problem:
        load_scenario("history", [override])
    assert words in str(problem.value)
