"""Holds a scenario against every target, over many seeds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.calibration.ensemble import Ensemble, Runs
from experiments.calibration.score import Verdict, factor_off, score, verdict
from experiments.calibration.targets import Role, Target

type Vector = NDArray[np.float64]

LOW, HIGH = 0.05, 0.95
FAR = 2.0
"""Factor from which a target counts as grossly missed."""
NEVER = 1e6
"""Stands for the factor of a value that the runs do not have."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A target with the simulated median, its 90 % interval over seeds, the verdict and the factor off."""

    target: Target
    median: float
    low: float
    high: float
    verdict: Verdict
    factor: float


@dataclass(frozen=True, slots=True)
class Validation:
    """All targets checked, worst first, over `seeds` runs."""

    scenario: str
    parameters: str
    seeds: int
    checked: tuple[Checked, ...]

    def passed(self, role: Role | None = None) -> float:
        """Return the part of the targets, of one role or all, inside their range."""
        counted = [one for one in self.checked if role is None or one.target.role == role]
        return sum(one.verdict == Verdict.PASS for one in counted) / max(len(counted), 1)

    @property
    def score(self) -> float:
        """Weighted part of the targets inside their range, in percent."""
        targets = [one.target for one in self.checked]
        return score(targets, np.array([one.median for one in self.checked]))

    @property
    def far(self) -> list[Checked]:
        """Targets missed by more than a factor of two."""
        return [one for one in self.checked if one.factor > FAR]

    def table(self) -> pd.DataFrame:
        """One row a target."""
        return pd.DataFrame(
            {
                "target": one.target.name,
                "group": one.target.group,
                "role": str(one.target.role),
                "verdict": str(one.verdict),
                "median": one.median,
                "low_5": one.low,
                "high_95": one.high,
                "record": one.target.value,
                "record_low": one.target.low,
                "record_high": one.target.high,
                "unit": one.target.unit,
                "factor_off": one.factor,
                "start": one.target.pick.start,
                "end": one.target.pick.end,
                "weight": one.target.weight,
                "note": one.target.note,
                "source": one.target.source,
            }
            for one in self.checked
        )


def validate(runs: Runs, targets: Sequence[Target], ensemble: Ensemble) -> Validation:
    """Make the runs and compare what comes out with the targets."""
    readings = np.array(list(ensemble.read(runs.trials(targets), "validate")))
    return Validation(runs.scenario, runs.parameters, runs.seeds, check(targets, readings))


def check(targets: Sequence[Target], readings: Vector) -> tuple[Checked, ...]:
    """Check readings (runs × targets) against the targets, worst first."""
    checked = [_check(target, column) for target, column in zip(targets, readings.T, strict=True)]
    order = {Verdict.FAIL: 0, Verdict.NEAR: 1, Verdict.PASS: 2}
    return tuple(sorted(checked, key=lambda one: (order[one.verdict], -one.factor)))


def _check(target: Target, column: Vector) -> Checked:
    known = column[np.isfinite(column)]
    if not len(known):
        return Checked(target, np.nan, np.nan, np.nan, Verdict.FAIL, NEVER)
    low, median, high = (float(x) for x in np.quantile(known, [LOW, 0.5, HIGH]))
    factor = min(factor_off(target, median), NEVER)
    return Checked(target, median, low, high, verdict(target, median), factor)
