"""A scenario's rows of strategies: their forms, their dates, and what is refused."""

import tomllib

import pytest

from agents.strategies.rows import check_strategies, dated_strategies, in_force
from model.inputs.cast import Role
from model.inputs.problems import InputProblem
from model.inputs.scenario import load_scenario, scenario_from
from tests.small_worlds import finished, fleet_units, market_of, months_of, short_history

SWITCH = 'strategies.Nvidia=["chip_only", {strategy="dgx_cloud", from=2023-03-01, share_of_supply=0.1}]'


def followed(*overrides, firm="Nvidia", role=Role.VENDOR):
    """What a firm follows in history with overrides."""
    scenario = load_scenario("history", overrides)
    row = next(row for kind, row in scenario.cast.firm_rows() if kind == role and row.name == firm)
    return dated_strategies(scenario, role, row)


def test_a_firm_that_no_scenario_speaks_of_follows_its_data():
    (only,) = followed()
    assert (only.month, only.strategy.name, only.strategy.share_of_supply) == (0, "dgx_cloud", 0.06)


@pytest.mark.parametrize(
    "overrides",
    [
        ["strategies.Nvidia.channel_weight=2"],
        ["strategies.Nvidia=dgx_cloud", "strategies.Nvidia.channel_weight=2"],
        ['strategies.Nvidia={strategy="dgx_cloud", channel_weight=2}'],
        ['strategies.Nvidia=[{strategy="dgx_cloud", channel_weight=2}]'],
    ],
)
def test_one_number_can_be_set_on_every_form(overrides):
    (only,) = followed(*overrides)
    assert (only.strategy.name, only.strategy.channel_weight) == ("dgx_cloud", 2.0)


def test_a_name_takes_the_place_of_a_table():
    (only,) = followed("strategies.Nvidia.channel_weight=2", "strategies.Nvidia=chip_only")
    assert (only.strategy.name, only.strategy.channel_weight) == ("chip_only", 1.0)


def test_dated_rows_hold_each_from_its_month():
    dated = followed(SWITCH)
    assert [(each.month, each.strategy.name) for each in dated] == [(0, "chip_only"), (14, "dgx_cloud")]
    assert in_force(dated, 13).name == "chip_only"
    assert in_force(dated, 14).share_of_supply == 0.1


def test_a_later_row_is_changed_under_its_date():
    dated = followed(SWITCH, "strategies.Nvidia.2023-03-01.share_of_supply=0.2")
    assert dated[1].strategy.share_of_supply == 0.2


def test_a_row_without_a_name_keeps_the_numbers_before_it():
    rows = "[{channel_weight=2, direct_factor=3}, {from=2022-05-01, channel_weight=4}]"
    later = followed(f"strategies.Nvidia={rows}")[1].strategy
    assert (later.name, later.channel_weight, later.direct_factor) == ("dgx_cloud", 4.0, 3.0)


@pytest.mark.parametrize(
    "override", [SWITCH, "strategies.Nvidia=chip_only", "strategies.Nvidia.idle_reserve=0.5"]
)
def test_every_form_comes_back_from_the_resolved_file(override):
    scenario = load_scenario("history", [override])
    again = scenario_from(tomllib.loads(scenario.to_toml()), "the file")
    assert again.strategies == scenario.strategies


def test_a_run_that_ends_before_a_switch_never_makes_it():
    assert len(followed(SWITCH, "months=12")) == 1


@pytest.mark.parametrize(
    ("override", "where", "what"),
    [
        ("strategies.Nvidia.chanel_weight=2", "strategies.Nvidia", "did you mean: channel_weight"),
        ("strategies.Nvidia.channel_weight=-2", "strategies.Nvidia", "at least 0"),
        ('strategies.Nvidia.rationing="loyalt"', "strategies.Nvidia", "did you mean: loyalty"),
        ("strategies.Nvidia=3", "--set", "a name, a table with numbers, or a list"),
        ("strategies.Nvidia=[{from=2022-03-01}]", "strategies.Nvidia, row 1", "no from"),
        ('strategies.Nvidia=["chip_only", {busy=1}]', "strategies.Nvidia, row 2", "from is missing"),
        (
            'strategies.Nvidia=["chip_only", {from=2022-03-02}]',
            "row 2",
            "first day of a month after 2022-01-01",
        ),
        ('strategies.Nvidia=["chip_only", {from=2029-03-01}]', "row 2", "up to 2026-07-01"),
        ("strategies.Nvidia.2022-03-01.idle_reserve=0.5", "--set", "no date of a later row"),
        ("policies.dgx_cloud.share_of_supply=0.5", "dgx_cloud", "unknown key"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_key_and_what_is_allowed(override, where, what):
    with pytest.raises(InputProblem) as caught:
        check_strategies(load_scenario("history", [override]))
    assert where in caught.value.where
    assert what in str(caught.value)


def test_an_own_cloud_opens_when_its_vendor_takes_it_up():
    """DGX Cloud's terms hold from the start here; Nvidia sells chips alone until May."""
    opening = "policies.dgx_cloud.start=2022-01-01"
    rows = 'strategies.Nvidia=["chip_only", {strategy="dgx_cloud", from=2022-05-01}]'
    chips = 'policies.dgx_cloud.chips=["A100"]'
    market = market_of(short_history(opening, chips, rows, months=8))
    fleet = [fleet_units(market, "Nvidia") for _ in months_of(market)]
    assert not any(fleet[:4])
    assert all(fleet[4:])


def test_a_reseller_may_change_its_mind_in_the_middle_of_a_run():
    rows = 'strategies."US broker A"=["hoarder", {strategy="pass_through", from=2022-03-01}]'
    changed = finished(short_history(rows, months=16))
    same = finished(short_history('strategies."US broker A"=hoarder', months=16))
    assert changed.lone.residual_money[0] <= 1e-8
    assert (changed.world.chips.held != same.world.chips.held).any()
