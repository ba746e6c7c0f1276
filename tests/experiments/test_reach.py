"""A change that moves nothing anywhere is said."""

from pathlib import Path

import pytest

from experiments.cli import main
from experiments.reach import unreached
from experiments.whatif.answers import sentences
from experiments.whatif.comparison import Question, answer
from experiments.whatif.sequential import PairPlan
from model.inputs.scenario import Scenario, scenario_from
from tests.experiments.whatif.conftest import Silent
from tests.small_worlds import short_history

SIZES = ["startups.count=40", "months=3"]
IDLE, ACTIVE = "miners.sell_below=0.7", "cloud.scrap_rate=0.05"
"""Nobody mines without a crypto wave; chips wear out every month."""


def test_only_what_moves_nothing_is_named():
    assert unreached("history", SIZES, [IDLE, ACTIVE], 1) == [IDLE]


def test_a_setting_before_whose_date_the_run_ends_reaches_nobody():
    late = "cloud.scrap_rate.2024-01-01=0.05"
    assert unreached("history", SIZES, [late], 1) == [late]


def test_a_run_tells_of_a_setting_that_moves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    sizes = ["--months", "2", "--startups", "40", "--out", str(tmp_path / "results")]
    assert main(["run", "history", *sizes, "--set", IDLE]) == 0
    assert f"--set {IDLE} reaches nobody" in capsys.readouterr().out


def changed(name: str, section: str, **values: float) -> Scenario:
    """A short history with other parameters."""
    content = {"extends": "history", "name": name, "months": 3, "startups": {"count": 40}}
    return scenario_from({**content, section: values}, "a test")


def test_a_what_if_that_reaches_nobody_says_so_and_what_it_changed():
    whatifs = [changed("idle", "miners", sell_below=0.7), changed("active", "use", idle_power_share=0.9)]
    baseline = short_history(months=3, startups=40)
    found = answer(Question(baseline, whatifs, PairPlan(1, 2), 1), Silent())
    idle, active = found.comparisons
    assert (idle.reaches_nobody, active.reaches_nobody) == (True, False)
    said = sentences(idle)
    assert said.gains.startswith("idle reaches nobody")
    assert "miners.sell_below" in said.loses
    assert "reaches nobody" not in str(sentences(active))
