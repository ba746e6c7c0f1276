"""Finds the region of parameters that agrees with the record: CMA-ES on common random numbers."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.ensemble import Ensemble, World
from experiments.calibration.priors import Prior, values_at
from experiments.calibration.score import log_kernel
from experiments.calibration.targets import Target
from model.problems import InputProblem

type Vector = NDArray[np.float64]

FIRST_STEP = 0.2
"""Spread of the first generation, in parts of a prior's range."""
EDGE = 1e-6
"""How far the start stays inside the unit cube."""


@dataclass(frozen=True, slots=True)
class Search:
    """What to search: priors, targets, the world that is run, and the budget in points.

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


def search(plan: Search, ensemble: Ensemble, journal: Path, told: Callable[[int, int, float], None]) -> Found:
    """Search until the budget is spent; taken up where it stopped if `journal` is there already.

    `told` hears of points done, points asked, and the best log kernel so far.
    """
    study = _open_study(plan, journal)
    from optuna.trial import TrialState

    if not study.trials:
        study.enqueue_trial({p.parameter: float(x) for p, x in zip(plan.priors, plan.start, strict=True)})

    while (done := len(study.get_trials(states=(TrialState.COMPLETE,)))) < plan.points:
        trials = [study.ask() for _ in range(min(plan.population, plan.points - done))]
        places = [
            np.array([trial.suggest_float(prior.parameter, 0.0, 1.0) for prior in plan.priors])
            for trial in trials
        ]
        for trial, value in zip(trials, mean_log_kernels(plan, ensemble, places), strict=True):
            study.tell(trial, value)
        told(done + len(trials), plan.points, study.best_value)
    complete = study.get_trials(states=(TrialState.COMPLETE,))
    names = [prior.parameter for prior in plan.priors]
    return Found(
        np.array([[trial.params[name] for name in names] for trial in complete]),
        np.array([trial.value for trial in complete], np.float64),
    )


def mean_log_kernels(plan: Search, ensemble: Ensemble, places: Sequence[Vector]) -> list[float]:
    """Return each point's log kernel, as a mean over the shared seeds."""
    worlds = [
        World(plan.scenario, values_at(plan.priors, place), seed, plan.startups, plan.targets, plan.settings)
        for place in places
        for seed in plan.seeds
    ]
    values = [log_kernel(plan.targets, reading) for reading in ensemble.read(worlds)]
    means: list[float] = np.array(values).reshape(len(places), len(plan.seeds)).mean(axis=1).tolist()
    return means


def _open_study(plan: Search, journal: Path):  # type: ignore[no-untyped-def]
    try:
        import optuna
        from optuna.storages import JournalStorage
        from optuna.storages.journal import JournalFileBackend
    except ImportError as error:
        raise InputProblem(
            what="Optuna is not installed", where="calibrate", fix="uv sync --extra calibrate"
        ) from error
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    journal.parent.mkdir(parents=True, exist_ok=True)
    start = np.clip(plan.start, EDGE, 1 - EDGE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.CmaEsSampler(
            x0={prior.parameter: float(x) for prior, x in zip(plan.priors, start, strict=True)},
            sigma0=FIRST_STEP,
            popsize=plan.population,
            n_startup_trials=1,
            seed=plan.seeds[0],
        )
        return optuna.create_study(
            storage=JournalStorage(JournalFileBackend(str(journal))),
            study_name="calibration",
            direction="maximize",
            sampler=sampler,
            load_if_exists=True,
        )
