"""Every claim of the validation made again, from calibration to report, in one go."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from experiments.calibration import steps
from experiments.calibration.calibrate import Budget
from experiments.calibration.ensemble import Runs
from experiments.calibration.targets import WINDOW_END
from experiments.calibration.validation_page import write_page
from experiments.oracles.registry import run_oracles

type Draw = Callable[[Path], Sequence[Path]]
"""Draws what the tables of a validation's folder hold, into that folder; returns the pictures."""

SCENARIO = "history"


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work a reproduction is; `keeps`: whether its posterior replaces the kept one.

    No name under `oracles` means all of them.
    """

    calibration: Budget
    origin: Budget
    validation_seeds: int
    forecast_seeds: int
    ablation_seeds: int
    oracles: tuple[str, ...]
    keeps: bool

    def runs(self, seeds: int) -> Runs:
        """Return runs at parameters drawn from the posterior."""
        return Runs(SCENARIO, seeds, self.calibration.startups, "posterior")


LONG = Effort(
    calibration=Budget(points=160, seeds=2, population=16, members=200, steps=6, startups=300),
    origin=Budget(points=0, seeds=0, population=0, members=160, steps=5, startups=300),
    validation_seeds=50,
    forecast_seeds=100,
    ablation_seeds=20,
    oracles=(),
    keeps=True,
)
SHORT = Effort(
    calibration=Budget(points=8, seeds=1, population=8, members=12, steps=1, startups=60),
    origin=Budget(points=0, seeds=0, population=0, members=12, steps=1, startups=60),
    validation_seeds=3,
    forecast_seeds=3,
    ablation_seeds=2,
    oracles=("foundry_queue",),
    keeps=False,
)


def reproduce_all(effort: Effort, workers: int, folder: Path, page: Path, draw: Draw | None) -> None:
    """Calibrate, validate, backtest, forecast, ablate, ask the oracles, and write the page."""
    steps.calibration(SCENARIO, WINDOW_END, effort.calibration, workers, effort.keeps, folder / "calibration")
    steps.validation(effort.runs(effort.validation_seeds), workers, folder)
    steps.backtest_of(SCENARIO, effort.origin, workers, folder)
    steps.forecast_of(effort.runs(effort.forecast_seeds), workers, folder)
    steps.ablation_of(effort.runs(effort.ablation_seeds), workers, folder)
    values = [{**asdict(one), "passed": one.passed} for one in run_oracles(effort.oracles)]
    steps.write_table(pd.DataFrame(values), folder / "oracles.csv")
    pictures = draw(folder) if draw is not None else ()
    write_page(folder, page, pictures)
