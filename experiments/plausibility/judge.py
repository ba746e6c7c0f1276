"""Runs a scenario with some seeds and holds every counter against its bound."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from experiments.batches import runs_together
from experiments.calibration.draws import scenario_with
from experiments.calibration.priors import load_priors
from experiments.plausibility.bounds import Bound, load_bounds
from experiments.plausibility.counters import COUNTERS, Found
from experiments.plausibility.series import Series, watch
from model.batch import Batch
from model.inputs.scenario import Scenario
from model.state.randomness import Purpose, uniform


@dataclass(frozen=True, slots=True)
class Judged:
    """A counter over all runs: the value held against its bound, and where the worst run has it from."""

    name: str
    bound: Bound
    value: float
    where: str

    @property
    def holds(self) -> bool:
        """Whether the bound is kept."""
        return self.value <= self.bound.most


def runs_of(scenario: Scenario, seeds: Sequence[int], draws: int = 0) -> Iterator[Series]:
    """The series of every seed, and of draws of the priors with the seeds in turn, a batch at a time."""
    worlds = [(scenario, seed) for seed in seeds]
    worlds += [(drawn(scenario, draw), seeds[draw % len(seeds)]) for draw in range(draws)]
    together = runs_together(scenario.startups.count)
    for first in range(0, len(worlds), together):
        some = worlds[first : first + together]
        yield from watch(Batch([world for world, _ in some], [seed for _, seed in some], record=False))


def drawn(scenario: Scenario, draw: int) -> Scenario:
    """The scenario with every free parameter drawn from its prior; its past is solved with them too."""
    values = {
        prior.parameter: prior.at(uniform(draw, Purpose.PARAMETERS, f"prior of {prior.parameter}"))
        for prior in load_priors()
    }
    return scenario_with(scenario, values)


def judged(runs: Sequence[Series]) -> list[Judged]:
    """Every counter over these runs."""
    return [_judge(name, bound, runs) for name, bound in load_bounds().items()]


def _judge(name: str, bound: Bound, runs: Sequence[Series]) -> Judged:
    found: list[Found] = [COUNTERS[name](run, bound.limits) for run in runs]
    worst = max(found, key=lambda one: one.value)
    mean = sum(one.value for one in found) / len(found)
    return Judged(name, bound, mean if bound.over == "mean" else worst.value, worst.where)
