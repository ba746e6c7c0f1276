"""The battery that every registered policy inherits, and how a scenario file changes policies."""

import pickle
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from model.inputs.calendar import Calendar
from model.inputs.catalogue import load_catalogue
from model.inputs.policies import POLICIES, Policy
from model.inputs.policies.base import CLOSED_MARKETS, OPEN_MARKETS, regions_of
from model.inputs.rules import Rules, blank_rules
from model.inputs.scenario import Scenario, load_scenario
from model.markets import regulation
from tests.small_worlds import (
    finished,
    fleet_units,
    market_of,
    months_of,
    only_policies,
    short_history,
    with_policies,
)

CALENDAR = Calendar(date(2022, 1, 1), 24)
CATALOGUE = load_catalogue()
NEEDED: dict[str, dict[str, Any]] = {
    "funding_path": {"usd_per_quarter": {date(2022, 1, 1): 12e9, date(2022, 4, 1): 9e9}},
    "funding_round": {"startup": "OpenAI", "investor": "Azure", "amount_usd": 1e9},
    "power_price": {"factor": 2.0},
    "packaging_path": {"factor": 0.5},
    "list_price_move": {"chips": ("A100",), "factor": 1.2},
}
"""What a policy needs to be built, or to have an effect at all."""
ONCE = {"funding_round", "list_price_move", "release"}
"""Policies that by default act in their first month only."""


def policy_of(kind: str, **changes: Any) -> Policy:
    """A policy with what it needs, and else its defaults."""
    return POLICIES[kind].model_validate({"policy": kind, **NEEDED.get(kind, {}), **changes})


def rules_of(month: int, *policies: Policy) -> Rules:
    """The month's rules when these policies speak over the blank page."""
    rules = blank_rules(month, CATALOGUE)
    rules.packaging_wafers["TSMC"] = 1000.0
    rules.funding_usd = 1e9
    POLICIES["vendor_cloud"]().apply(rules, CALENDAR, CATALOGUE)
    for policy in policies:
        if policy.in_force(month, CALENDAR):
            policy.apply(rules, CALENDAR, CATALOGUE)
    return rules


def same(one: Rules, other: Rules) -> bool:
    """Whether two months' rules are equal to the last bit."""
    return pickle.dumps(one) == pickle.dumps(other)


@pytest.mark.parametrize("kind", POLICIES)
def test_the_same_month_twice_gives_the_same_rules(kind):
    policy = policy_of(kind, start=date(2022, 3, 1))
    before = policy.model_dump()
    for month in (2, 7, 20):
        assert same(rules_of(month, policy), rules_of(month, policy))
    assert policy.model_dump() == before


@pytest.mark.parametrize("kind", POLICIES)
def test_the_rules_of_a_month_do_not_depend_on_the_months_asked_before(kind):
    used, fresh = (policy_of(kind, start=date(2022, 3, 1)) for _ in range(2))
    for month in range(15):
        rules_of(month, used)
    assert same(rules_of(5, used), rules_of(5, fresh))


@pytest.mark.parametrize("kind", POLICIES)
def test_a_policy_is_silent_outside_its_dates_and_speaks_within_them(kind):
    policy = policy_of(kind, start=date(2022, 3, 1), end=date(2022, 6, 1))
    spoken = [not same(rules_of(month, policy), rules_of(month)) for month in range(8)]
    within = [2] if kind in ONCE else [2, 3, 4]
    assert [month for month, spoke in enumerate(spoken) if spoke] == within


@pytest.mark.parametrize("kind", POLICIES)
def test_without_dates_a_policy_holds_from_the_first_month_to_the_last(kind):
    policy = policy_of(kind)
    assert policy.in_force(0, CALENDAR)
    assert policy.in_force(23, CALENDAR)


@pytest.mark.parametrize("kind", POLICIES)
def test_a_policy_runs_alone_for_three_months_and_its_ledgers_close(kind):
    market = finished(only_policies({"alone": policy_of(kind)}))
    assert market.month == 2
    assert market.lone.residual_money[0] <= 1e-8
    assert market.lone.residual_chips[0] == 0


@pytest.mark.parametrize("kind", POLICIES)
def test_every_policy_describes_each_of_its_fields(kind):
    for name, field in POLICIES[kind].model_fields.items():
        assert field.description or name == "policy", name


def test_the_order_in_the_file_does_not_matter():
    policies = {
        kind: policy_of(kind, start=date(2022, month % 3 + 1, 1)) for month, kind in enumerate(POLICIES)
    }
    policies["second_shock"] = policy_of("demand_shock", factor=1.7, regions=("US",))
    policies["second_fab_shock"] = policy_of("foundry_shock", hits_packaging=True)
    backwards = dict(reversed(policies.items()))
    one, other = (only_policies(order) for order in (policies, backwards))
    for month in range(3):
        forth, back = (regulation.rules_of(each, each.catalogue, month) for each in (one, other))
        assert same(forth, back)


def packaging_of(rules: Rules) -> float:
    """TSMC's packaging of the month: its path, as far as shocks leave it."""
    return rules.packaging_wafers["TSMC"] * rules.packaging_factor.get("TSMC", 1.0)


def test_a_shock_scales_a_path_wherever_it_stands():
    path, shock = policy_of("packaging_path"), policy_of("foundry_shock", hits_packaging=True)
    shocked = only_policies({"a_shock": shock, "b_path": path})
    plain = only_policies({"b_path": path})
    after, before = (packaging_of(regulation.rules_of(each, each.catalogue, 0)) for each in (shocked, plain))
    assert after == pytest.approx(0.5 * before)


