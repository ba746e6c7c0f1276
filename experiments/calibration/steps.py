"""The steps of a validation, each from its question to the table it leaves in a folder."""

import re
from pathlib import Path

import pandas as pd

from experiments.atomic_write import atomic_write
from experiments.calibration.ablation import Ablated, ablate
from experiments.calibration.backtest import Backtest, backtest
from experiments.calibration.calibrate import Budget, Calibrated, calibrate
from experiments.calibration.draws import POSTERIOR_FILE, load_posterior, write_posterior
from experiments.calibration.ensemble import Ensemble, Runs
from experiments.calibration.forecast import forecast
from experiments.calibration.priors import load_priors
from experiments.calibration.targets import Target, known_by, load_targets
from experiments.calibration.validate import Validation, validate
from model.inputs.problems import InputProblem
from model.inputs.scenario import load_scenario


def validation(runs: Runs, workers: int, out: Path) -> Validation:
    """Validate, and write `targets.csv`."""
    load_scenario(runs.scenario)
    with Ensemble(workers) as ensemble:
        found = validate(runs, load_targets(), ensemble)
    write_table(found.table(), out / "targets.csv")
    return found


def calibration(scenario: str, until: str, budget: Budget, workers: int, keep: bool, out: Path) -> Calibrated:
    """Calibrate, and write the posterior into the folder, or to be kept with the model."""
    targets = _known(until)
    with Ensemble(workers) as ensemble:
        found = calibrate(scenario, load_priors(), targets, budget, out, ensemble)
    write_posterior(found.sets, posterior_place(keep, out))
    load_posterior.cache_clear()
    return found


def _known(until: str) -> tuple[Target, ...]:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", until):
        raise InputProblem(
            what=f"{until!r} is not a valid month", where="--until", allowed="YYYY-MM, for instance 2022-12"
        )
    targets = known_by(until, load_targets())
    if not targets:
        raise InputProblem(
            what="no observed data were known by then",
            where=f"--until {until}",
            fix="name a later month; the observed data begin in 2022-03",
        )
    return targets


def posterior_place(keep: bool, out: Path) -> Path:
    """Return where a posterior is written."""
    return POSTERIOR_FILE if keep else out / "posterior.csv"


def backtest_of(scenario: str, budget: Budget, workers: int, out: Path) -> Backtest:
    """Backtest, and write `backtest.csv`; the calibrations at each origin stay in the folder."""
    with Ensemble(workers) as ensemble:
        found = backtest(scenario, load_priors(), load_targets(), budget, out / "origins", ensemble)
    write_table(found.table, out / "backtest.csv")
    return found


def forecast_of(runs: Runs, workers: int, out: Path) -> pd.DataFrame:
    """Forecast, and write `forecast.csv`."""
    with Ensemble(workers) as ensemble:
        table = forecast(runs, ensemble)
    write_table(table, out / "forecast.csv")
    return table


def ablation_of(runs: Runs, workers: int, out: Path) -> Ablated:
    """Ablate, and write `ablation.csv` and `ablation_scores.csv`."""
    with Ensemble(workers) as ensemble:
        found = ablate(runs, load_targets(), ensemble)
    write_table(found.effects, out / "ablation.csv")
    scores = {"nothing": found.baseline_score, **found.scores}
    write_table(pd.DataFrame({"mechanism": scores.keys(), "score": scores.values()}),
                out / "ablation_scores.csv")  # fmt: skip
    return found


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV with six digits, whole or not at all."""
    atomic_write(path, lambda partial: table.to_csv(partial, index=False, float_format="%.6g"))
