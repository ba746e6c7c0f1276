"""From when two scenarios can differ, in what, and which ones cannot be compared."""

import pytest

from experiments.whatif.differences import check_scenarios, differences, first_month_of_change
from model.inputs.problems import InputProblem
from model.inputs.scenario import Scenario, load_scenario
from tests.experiments.whatif.conftest import changed, small_history


def full(**changes: object) -> Scenario:
    return changed("other", **{"months": 54, **changes})


@pytest.mark.parametrize(
    ("changes", "month"),
    [
        ({}, 0),
        ({"remove": ["dgx_cloud"]}, 14),
        ({"remove": ["dgx_cloud", "rule_of_october_2022"]}, 9),
        ({"policies": {"dgx_cloud": {"start": "2023-01-01"}}}, 12),
        ({"policies": {"dgx_cloud": {"software_share": 0.2}}}, 14),
        ({"policies": {"dgx_cloud": {"end": "2024-01-01"}}}, 24),
        ({"remove": ["power"]}, 0),
        ({"strategies": {"Nvidia": "expand_supply"}}, 0),
    ],
)
def test_the_first_month_that_can_differ(changes: dict[str, object], month: int) -> None:
    baseline = load_scenario("history", ["startups.count=60"])
    assert first_month_of_change(baseline, full(**changes)) == month


def test_differences_are_the_changed_parameters() -> None:
    found = differences(small_history(), changed("other", choice={"wait_sensitivity": 0.77}))
    assert [(each.parameter.path, each.whatif) for each in found] == [("choice.wait_sensitivity", "0.77")]
    removed = differences(small_history(), changed("other", remove=["A100_list_raised"]))
    assert {each.whatif for each in removed} == {"(absent)"}
    assert all(each.parameter.path.startswith("policies.A100_list_raised") for each in removed)


def test_worlds_need_names_of_their_own_and_the_same_months() -> None:
    with pytest.raises(InputProblem, match="name of two"):
        check_scenarios(small_history(), [small_history()])
    with pytest.raises(InputProblem, match="runs 8 months"):
        check_scenarios(small_history(), [changed("other", months=8)])
