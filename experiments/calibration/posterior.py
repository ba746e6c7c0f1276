"""A posterior ensemble: parameter sets moved from the priors to where they agree with observed data.

The ensemble smoother with multiple data assimilation (Emerick and Reynolds 2013): an ensemble drawn
from the priors is run, and every set is moved by the ensemble's own covariance of parameters and
readings towards observed data perturbed by its error; several such steps, each with the error enlarged so
that together they count the data once. It needs no derivatives, bears the chance of single runs (each
run has a seed of its own), and is exact for a linear market with normal errors.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from experiments.calibration.ensemble import Ensemble, Trial
from experiments.calibration.journal import Journal
from experiments.calibration.priors import Prior, values_at
from experiments.calibration.score import EDGE_SIGMAS, deviation
from experiments.calibration.targets import Target

type Vector = NDArray[np.float64]

BEND = 3.0
"""Standard deviations beyond which a deviation counts only by its logarithm."""
FARTHEST_NORMAL = 3.5
"""How far into the tails of a prior a set may go, in standard deviations."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to sample: priors, targets, the scenario, members of the ensemble, steps of assimilation."""

    priors: tuple[Prior, ...]
    targets: tuple[Target, ...]
    scenario: str
    startups: int
    members: int
    steps: int
    seed: int = 1
    settings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Posterior:
    """The ensemble in the unit cube (members × parameters), and its readings (members × targets)."""

    places: Vector
    readings: Vector


def sample(plan: Plan, ensemble: Ensemble, journal: Path, label: str = "posterior") -> Posterior:
    """Assimilate the observed data; runs already in the journal are not made again."""
    kept = Journal(journal, len(plan.targets))
    normal = np.random.Generator(np.random.Philox(key=[plan.seed, 0])).standard_normal(
        (plan.members, len(plan.priors))
    )
    readings = _run(plan, normal, 0, ensemble, kept, f"{label}: from the priors")
    for step in range(1, plan.steps + 1):
        deviation_now = mean_squared_deviation(plan.targets, readings)
        words = f"{label}: step {step} of {plan.steps}, mean squared deviation {deviation_now:.1f}"
        normal = assimilate(plan, normal, readings, step)
        readings = _run(plan, normal, step, ensemble, kept, words)
    return Posterior(ndtr(normal), readings)


def assimilate(plan: Plan, normal: Vector, readings: Vector, step: int) -> Vector:
    """Return the ensemble (members × parameters, as standard normals) moved once towards the data."""
    values = scaled_deviations(plan.targets, readings)
    weights = np.array([target.weight for target in plan.targets])
    informative = (values.std(axis=0) > 1e-9) & (weights > 0)
    values, error = values[:, informative], plan.steps / weights[informative]
    draws = np.random.Generator(np.random.Philox(key=[plan.seed, step]))
    perturbed = np.sqrt(error) * draws.standard_normal(values.shape)
    away, spread = normal - normal.mean(axis=0), values - values.mean(axis=0)
    count = len(normal) - 1
    covariance = spread.T @ spread / count + np.diag(error)
    gain = np.linalg.solve(covariance, spread.T @ away / count)
    moved: Vector = normal + (perturbed - values) @ gain
    return np.clip(moved, -FARTHEST_NORMAL, FARTHEST_NORMAL)


def scaled_deviations(targets: Sequence[Target], readings: Vector) -> Vector:
    """Return deviations from the observed data in standard deviations, bent where they are far."""
    columns = [deviation(target, column) for target, column in zip(targets, readings.T, strict=True)]
    sigmas = EDGE_SIGMAS * np.array(columns).T
    far = np.abs(sigmas) > BEND
    bent = np.sign(sigmas) * BEND * (1.0 + np.log(np.maximum(np.abs(sigmas), BEND) / BEND))
    return np.where(far, bent, sigmas)


def mean_squared_deviation(targets: Sequence[Target], readings: Vector) -> float:
    """Return the ensemble's mean squared deviation from the data, by weight."""
    weights = np.array([target.weight for target in targets])
    squares = (scaled_deviations(targets, readings) ** 2).mean(axis=0)
    return float(squares @ weights / weights.sum())


def _run(plan: Plan, normal: Vector, step: int, ensemble: Ensemble, kept: Journal, label: str) -> Vector:
    """Run the ensemble, or read it from the journal; members × targets."""
    places = ndtr(normal)

    def make(missing: Sequence[int]) -> Iterator[Vector]:
        trials = [
            Trial(
                plan.scenario,
                values_at(plan.priors, places[number]),
                plan.seed * 1_000_000 + step * plan.members + number,
                plan.startups,
                plan.targets,
                plan.settings,
            )
            for number in missing
        ]
        yield from ensemble.read(trials, label)

    return kept.run(step, len(places), make)
