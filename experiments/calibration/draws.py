"""The posterior as it is kept with the model: weighted parameter sets, drawn by seed."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from experiments.atomic_write import atomic_write
from experiments.calibration.priors import load_priors
from model.inputs.checked_csv import Bound, read_rows
from model.inputs.past import keeping, past_of
from model.inputs.problems import InputProblem
from model.inputs.scenario import Scenario
from model.inputs.strategy_rows import number_in, with_number
from model.state.randomness import Purpose, uniform

POSTERIOR_FILE = Path(__file__).resolve().parents[2] / "model" / "inputs" / "data" / "posterior.csv"
WEIGHT = "weight"

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """Weighted parameter sets: names, values (sets × names) and weights that add up to one."""

    names: tuple[str, ...]
    values: Vector
    weights: Vector

    def drawn(self, seed: int) -> dict[str, float]:
        """Return the set that belongs to a seed: the same for every scenario run with it."""
        place = int(np.searchsorted(np.cumsum(self.weights), uniform(seed, Purpose.PARAMETERS, "posterior")))
        row = self.values[min(place, len(self.values) - 1)]
        return {name: float(value) for name, value in zip(self.names, row, strict=True)}

    def quantile(self, name: str, share: float) -> float:
        """Return a weighted quantile of one parameter."""
        column = self.values[:, self.names.index(name)]
        order = np.argsort(column)
        reached = np.cumsum(self.weights[order])
        return float(column[order][min(int(np.searchsorted(reached, share)), len(column) - 1)])


@cache
def load_posterior(path: Path = POSTERIOR_FILE) -> ParameterSets:
    """Read the kept posterior; raises InputProblem if its parameters are not the free ones."""
    names = tuple(prior.parameter for prior in load_priors())
    rows = read_rows(path, (WEIGHT, *names))
    bounds = {prior.parameter: Bound(prior.low, prior.high) for prior in load_priors()}
    values = np.array([[row.number(name, bounds[name]) for name in names] for row in rows])
    weights = np.array([row.number(WEIGHT, Bound(0.0)) for row in rows])
    if weights.sum() <= 0:
        raise InputProblem(what="all weights are zero", where=path.name, fix="calibrate again")
    return ParameterSets(names, values, weights / weights.sum())


def write_posterior(sets: ParameterSets, path: Path) -> None:
    """Write parameter sets, heaviest first, whole or not at all."""

    def write(partial: Path) -> None:
        with partial.open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow([WEIGHT, *sets.names])
            for place in np.argsort(-sets.weights, kind="stable"):
                row = [sets.weights[place], *sets.values[place]]
                table.writerow([f"{number:.6g}" for number in row])

    atomic_write(path, write)


def values_for(parameters: str, seed: int) -> Mapping[str, float]:
    """Return the parameter values a run takes: none for `scenario`, a draw for `posterior`."""
    return load_posterior().drawn(seed) if check_source(parameters) == "posterior" else {}


def with_parameters(scenario: Scenario, baseline: Scenario, parameters: str, seed: int) -> Scenario:
    """Return a scenario with the values that a seed draws, the same for both scenarios of a pair.

    What a what-if has changed against its baseline stays as it asks; a policy that it lacks is passed
    over.
    """
    values = values_for(parameters, seed)
    kept = {key: value for key, value in values.items() if value_at(scenario, key) == value_at(baseline, key)}
    return keeping(_with_values(past_of(scenario), values), _with_values(scenario, kept))


def value_at(scenario: Scenario, key: str) -> object:
    """Return what a scenario has at a dotted key, None where it has nothing."""
    *path, last = key.split(".")
    if path[0] == "strategies":
        return number_in(scenario.strategies.get(path[1], ()), last)
    at: object = scenario
    for name in (*path, last):
        at = at.get(name) if isinstance(at, dict) else getattr(at, name, None)
    return at


def scenario_with(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return a scenario with some numbers changed, by dotted key; keys of absent policies do nothing.

    The values are another belief about the world: its past has them too, whatever a what-if changes since.
    """
    return keeping(_with_values(past_of(scenario), values), _with_values(scenario, values))


def _with_values(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    changed: dict[str, BaseModel] = {}
    policies, strategies = dict(scenario.policies), dict(scenario.strategies)
    for key, value in values.items():
        *path, name = key.split(".")
        if path[0] == "policies":
            if path[1] in policies:
                policies[path[1]] = policies[path[1]].model_copy(update={name: value})
        elif path[0] == "strategies":
            strategies[path[1]] = with_number(strategies.get(path[1], ()), name, value)
        else:
            section: BaseModel = changed.get(path[0], getattr(scenario, path[0]))
            changed[path[0]] = section.model_copy(update={name: value})
    return scenario.model_copy(update={**changed, "policies": policies, "strategies": strategies})


SOURCES: Sequence[str] = ("scenario", "posterior")


def check_source(parameters: str) -> str:
    """Return a source of parameters, or raise InputProblem."""
    if parameters not in SOURCES:
        raise InputProblem(
            what=f"{parameters!r} is not a source of parameters",
            where="--parameters",
            allowed=" or ".join(SOURCES),
        )
    return parameters
