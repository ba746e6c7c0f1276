"""A calibration from first search to posterior, in a folder from which it can be taken up again."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from experiments.atomic_write import atomic_write_text
from experiments.calibration.draws import ParameterSets, value_at
from experiments.calibration.ensemble import Ensemble
from experiments.calibration.posterior import Plan, Posterior, sample
from experiments.calibration.priors import Prior, values_at
from experiments.calibration.search import Found, Search, search
from experiments.calibration.targets import Target
from experiments.study.keys import code_version
from model.inputs.problems import InputProblem
from model.inputs.scenario import Scenario, load_scenario

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Budget:
    """How much work: points, seeds and population of the search (no points: none), members and steps of
    the posterior's ensemble, rows of each run."""

    points: int
    seeds: int
    population: int
    members: int
    steps: int
    startups: int


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What a calibration came to: what the search found, if there was one, and the posterior."""

    found: Found | None
    posterior: Posterior
    sets: ParameterSets


def calibrate(
    scenario: str,
    priors: tuple[Prior, ...],
    targets: tuple[Target, ...],
    budget: Budget,
    folder: Path,
    ensemble: Ensemble,
    settings: tuple[str, ...] = (),
    label: str = "",
) -> Calibrated:
    """Search for the best point, then bring the ensemble to the posterior; stopped work is taken up.

    The search shows where a scenario's own values should lie; the posterior starts from the priors and
    owes it nothing.

    Raises:
        InputProblem: if the folder holds another calibration.
    """
    _claim(folder, scenario, priors, targets, budget, settings)
    found = None
    if budget.points:
        start = start_of(load_scenario(scenario, settings), priors)
        found = search(
            Search(
                priors, targets, scenario, budget.startups, tuple(range(1, budget.seeds + 1)),
                budget.points, budget.population, start, settings,
            ),
            ensemble,
            folder / "search.jsonl",
        )  # fmt: skip
    posterior = sample(
        Plan(priors, targets, scenario, budget.startups, budget.members, budget.steps, settings=settings),
        ensemble,
        folder / "ensemble.jsonl",
        f"{label}posterior",
    )
    return Calibrated(found, posterior, sets_of(priors, posterior))


def start_of(scenario: Scenario, priors: tuple[Prior, ...]) -> Vector:
    """Return where a scenario's own values lie in the unit cube of the priors.

    Raises:
        InputProblem: if a prior names no parameter of the scenario, or does not hold its value.
    """
    return np.array([_place_of(scenario, prior) for prior in priors])


def _place_of(scenario: Scenario, prior: Prior) -> float:
    at = value_at(scenario, prior.parameter)
    if not isinstance(at, int | float):
        raise InputProblem(
            what=f"{prior.parameter!r} is not a number of scenario {scenario.name}",
            where="priors.csv",
            fix="uv run -m experiments describe history shows all keys",
        )
    if not prior.low <= at <= prior.high:
        raise InputProblem(
            what=f"the scenario's own value {at:g} lies outside the prior",
            where=f"priors.csv, {prior.parameter}",
            allowed=f"{prior.low:g} to {prior.high:g}",
        )
    return prior.place(float(at))


def sets_of(priors: tuple[Prior, ...], posterior: Posterior) -> ParameterSets:
    """Return the ensemble as parameter sets of equal weight."""
    values = np.array([list(values_at(priors, place).values()) for place in posterior.places])
    names = tuple(prior.parameter for prior in priors)
    return ParameterSets(names, values, np.full(len(values), 1.0 / len(values)))


def _claim(
    folder: Path,
    scenario: str,
    priors: tuple[Prior, ...],
    targets: tuple[Target, ...],
    budget: Budget,
    settings: tuple[str, ...],
) -> None:
    """Make the folder this calibration's, or check that it is."""
    question = [
        scenario, [asdict(prior) for prior in priors], [asdict(target) for target in targets],
        asdict(budget), list(settings), code_version(),
    ]  # fmt: skip
    digest = hashlib.blake2b(json.dumps(question, default=str).encode(), digest_size=16).hexdigest()
    mark = folder / "calibration.json"
    if mark.is_file():
        if json.loads(mark.read_text(encoding="utf-8")).get("digest") != digest:
            raise InputProblem(
                what="holds a calibration of something else: other sources, targets, priors or budget",
                where=f"--out {folder}",
                fix="name a new folder, or remove this one",
            )
        return
    if folder.exists() and any(folder.iterdir()):
        raise InputProblem(
            what="holds something that is not a calibration", where=f"--out {folder}", fix="name a new folder"
        )
    atomic_write_text(mark, json.dumps({"digest": digest, "budget": asdict(budget)}, indent=2) + "\n")
