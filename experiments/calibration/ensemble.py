"""Runs of the market at many parameter sets and seeds, over workers, read against the targets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.draws import scenario_with
from experiments.calibration.reading import read_all
from experiments.calibration.targets import Episode, Target
from experiments.study.crews import Crew, InProcess, LocalPool

type Vector = NDArray[np.float64]

MARKET_MONTHS = 17
"""January 2022 to May 2023."""


@dataclass(frozen=True, slots=True)
class EpisodeRun:
    """Which scenario an episode is; None keeps the scenario asked for, or its own months."""

    scenario: str | None
    months: int | None


EPISODES: dict[Episode, EpisodeRun] = {
    Episode.MARKET: EpisodeRun(None, MARKET_MONTHS),
    Episode.CRYPTO: EpisodeRun("crypto-boom-and-bust", None),
    Episode.WHOLE_RUN: EpisodeRun(None, None),
}


@dataclass(frozen=True, slots=True)
class World:
    """One world to run and read: scenario, parameter values, seed, start-ups, targets to read.

    What `settings` name stays as they say, whatever the values; values of absent policies do nothing.
    """

    scenario: str
    values: Mapping[str, float]
    seed: int
    startups: int
    targets: Sequence[Target]
    settings: Sequence[str] = ()


def read_world(world: World) -> Vector:
    """Run every episode that the targets need and return one figure a target; NaN if a run fails."""
    from model.ledger import Unbalanced

    readings = np.full(len(world.targets), np.nan)
    for episode in Episode:
        places = [i for i, target in enumerate(world.targets) if target.episode == episode]
        if places:
            try:
                readings[places] = _read_episode(world, episode, [world.targets[i] for i in places])
            except Unbalanced:
                continue
    return readings


def _read_episode(world: World, episode: Episode, targets: Sequence[Target]) -> Vector:
    from agents.cast import build_cast
    from model.inputs.scenario import load_scenario
    from model.market import ComputeMarket

    run = EPISODES[episode]
    overrides = [f"startups.count={world.startups}", *world.settings]
    if run.months is not None:
        overrides.append(f"months={run.months}")
    named = {line.partition("=")[0] for line in world.settings}
    values = {key: value for key, value in world.values.items() if key not in named}
    scenario = scenario_with(load_scenario(run.scenario or world.scenario, overrides), values)
    market = ComputeMarket(scenario, seed=world.seed, cast=build_cast, record=True)
    for _ in range(scenario.months):
        market.run_month()
    return read_all(targets, market.record().metrics, scenario.start)


class Ensemble:
    """Workers that read worlds; used as a context manager, which ends them."""

    def __init__(self, workers: int) -> None:
        self._crew: Crew = LocalPool(workers) if workers > 1 else InProcess()
        self._executor: Executor | None = None

    def __enter__(self) -> Self:
        self._executor = self._crew.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._crew.ask_to_stop()
        self._crew.close()

    def read(self, worlds: Iterable[World]) -> Iterator[Vector]:
        """Yield the readings of worlds, in order."""
        assert self._executor is not None
        yield from self._executor.map(read_world, list(worlds))