def test_two_shocks_multiply():
    policies = [policy_of("demand_shock", factor=factor) for factor in (0.5, 3.0)]
    assert rules_of(0, *policies).demand_factor.tolist() == [1.5] * len(CATALOGUE.regions)


def test_a_round_pays_its_amount_in_all_and_stops():
    policy = policy_of("funding_round", months=4, start=date(2022, 2, 1), within_path=False)
    paid = [sum(due.amount_usd for due in rules_of(month, policy).rounds) for month in range(24)]
    assert paid[:7] == [0.0, 0.25e9, 0.25e9, 0.25e9, 0.25e9, 0.0, 0.0]
    assert sum(paid) == pytest.approx(1e9)


def test_a_year_of_the_funding_path_adds_up_to_its_quarters():
    path = policy_of("funding_path")
    monthly = [rules_of(month, path).funding_usd - 1e9 for month in range(12)]
    assert sum(monthly[:6]) == pytest.approx(21e9)
    assert monthly[6:] == pytest.approx([3.5e9] * 6), "beyond the path its mean goes on"


def test_an_export_rule_bars_strong_chips_and_no_cut_down_ones():
    rule = policy_of("export_control", min_link_gb_s=600.0)
    rules = rules_of(0, rule)
    china, us = CATALOGUE.region_index("China"), CATALOGUE.region_index("US")
    for chip, barred in (("A100", True), ("H100", True), ("A800", False), ("H800", False)):
        assert rules.barred[CATALOGUE.chip_index(chip), china] == barred, chip
    assert not rules.barred[:, us].any()


# ---------------------------------------------------------------- policies in scenario files


def scenario_of(folder: Path, line: str) -> Scenario:
    """A scenario that is the history with one more line."""
    path = folder / "mine.toml"
    path.write_text(f'extends = "history"\n{line}\n', encoding="utf-8")
    return load_scenario(str(path))


def test_one_line_adds_a_policy(tmp_path):
    line = 'policies.tax = { policy = "power_price", factor = 1.3, start = 2023-01-01 }'
    scenario = scenario_of(tmp_path, line)
    history = load_scenario("history")
    assert set(scenario.policies) - set(history.policies) == {"tax"}
    assert scenario.policies["tax"].start == date(2023, 1, 1)


def test_one_line_removes_a_policy(tmp_path):
    scenario = scenario_of(tmp_path, 'remove = ["dgx_cloud"]')
    assert set(load_scenario("history").policies) - set(scenario.policies) == {"dgx_cloud"}


def test_one_line_moves_a_policy(tmp_path):
    scenario = scenario_of(tmp_path, "policies.dgx_cloud.start = 2023-09-01")
    before = load_scenario("history").policies["dgx_cloud"]
    moved = scenario.policies["dgx_cloud"]
    assert moved.start == date(2023, 9, 1)
    assert moved.model_copy(update={"start": before.start}) == before


@pytest.mark.parametrize(
    "line",
    [
        'policies.tax = { policy = "power_price", factor = 1.3 }',
        'remove = ["chatgpt", "packaging"]',
        "policies.dgx_cloud.start = 2022-02-01",
    ],
)
def test_a_changed_history_still_runs_and_closes(tmp_path, line):
    scenario_of(tmp_path, line)
    market = finished(load_scenario(str(tmp_path / "mine.toml"), ["months=3", "startups.count=40"]))
    assert market.lone.residual_money[0] <= 1e-8


def test_the_dates_of_policies_are_told_when_they_are_reached():
    market = finished(short_history(months=12))
    told = " ".join(market.events)
    assert "rule_of_october_2022 starts" in told
    assert "chatgpt starts" in told
    assert "dgx_cloud" not in told


@pytest.mark.parametrize("kind", ["export_control", "demand_shock", "power_price"])
def test_a_policy_without_named_regions_holds_in_all(kind):
    everywhere = [region.name for region in CATALOGUE.regions]
    assert same(rules_of(0, policy_of(kind, regions=[])), rules_of(0, policy_of(kind, regions=everywhere)))


def test_groups_of_regions_follow_the_attributes_of_the_catalogue():
    opened = replace(
        CATALOGUE, regions=tuple(replace(region, closed_market=False) for region in CATALOGUE.regions)
    )
    assert [CATALOGUE.regions[place].name for place in regions_of((CLOSED_MARKETS,), CATALOGUE)] == ["China"]
    assert regions_of((OPEN_MARKETS,), CATALOGUE) == [
        place for place, region in enumerate(CATALOGUE.regions) if region.name != "China"
    ]
    assert regions_of((CLOSED_MARKETS,), opened) == []
    assert regions_of((OPEN_MARKETS,), opened) == list(range(len(opened.regions)))


@pytest.mark.parametrize("start", [date(2022, 1, 1), date(2022, 3, 1)])
def test_a_vendors_cloud_opens_in_the_month_of_its_date(start):
    cloud = {"policy": "vendor_cloud", "start": start, "chips": ["A100"]}
    market = market_of(with_policies(short_history(months=4), {"dgx_cloud": cloud}))
    fleet = [fleet_units(market, "Nvidia") for _ in months_of(market)]
    opened = next(month for month, units in enumerate(fleet) if units > 0)
    assert opened == market.calendar.month_of(start)
