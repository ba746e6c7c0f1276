"""The commands of calibration and validation, run small from end to end."""

import re
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from experiments.calibration.ablation import ABLATIONS, HEADLINES, ablate
from experiments.calibration.backtest import known_before, log_crps, quarterly_series
from experiments.calibration.baselines import BASELINES, Known
from experiments.calibration.ensemble import Ensemble, Runs, Trial, read_trials
from experiments.calibration.explanations import EXPLAINED
from experiments.calibration.forecast import FIRST_MONTH, LINES, quarters
from experiments.calibration.reproduction import LONG
from experiments.calibration.targets import load_targets
from experiments.cli import BAD_INPUT, main

TARGETS = load_targets()
REVENUE = next(target for target in TARGETS if target.name.startswith("Nvidia data-centre revenue FY23 Q1"))


def test_the_short_reproduction_goes_from_calibration_to_report(tmp_path):
    out = tmp_path / "all"
    command = [sys.executable, "-m", "experiments", "reproduce", "--short", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    page = (out / "validation.md").read_text()
    for heading in ("## Observed data", "## The posterior", "## Backtest", "## The forecast", "## Theory",
                    "## Ablations", "## What the model must not be used for"):  # fmt: skip
        assert heading in page
    for picture in ("targets", "quarters", "backtest", "forecast"):
        assert (out / "pictures" / f"validation-{picture}.png").stat().st_size > 10_000
    targets = pd.read_csv(out / "targets.csv")
    assert len(targets) == len(TARGETS)
    assert (targets["verdict"] != "pass").sum() == page.count("| fail |") + page.count("| near |")
    assert not re.search(r"\bnan\b", page)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["validate", "histry"], "did you mean: history"),
        (["validate", "--parameters", "mine"], "scenario or posterior"),
        (["calibrate", "--until", "2023-13"], "not a valid month"),
        (["calibrate", "--until", "2021-01"], "no observed data"),
        (["whatif", "no-dgx-cloud", "--parameters", "prior"], "scenario or posterior"),
    ],
)
def test_bad_input_is_told(arguments, said, capsys):
    assert main(arguments) == BAD_INPUT
    assert said in capsys.readouterr().err


def test_settings_win_over_drawn_values():
    values = {"startups.training_growth": 0.03, "policies.nothing.here": 1.0}
    plain = Trial("history", values, 1, 20, (REVENUE,), ("startups.training_growth=0.05",))
    other = Trial("history", {}, 1, 20, (REVENUE,), ("startups.training_growth=0.05",))
    np.testing.assert_array_equal(*read_trials([plain, other]))


def test_a_run_that_cannot_go_on_has_no_figures(monkeypatch):
    from model.batch import Batch
    from model.state.kinds import Unbalanced

    run_month = Batch.run_month

    def broken(batch: Batch) -> None:
        run_month(batch)
        if 2 in batch.world.seeds:
            raise Unbalanced("the books do not close", (batch.world.seeds.index(2),))

    trials = [Trial("history", {}, seed, 20, (REVENUE,)) for seed in (1, 2, 3)]
    sound = read_trials([trials[0], trials[2]])
    monkeypatch.setattr(Batch, "run_month", broken)
    first, failed, last = read_trials(trials)
    assert np.isnan(failed).all()
    np.testing.assert_array_equal([first, last], sound)


def test_every_mechanism_moves_something_when_it_is_off():
    with Ensemble(1) as workers:
        found = ablate(Runs("history", 3, 60, "scenario"), TARGETS, workers)
    assert set(found.scores) == set(ABLATIONS)
    for name in ABLATIONS:
        rows = found.effects[found.effects["mechanism"] == name]
        assert len(rows) == len(HEADLINES)
        assert (rows["change"].abs() > 1e-9).any(), f"{name} changes nothing"


def test_the_forecast_begins_where_the_record_ends():
    assert quarters()[0] == (FIRST_MONTH, FIRST_MONTH)
    assert quarters()[-1] == ("2026-04", "2026-06")
    assert len({line.name for line in LINES}) == len(LINES)


def test_series_are_quarters_in_order_and_have_a_past_to_start_from():
    series = quarterly_series(TARGETS)
    assert len(series) >= 10
    for points in series.values():
        assert [point.quarter for point in points] == sorted(point.quarter for point in points)
    assert set(known_before()) <= set(series)


def test_a_baselines_interval_widens_with_the_horizon():
    known = Known(np.arange(5), np.array([1.0, 1.2, 1.1, 1.4, 1.5]))
    for baseline in BASELINES.values():
        spreads = [np.log(baseline(known, ahead, np.random.default_rng(1))).std() for ahead in (1, 4)]
        assert spreads[1] > spreads[0]


def test_a_sharp_true_forecast_scores_best():
    draws = np.random.default_rng(1).standard_normal(4_000)
    sharp, vague, wrong = (np.exp(shift + width * draws) for shift, width in ((0, 0.1), (0, 1), (2, 0.1)))
    assert log_crps(sharp, 1.0) < log_crps(vague, 1.0) < log_crps(wrong, 1.0)
    assert log_crps(np.ones(10), 1.0) == pytest.approx(0.0)


def test_explanations_are_of_targets_that_exist():
    for start in EXPLAINED:
        assert any(target.name.startswith(start) for target in TARGETS), start


def test_the_long_reproduction_is_long_enough_for_what_it_claims():
    assert LONG.validation_seeds >= 50
    assert LONG.calibration.members >= 100
