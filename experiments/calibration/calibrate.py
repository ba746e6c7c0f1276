"""A calibration from first search to posterior, in a folder from which it can be taken up again."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.draws import ParameterSets, value_at
from experiments.calibration.ensemble import Ensemble
from experiments.calibration.posterior import Plan, Posterior, around, sample
from experiments.calibration.priors import Prior, values_at
from experiments.calibration.search import Search, search
from experiments.calibration.targets import Target
from experiments.study.keys import code_version
from experiments.whole_file import write_text_whole
from model.problems import InputProblem
from model.scenario import Scenario, load_scenario

type Vector = NDArray[np.float64]

FIRST_SPREAD = 0.35
"""Spread of the first draws around what the search found, in logits of the unit cube."""
NEGLIGIBLE = 1e-4
"""Weight below which a parameter set is not worth keeping."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much work: points and seeds of the search, generations of draws for the posterior, rows."""

    points: int
    seeds: int
    population: int
    draws: int
    generations: int
    startups: int


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What a calibration came to: the best point (in the unit cube), its log kernel, the posterior."""

    best: Vector
    best_log_kernel: float
    posterior: Posterior
    sets: ParameterSets


type Told = Callable[[str, int, int, float], None]


def calibrate(
    scenario: str,
    priors: tuple[Prior, ...],
    targets: tuple[Target, ...],
    budget: Budget,
    folder: Path,
    ensemble: Ensemble,
    told: Told,
    settings: tuple[str, ...] = (),
    start: Vector | None = None,
) -> Calibrated:
    """Search, then sample; a call with the same question goes on where the last one stopped.

    `start` is where the search begins in the unit cube, the scenario's own values if not given.
    `told` hears of the step, work done, work asked, and the best log kernel or the effective draws.

    Raises:
        InputProblem: if the folder holds another calibration.
    """
    _claim(folder, scenario, priors, targets, budget, settings)
    own = start_of(load_scenario(scenario, settings), priors)
    plan = Search(
        priors, targets, scenario, budget.startups, tuple(range(1, budget.seeds + 1)),
        budget.points, budget.population, own if start is None else start, settings,
    )  # fmt: skip
    found = search(
        plan, ensemble, folder / "search.journal", lambda done, all_, best: told("search", done, all_, best)
    )
    posterior = sample(
        Plan(
            priors, targets, scenario, budget.startups, budget.draws, budget.generations,
            around(found.best, FIRST_SPREAD), settings=settings,
        ),
        ensemble,
        folder / "draws.jsonl",
        lambda done, all_, effective: told("posterior", done, all_, effective),
    )  # fmt: skip
    return Calibrated(found.best, float(found.log_kernel.max()), posterior, sets_of(priors, posterior))


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
            what=f"{prior.parameter!r} is no number of scenario {scenario.name}",
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
    """Return the draws that carry weight as parameter sets."""
    kept = posterior.weights > NEGLIGIBLE
    values = [list(values_at(priors, place).values()) for place in posterior.places[kept]]
    weights = posterior.weights[kept]
    return ParameterSets(
        tuple(prior.parameter for prior in priors), np.array(values), weights / weights.sum()
    )


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
            what="holds something that is no calibration", where=f"--out {folder}", fix="name a new folder"
        )
    write_text_whole(mark, json.dumps({"digest": digest, "budget": asdict(budget)}, indent=2) + "\n")
