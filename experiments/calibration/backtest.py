"""Rolling origins: calibrate on what was known at a date, forecast the quarters after, keep score.

Baseline models forecast the same points from the same series. The score is the continuous ranked
probability score of the logs (Gneiting and Raftery 2007): the lower the better, in log points.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.calibration.baselines import BASELINES, Known
from experiments.calibration.calibrate import Budget, Calibrated, calibrate
from experiments.calibration.ensemble import Ensemble, Trial
from experiments.calibration.priors import Prior
from experiments.calibration.score import EDGE_SIGMAS
from experiments.calibration.targets import WINDOW_END, Episode, Role, Target, known_by

type Vector = NDArray[np.float64]

ORIGINS = ("2022-06", "2022-09", "2022-12")
"""Last months of what each forecast knows."""
BEFORE_FILE = Path(__file__).resolve().parents[2] / "model" / "inputs" / "data" / "record_before_2022.csv"
FIRST_SEED = 10_001
"""Forecasts run with other seeds than calibrations."""
MODEL = "market"
PERIOD_WORDS = 2
"""Words at the end of a quarterly target's name that name its quarter: `2022 Q3`, `FY23 Q1`."""


@dataclass(frozen=True, slots=True)
class Point:
    """One quarter of a series: the quarter as a whole number, and its target."""

    quarter: int
    target: Target


@dataclass(frozen=True, slots=True)
class Backtest:
    """One row a forecast: origin, series, quarter, forecaster, score, inside, and its quantiles."""

    table: pd.DataFrame

    def coverage(self, forecaster: str = MODEL) -> float:
        """Return the part of the observed values inside the forecaster's 90 % intervals."""
        own = self.table[self.table["forecaster"] == forecaster]
        return float(own["inside"].mean())

    def by_series(self) -> pd.DataFrame:
        """Mean score of each forecaster by series, and the best baseline's."""
        means = self.table.pivot_table(index="series", columns="forecaster", values="crps", aggfunc="mean")
        means["best baseline"] = means[list(BASELINES)].min(axis=1)
        means["forecasts"] = self.table[self.table["forecaster"] == MODEL].groupby("series").size()
        means["wins"] = means[MODEL] < means["best baseline"]
        return means.sort_values("wins", ascending=True)


def quarterly_series(targets: Sequence[Target]) -> dict[str, list[Point]]:
    """Return the outcomes that are sums of quarters or ends of quarters, by series."""
    series: dict[str, list[Point]] = {}
    for target in targets:
        if target.episode != Episode.MARKET or target.role != Role.OUTCOME or target.value <= 0:
            continue
        name = series_name(target)
        if name is not None:
            series.setdefault(name, []).append(Point(quarter_of(target.pick.end), target))
    return {name: points for name, points in series.items() if len(points) > 1}


def series_name(target: Target) -> str | None:
    """Return the name of the series that a target is a quarter of, or None."""
    words = target.name.split()
    if words[-1].startswith("Q") and len(words) > PERIOD_WORDS:
        return " ".join(words[:-PERIOD_WORDS])
    if len(words[-1]) == len("2022-04") and words[-1][:2] == "20" and words[-1][4] == "-":
        return " ".join(words[:-1])
    return None


def quarter_of(month: str) -> int:
    """Return the quarter of a month (YYYY-MM), counted from year zero in steps of three months."""
    return (int(month[:4]) * 12 + int(month[5:]) - 1) // 3


def backtest(
    scenario: str,
    priors: tuple[Prior, ...],
    targets: tuple[Target, ...],
    budget: Budget,
    folder: Path,
    ensemble: Ensemble,
) -> Backtest:
    """Calibrate at every origin and score the forecasts of all later quarters in the window."""
    series = quarterly_series(targets)
    before = known_before()
    rows: list[dict[str, object]] = []
    for origin in ORIGINS:
        known = known_by(origin, targets)
        found = calibrate(
            scenario, priors, known, budget, folder / f"until-{origin}", ensemble, (), f"{origin}: "
        )
        later = [
            (name, point)
            for name, points in series.items()
            for point in points
            if origin < point.target.pick.end <= WINDOW_END and point.target.pick.start > origin
        ]
        readings = _forecast(scenario, found, [point.target for _, point in later], budget, ensemble)
        for place, (name, point) in enumerate(later):
            past = _known(name, series[name], before, origin)
            if past is not None:
                rows += _rows(origin, name, point, readings[:, place], past)
    return Backtest(pd.DataFrame(rows))


def _forecast(
    scenario: str, found: Calibrated, targets: Sequence[Target], budget: Budget, ensemble: Ensemble
) -> Vector:
    """Run draws from a posterior forward; runs × targets."""
    trials = [
        Trial(scenario, found.sets.drawn(seed), seed, budget.startups, tuple(targets))
        for seed in range(FIRST_SEED, FIRST_SEED + budget.members)
    ]
    return np.array(list(ensemble.read(trials, "forecast")))


def _rows(origin: str, name: str, point: Point, readings: Vector, known: Known) -> list[dict[str, object]]:
    """Score the market and the baseline models on one quarter."""
    draws = np.random.Generator(np.random.Philox(key=[point.quarter, len(known.value)]))
    ahead = max(1, point.quarter - int(known.quarter[-1]))
    samples = {MODEL: observed(point.target, readings[np.isfinite(readings)], draws)}
    for baseline, forecast in BASELINES.items():
        samples[baseline] = forecast(known, ahead, draws)
    rows: list[dict[str, object]] = []
    for forecaster, sample in samples.items():
        low, median, high = np.quantile(sample, [0.05, 0.5, 0.95])
        value = point.target.value
        rows.append(
            {
                "origin": origin, "series": name, "quarter": point.target.pick.end, "ahead": ahead,
                "forecaster": forecaster, "record": value, "low_5": low, "median": median,
                "high_95": high, "inside": bool(low <= value <= high), "crps": log_crps(sample, value),
            }
        )  # fmt: skip
    return rows


def observed(target: Target, readings: Vector, draws: np.random.Generator) -> Vector:
    """Return readings as they would be observed: with the uncertainty of the observed values themselves."""
    sigma = 0.5 * np.log(target.high / target.low) / EDGE_SIGMAS
    repeated = np.tile(np.maximum(readings, 1e-9), 10)
    seen: Vector = repeated * np.exp(sigma * draws.standard_normal(len(repeated)))
    return seen


def log_crps(sample: Vector, value: float) -> float:
    """Return the continuous ranked probability score of a sample for a value, both as logs."""
    x = np.sort(np.log(np.maximum(sample, 1e-9)))
    count = len(x)
    spread = 2.0 * float(((2 * np.arange(1, count + 1) - count - 1) * x).sum()) / count**2
    return float(np.abs(x - np.log(value)).mean() - 0.5 * spread)


def _known(name: str, points: Sequence[Point], before: dict[str, list[Known]], origin: str) -> Known | None:
    """Return what a baseline knows of a series at the origin; None if that is nothing."""
    known = [point for point in points if point.target.pick.end <= origin]
    quarters = [one.quarter[0] for one in before.get(name, [])] + [point.quarter for point in known]
    values = [one.value[0] for one in before.get(name, [])] + [point.target.value for point in known]
    return Known(np.array(quarters, np.int64), np.array(values)) if values else None


def known_before() -> dict[str, list[Known]]:
    """Return the observed values of the quarters before the runs begin, by series."""
    found: dict[str, list[Known]] = {}
    with BEFORE_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            one = Known(np.array([quarter_of(row["end"])]), np.array([float(row["value"])]))
            found.setdefault(row["series"], []).append(one)
    return found
