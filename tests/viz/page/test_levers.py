"""Each lever changes what it says it changes: in the scenario, in the file, and in the link."""

import tomllib
from datetime import date

import pytest

from model.inputs.problems import InputProblem
from model.inputs.scenario import load_scenario, scenario_from
from viz.page.changes import content_of, in_full, pair_of, scenario_file, standing
from viz.page.lever_values import checked, declared, shown
from viz.page.levers import BY_ID, HISTORY, LEVERS
from viz.page.links import Place, link_of, place_of
from viz.page.panel import lever_groups

IN_SCENARIO = [lever for lever in LEVERS if lever.id not in ("scenario", "against", "seed")]
NEEDS = {lever.policy: lever.id for lever in LEVERS if lever.kind == "switch"}


def another_value(lever):
    """A value that is not the one history has."""
    stands = standing(HISTORY)[lever.id]
    if lever.kind == "switch":
        return not stands
    if lever.kind == "choice":
        return next(choice.value for choice in lever.choices if choice.value != stands)
    if lever.kind == "date":
        return "2023-09"
    return lever.high if stands != lever.high else lever.low


def settings_of(lever):
    """The lever moved, and the switch on that it needs."""
    switch = {NEEDS[lever.policy]: True} if lever.policy in NEEDS else {}
    return {**switch, lever.id: another_value(lever)}


def held(scenario, lever):
    """What a scenario holds under a lever's key."""
    content = scenario.model_dump()
    for part in lever.key.split("."):
        content = content.get(part) if isinstance(content, dict) else None
    return content


@pytest.mark.parametrize("lever", IN_SCENARIO, ids=lambda lever: lever.id)
def test_a_lever_changes_its_key_and_nothing_else(lever):
    settings = settings_of(lever)
    before = pair_of({key: value for key, value in settings.items() if key != lever.id}).whatif
    after = pair_of(settings).whatif
    value = another_value(lever)
    if lever.kind == "switch":
        assert (lever.policy in after.policies) is value
    elif lever.kind == "date":
        assert held(after, lever) == date.fromisoformat(f"{value}-01")
    else:
        assert held(after, lever) == next(
            (each.content for each in lever.choices if each.value == value), value
        )
    assert _without(before, lever) == _without(after, lever)


def _without(scenario, lever):
    content = scenario.model_dump(exclude={"name", "question", "look_at", "extends", "opening"})
    *tables, last = lever.key.split(".")
    place = content
    for table in tables:
        place = place.get(table, {})
    place.pop(last, None)
    for table in ("firms", "strategies"):
        content[table] = {firm: changes for firm, changes in content[table].items() if changes}
    return content


@pytest.mark.parametrize("lever", IN_SCENARIO, ids=lambda lever: lever.id)
def test_the_file_of_a_lever_is_the_world_of_the_page(lever):
    settings = settings_of(lever)
    content = tomllib.loads(scenario_file(settings))
    assert scenario_from(content, "the file") == pair_of(settings).whatif


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.id)
def test_a_link_brings_a_lever_back(lever):
    settings = settings_of(lever)
    place = place_of(link_of(Place(settings, "comparison", "2023-05", "TSMC")))
    assert in_full(place.settings) == in_full(settings)
    assert (place.tab, place.month, place.firm) == ("comparison", "2023-05", "TSMC")


@pytest.mark.parametrize(
    "lever", [lever for lever in LEVERS if lever.kind == "slider" and lever.key], ids=lambda lever: lever.id
)
def test_the_range_shown_is_allowed_and_holds_where_history_stands(lever):
    for bound in (lever.low, lever.high):
        pair_of({**settings_of(lever), lever.id: bound})
    assert lever.low <= standing(HISTORY)[lever.id] <= lever.high
    assert declared(lever).description


def test_a_lever_that_no_policy_answers_is_switched_off():
    rows = {row["id"]: row for group in lever_groups({"dgx": False}) for row in group["levers"]}
    assert rows["dgx_price"]["off"]
    assert not rows["rule22_date"]["off"]
    assert rows["dgx"]["moved"]
    assert not rows["dgx_price"]["moved"]


def test_a_scenario_without_a_policy_gets_it_from_its_switch():
    without = {"scenario": "no-dgx-cloud"}
    assert "dgx_cloud" not in pair_of(without).whatif.policies
    with_it = pair_of({**without, "dgx": True, "dgx_price": 20_000.0}).whatif
    assert with_it.policies["dgx_cloud"].price_usd_per_instance_month == 20_000
    assert with_it.policies["dgx_cloud"].chips == load_scenario(HISTORY).policies["dgx_cloud"].chips


def test_worlds_are_equal_until_a_lever_is_moved():
    assert pair_of({"seed": 5, "startups": 300}).are_equal
    assert not pair_of({"dgx": False}).are_equal


def test_an_unmoved_page_asks_what_its_scenario_asks():
    assert content_of({})["question"] == load_scenario(HISTORY).question
    assert "DGX Cloud: off" in content_of({"dgx": False})["question"]


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("dgxx=off", "did you mean: dgx"),
        ("dgx=maybe", "on, off"),
        ("seed=1e400", "from 1 to 100"),
        ("seed=nan", "from 1 to 100"),
        ("seed=1.5", "whole number"),
        ("dgx_share=-0.1", "from 0 to 0.5"),
        ("shock=on&shock_from=2024-06&shock_to=2023-01", "before it starts"),
        ("tab=nowhere", "unknown tab"),
        ("firm=Nvidiaa", "did you mean: Nvidia"),
        ("month=2031-01", "unknown month"),
        ("startups=17", "unknown value"),
        ("x" * 5_000, "characters long"),
    ],
)
def test_a_link_that_cannot_be_is_refused_with_the_reason(query, complaint):
    with pytest.raises(InputProblem) as problem:
        place_of(query)
    assert complaint in str(problem.value)


def test_values_are_shown_with_their_units():
    assert shown(BY_ID["dgx_price"], 36_999.0) == "36,999 USD/month"
    assert shown(BY_ID["dgx_share"], 0.06) == "6 %"
    assert shown(BY_ID["training_growth"], 0.05) == "5 % a month"
    assert shown(BY_ID["dgx_date"], "2023-03") == "Mar 2023"
    assert checked("dgx_price", "36999", "the page") == 36_999
