"""Runs of the market at many parameter sets and seeds, over workers, read against the targets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from experiments.batches import Job, make_runs
from experiments.calibration.draws import scenario_with, values_for
from experiments.calibration.reading import RunReader
from experiments.calibration.targets import Episode, Target
from experiments.progress import Progress
from experiments.worker_pools import Workers, stop_asked
from model.inputs.scenario import load_scenario

type Vector = NDArray[np.float64]

MARKET_MONTHS = 17
"""January 2022 to May 2023."""
MOST_TOGETHER = 50
"""Trials of one task; progress is reported once per task."""


@dataclass(frozen=True, slots=True)
class EpisodeRun:
    """Which scenario an episode is; None keeps the given scenario, or its own months."""

    scenario: str | None
    months: int | None


EPISODES: dict[Episode, EpisodeRun] = {
    Episode.MARKET: EpisodeRun(None, MARKET_MONTHS),
    Episode.CRYPTO: EpisodeRun("crypto-boom-and-bust", None),
    Episode.WHOLE_RUN: EpisodeRun(None, None),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """One run to make and read: scenario, parameter values, seed, start-ups, targets to read.

    What `settings` name stays as they say, whatever the values; values of absent policies do nothing.
    """

    scenario: str
    values: Mapping[str, float]
    seed: int
    startups: int
    targets: Sequence[Target]
    settings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of a scenario with the seeds from 1 to ``seeds``, at its own or the posterior's parameters."""

    scenario: str
    seeds: int
    startups: int
    parameters: str

    def trials(
        self, targets: Sequence[Target], settings: Sequence[str] = (), scenario: str | None = None
    ) -> list[Trial]:
        """Return a trial per seed, of another ``scenario`` if one is given."""
        name, read = scenario or self.scenario, tuple(targets)
        return [
            Trial(name, values_for(self.parameters, seed), seed, self.startups, read, settings)
            for seed in range(1, self.seeds + 1)
        ]


def read_trials(trials: Sequence[Trial]) -> list[Vector]:
    """Run every episode that the targets need and return one reading per target, trial by trial.

    The readings of a run that cannot go on are not numbers.
    """
    readings = [np.full(len(trial.targets), np.nan) for trial in trials]
    asked = [
        (place, episode, [i for i, target in enumerate(trial.targets) if target.episode == episode])
        for place, trial in enumerate(trials)
        for episode in Episode
    ]
    asked = [entry for entry in asked if entry[2]]
    jobs = [_job(trials[place], episode) for place, episode, _ in asked]
    for made in make_runs(jobs, stop=stop_asked):
        if made.batch is None or made.batch.recorder is None:
            continue
        place, _, numbers = asked[made.job]
        targets = [trials[place].targets[number] for number in numbers]
        reader = RunReader(made.batch.recorder, made.run, jobs[made.job].scenario.start)
        readings[place][numbers] = [reader.read(target) for target in targets]
    return readings


def _job(trial: Trial, episode: Episode) -> Job:
    """The run of one episode of a trial."""
    run = EPISODES[episode]
    overrides = [f"startups.count={trial.startups}"]
    if run.months is not None:
        overrides.append(f"months={run.months}")
    named = {line.partition("=")[0] for line in trial.settings}
    values = {key: value for key, value in trial.values.items() if key not in named}
    return Job(
        scenario_with(load_scenario(run.scenario or trial.scenario, overrides, trial.settings), values),
        trial.seed,
    )


class Ensemble(Workers):
    """Workers that make trials and read them, and report progress."""

    def __init__(self, workers: int) -> None:
        super().__init__(workers)
        self._progress = Progress("runs")

    def __enter__(self) -> Self:
        self._progress.__enter__()
        return super().__enter__()

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        super().__exit__(kind, *error)
        self._progress.__exit__(kind, *error)

    def read(self, trials: Iterable[Trial], label: str) -> Iterator[Vector]:
        """Yield the readings of trials, in order; trials are made in batches, a few for every worker."""
        every = list(trials)
        self._progress.begin(len(every), label)
        size = max(1, min(MOST_TOGETHER, -(-len(every) // self.count)))
        parts = [every[start : start + size] for start in range(0, len(every), size)]
        for readings in self.map(read_trials, parts):
            for reading in readings:
                self._progress.advance()
                yield reading
