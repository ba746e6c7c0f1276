"""Whatever a person gets wrong in a scenario is answered by one problem that says how to mend it."""

from pathlib import Path

import pytest

from model.inputs.problems import InputProblem
from model.inputs.scenario import load_scenario, scenario_from
from tests.small_worlds import market_of


def problem_of(*overrides: str, name: str = "history") -> InputProblem:
    """What loading a scenario with overrides, and building its market, complains about."""
    with pytest.raises(InputProblem) as caught:
        market_of(load_scenario(name, overrides))
    return caught.value


def written(folder: Path, text: str, name: str = "mine.toml") -> str:
    """A scenario file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_an_unknown_scenario_is_refused_with_the_nearest_one():
    problem = problem_of(name="histroy")
    assert problem.nearest == "history"
    assert "history" in problem.allowed


@pytest.mark.parametrize(
    ("override", "key", "nearest", "allowed"),
    [
        ("foundry.node_lead_months=36", "foundry.node_lead_months", None, "at most 35"),
        ("startups.cuont=3", "startups.cuont", "count", "scrap_rate"),
        ("moths=3", "moths", "months", "strategies"),
        ('policies.dgx_cloud.chips=["H1000"]', "policies.dgx_cloud.chips", "H100", "A100"),
        ('policies.dgx_cloud.regions=["Chin"]', "policies.dgx_cloud.regions", "China", "Europe"),
        ('policies.dgx_cloud.hosts=["Orcle"]', "policies.dgx_cloud.hosts", "Oracle", "Azure"),
        ('policies.dgx_cloud.vendor="Nvidea"', "policies.dgx_cloud.vendor", "Nvidia", "AMD"),
        (
            'policies.microsoft_in_openai.investor="Azur"',
            "policies.microsoft_in_openai.investor",
            "Azure",
            "AWS",
        ),
        (
            'policies.microsoft_in_openai.startup="OpenIA"',
            "policies.microsoft_in_openai.startup",
            "OpenAI",
            "Anthropic",
        ),
        ('policies.chatgpt.policy="releas"', "policies.chatgpt", "release", "power_price"),
        ("policies.chatgpt.sise=3", "sise", "size", "start"),
        ("policies.dxg_cloud.price=3", "dxg_cloud", "dgx_cloud", "funding"),
        ("strategies.Nvidea=chip_only", "strategies", "Nvidia", "AMD"),
        ("strategies.Nvidia=chip_onli", "strategies.Nvidia", "chip_only", "dgx_cloud"),
        ("strategies.Azure=chip_only", "strategies.Azure", None, "rental_cloud"),
        ("firms.Nvidea.opening_cash_usd=3", "firms", "Nvidia", "OpenAI"),
        ('ties."Nvidea -> Oracle"=0', "ties", "Nvidia", "AMD"),
        ('ties."Nvidia -> Orcle"=0', "ties", "Oracle", "OpenAI"),
    ],
)
def test_an_unknown_name_is_refused_with_its_key_the_nearest_and_the_allowed(override, key, nearest, allowed):
    problem = problem_of(override)
    assert key in f"{problem.where}: {problem.what}"
    assert problem.nearest == nearest
    assert allowed in problem.allowed


@pytest.mark.parametrize(
    ("override", "key", "allowed"),
    [
        ("policies.dgx_cloud.price_usd_per_instance_month=-1", "price_usd_per_instance_month", "0"),
        ("policies.power.factor=-0.5", "factor", "at least 0"),
        ("strategies.Nvidia.share_of_supply=1.5", "share_of_supply", "at most 1"),
        ("startups.count=-1", "startups.count", "at least 0"),
        ("months=0", "months", "at least 1"),
        ("months=601", "months", "at most 600"),
        ("choice.price_sensitivity=99", "choice.price_sensitivity", "at most 30"),
        ("firms.Nvidia.opening_cash_usd=-5", "opening_cash_usd", "at least 0"),
        ('ties."Nvidia -> Oracle"=1.5', "Nvidia -> Oracle", "0 to 1"),
        ('ties."Nvidia to Oracle"=0.5', "Nvidia to Oracle", "first -> second"),
    ],
)
def test_a_value_out_of_range_is_refused_with_its_key_and_the_range(override, key, allowed):
    problem = problem_of(override)
    assert key in f"{problem.where}: {problem.what}"
    assert allowed in problem.allowed


@pytest.mark.parametrize(
    ("override", "key"),
    [
        ("firms.Oracle.rent_usd_per_hour={A100=-1.0}", "rent_usd_per_hour"),
        ("firms.Oracle.opening_units={A100=-5}", "opening_units"),
        ("firms.Oracle.opening_units={A1000=5}", "opening_units"),
        ('firms.Oracle.serves=["Europ"]', "serves"),
        ('firms.Oracle.region="Europ"', "region"),
        ("firms.Nvidia.opening_monthly_units={A1000=5}", "opening_monthly_units"),
        ('firms."Tesla Dojo".owner="Tesle"', "owner"),
        ("firms.Nvidia.opening_cash=5", "opening_cash"),
        ("months=many", "months"),
        ("start=2022-01-15", "start"),
    ],
)
def test_an_impossible_opening_figure_is_refused_with_its_key(override, key):
    problem = problem_of(override)
    assert key in f"{problem.where}: {problem.what}"


@pytest.mark.parametrize("day", ["2021-12-31", "2030-01-01"])
@pytest.mark.parametrize("key", ["start", "end"])
def test_a_date_outside_the_run_is_refused_with_the_dates_of_the_run(key, day):
    problem = problem_of(f"policies.rule_of_october_2022.{key}={day}")
    assert problem.where.endswith(f"policies.rule_of_october_2022.{key}")
    assert day in problem.what
    assert problem.allowed == "2022-01-01 to 2026-07-01"


def test_a_policy_that_ends_before_it_starts_is_refused():
    problem = problem_of("policies.dgx_cloud.end=2023-02-01")
    assert "2023-02-01" in problem.what
    assert problem.where.endswith("policies.dgx_cloud")


def test_a_policy_without_a_kind_is_refused_with_the_kinds():
    with pytest.raises(InputProblem) as caught:
        scenario_from({"policies": {"mine": {"factor": 0.5}}}, "mine.toml")
    assert caught.value.where == "mine.toml, policies.mine"
    assert "demand_shock" in caught.value.allowed


def test_a_run_shortened_on_the_command_line_leaves_out_what_it_never_reaches():
    short = load_scenario("history", ["months=15"])
    assert "dgx_cloud" in short.policies
    assert "rule_of_october_2023" not in short.policies


@pytest.mark.parametrize("override", ["months", "=3", "Google Cloud.x=1"])
def test_an_override_that_is_no_key_and_value_is_refused(override):
    assert problem_of(override).where == "--set"


def test_a_missing_file_is_refused_by_its_path(tmp_path):
    problem = problem_of(name=str(tmp_path / "absent.toml"))
    assert "absent.toml" in problem.where
    assert "no such file" in problem.what


def test_a_file_that_is_no_toml_is_refused_by_its_path(tmp_path):
    problem = problem_of(name=written(tmp_path, "months = 3\npolicies = {"))
    assert "mine.toml" in problem.where
    assert "TOML" in problem.what


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00months")
    assert "mine.toml" in problem_of(name=str(path)).where


def test_a_folder_is_no_scenario(tmp_path):
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    assert "folder.toml" in problem_of(name=str(folder)).where


def test_a_scenario_that_extends_itself_is_refused(tmp_path):
    path = tmp_path / "mine.toml"
    problem = problem_of(name=written(tmp_path, f'extends = "{path}"'))
    assert "extends itself" in problem.what
    assert "mine.toml" in problem.where


def test_two_scenarios_that_extend_each_other_are_refused(tmp_path):
    other = tmp_path / "other.toml"
    mine = written(tmp_path, f'extends = "{other}"')
    written(tmp_path, f'extends = "{mine}"', "other.toml")
    assert "extends itself" in problem_of(name=mine).what


def test_an_unknown_parent_is_refused(tmp_path):
    problem = problem_of(name=written(tmp_path, 'extends = "histroy"'))
    assert problem.nearest == "history"


def test_removing_a_policy_that_is_not_there_is_refused(tmp_path):
    text = 'extends = "history"\nremove = ["dgx_clod"]'
    problem = problem_of(name=written(tmp_path, text))
    assert problem.nearest == "dgx_cloud"


def test_a_problem_in_a_file_names_the_file(tmp_path):
    text = 'extends = "history"\n[startups]\ncuont = 3'
    problem = problem_of(name=written(tmp_path, text))
    assert "mine.toml" in problem.where
    assert problem.nearest == "count"


def test_a_problem_is_told_in_at_most_four_lines():
    assert len(str(problem_of("startups.cuont=3")).splitlines()) <= 4
