"""Finds the region of parameters that agrees with observed data: CMA-ES on common random numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.ensemble import Ensemble, Trial
from experiments.calibration.journal import Journal
from experiments.calibration.priors import Prior, values_at
from experiments.calibration.score import log_kernel
from experiments.calibration.targets import Target
from model.inputs.problems import InputProblem

type Vector = NDArray[np.float64]

FIRST_STEP = 0.2
"""Spread of the first generation, in parts of a prior's range."""


@dataclass(frozen=True, slots=True)
class Search:
    """What to search: priors, targets, the scenario that is run, and the budget in points.

    `start` is where the search begins, places in the unit cube; `seeds` are shared by all points.
    """

    priors: tuple[Prior, ...]
    targets: tuple[Target, ...]
    scenario: str
    startups: int
    seeds: tuple[int, ...]
    points: int
    population: int
    start: Vector
    settings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Points tried (points × parameters, in the unit cube) and the mean log kernel of each."""

    places: Vector
    log_kernel: Vector

    @property
    def best(self) -> Vector:
        """The place that agrees best."""
        place: Vector = self.places[int(np.argmax(self.log_kernel))]
        return place


def search(plan: Search, ensemble: Ensemble, journal: Path) -> Found:
    """Search until the budget is spent; points in the journal are not run again.

    The first point is the start itself.
    """
    try:
        from cmaes import CMA
    except ImportError as error:
        raise InputProblem(
            what="the package cmaes is not installed", where="calibrate", fix="uv sync --extra calibrate"
        ) from error
    bounds = np.tile([0.0, 1.0], (len(plan.priors), 1))
    optimiser = CMA(plan.start, FIRST_STEP, bounds=bounds, seed=1, population_size=plan.population)
    kept = Journal(journal, 1)
    places: list[Vector] = []
    values: list[float] = []
    for generation in range(-(-plan.points // plan.population)):
        asked = [optimiser.ask() for _ in range(plan.population)]
        if generation == 0:
            asked[0] = plan.start
        best = f", best log kernel {max(values):.1f}" if values else ""
        label = f"search: {len(values)} of {plan.points} points{best}"
        found = _run(plan, ensemble, kept, generation, asked, label)
        optimiser.tell([(place, -value) for place, value in zip(asked, found, strict=True)])
        places += asked
        values += found
    return Found(np.array(places), np.array(values))


def _run(
    plan: Search, ensemble: Ensemble, kept: Journal, generation: int, places: Sequence[Vector], label: str
) -> list[float]:
    """Return each point's log kernel, as a mean over the shared seeds."""

    def make(missing: Sequence[int]) -> Iterator[Vector]:
        trials = [
            Trial(
                plan.scenario,
                values_at(plan.priors, places[number // len(plan.seeds)]),
                plan.seeds[number % len(plan.seeds)],
                plan.startups,
                plan.targets,
                plan.settings,
            )
            for number in missing
        ]
        for reading in ensemble.read(trials, label):
            yield np.array([log_kernel(plan.targets, reading)])

    values = kept.run(generation, len(places) * len(plan.seeds), make)
    means: list[float] = values.reshape(len(places), len(plan.seeds)).mean(axis=1).tolist()
    return means
