"""The listings name everything there is, within the width of a page."""

import pytest

from experiments import cli
from experiments.console import WIDTH
from experiments.description import describe_parameters
from model.inputs.scenario import load_scenario
from model.inputs.scenario_files import scenario_names
from model.metrics import METRICS


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.main(arguments) == cli.DONE
    text = capsys.readouterr().out
    assert max(len(line.rstrip()) for line in text.splitlines()) <= WIDTH
    return text


def test_scenarios_lists_each_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(["scenarios"], capsys)
    firsts = [line.split()[0] for line in text.splitlines() if line[0] != " "]
    assert set(scenario_names()) <= set(firsts)


def test_metrics_lists_each_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(["metrics"], capsys)
    firsts = [line.split()[0] for line in text.splitlines() if line[0] != " "]
    assert set(METRICS) <= set(firsts)


def test_describe_shows_every_parameter_and_what_was_set(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = printed(["describe", "history", "--set", "choice.wait_sensitivity=0.71"], capsys)
    assert "wait_sensitivity = 0.71" in text
    for row in describe_parameters(load_scenario("history")):
        assert f"{row.path.rpartition('.')[2]} = " in text


def test_cast_shows_the_firms(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(["cast", "history"], capsys)
    for name in ("Nvidia", "TSMC", "Azure", "OpenAI"):
        assert name in text
