"""Run a scenario for one or more seeds and keep what was finished, whatever happens."""

import re
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol

import networkx as nx

from experiments.options import RunStoppedError
from experiments.progress import Watch
from experiments.provenance import provenance
from experiments.results import FinishedRun, ResultsFolder
from model.inputs.scenario import Scenario
from model.recording import RunRecord
from model.state.kinds import Unbalanced


class Market(Protocol):
    """The part of the market that a run needs."""

    @property
    def months_total(self) -> int:
        """How many months to run."""

    @property
    def date(self) -> date:
        """First day of the month that was simulated last."""

    @property
    def network(self) -> "nx.Graph[Any]":
        """Who is tied to whom now."""

    def run_month(self) -> None:
        """Simulate one month."""

    def record(self) -> RunRecord:
        """Return everything recorded so far."""


OpenMarket = Callable[[Scenario, int], Market]
# results folder with metrics.parquet, events to mark, subtitle; writes results/charts.
Draw = Callable[[Path, Scenario, str], None]


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What to run, where to put it, and the command line that it came from."""

    scenario: Scenario
    seeds: Sequence[int]
    out: Path
    command: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan came to: the folder (None if no seed finished) and why it ended early, if so."""

    folder: Path | None
    finished: Sequence[int]
    interrupted: bool
    failure: str | None


def open_market(scenario: Scenario, seed: int) -> Market:
    """Open the market of a scenario, recording on."""
    from model.market import ComputeMarket

    return ComputeMarket(scenario, seed=seed)


def run_plan(
    plan: RunPlan,
    progress: Watch,
    draw: Draw | None = None,
    open_market: OpenMarket = open_market,
) -> Outcome:
    """Run all seeds in order and publish those that finished, also after Ctrl-C or a failure.

    Raises InputProblem if the folder cannot be made and OSError if writing fails; in both cases
    nothing is left behind.
    """
    started = datetime.now(UTC)
    clock = time.perf_counter()
    with ResultsFolder(plan.out) as results:
        interrupted, failure = False, None
        try:
            _run_seeds(plan, progress, results, open_market)
        except KeyboardInterrupt:
            interrupted = True
        except RunStoppedError as error:
            failure = str(error)
        if not results.seeds:
            return Outcome(None, (), interrupted, failure)
        results.close_tables()
        if draw is not None and not _draw_unless_interrupted(draw, plan, results):
            interrupted = True
        facts = _facts(plan, started, time.perf_counter() - clock)
        with _ctrl_c_held() as pressed:
            folder = results.publish_runs(plan.scenario.to_toml(), facts)
        return Outcome(folder, tuple(results.seeds), interrupted or bool(pressed), failure)


def describe_seeds(seeds: Sequence[int]) -> str:
    """Return seeds as text for a title: `seed 3`, `seeds 1-20`, `seeds 1, 2, 5`."""
    if len(seeds) == 1:
        return f"seed {seeds[0]}"
    if list(seeds) == list(range(seeds[0], seeds[-1] + 1)):
        return f"seeds {seeds[0]}-{seeds[-1]}"
    return "seeds " + ", ".join(str(seed) for seed in seeds)


def folder_name(scenario: str, seeds: Sequence[int]) -> str:
    """Return the name of a results folder: the scenario's and the seeds'."""
    name = re.sub(r"[^\w.-]+", "-", scenario).strip("-.") or "scenario"
    return f"{name}-{seeds[0]}" if len(seeds) == 1 else f"{name}-{seeds[0]}-{seeds[-1]}"


def _run_seeds(plan: RunPlan, progress: Watch, results: ResultsFolder, open_market: OpenMarket) -> None:
    for number, seed in enumerate(plan.seeds, start=1):
        market = open_market(plan.scenario, seed)
        progress.begin(market.months_total, f"run {number} of {len(plan.seeds)} (seed {seed})")
        run = _run_one(market, seed, progress)
        with _ctrl_c_held() as pressed:
            results.add(run)
        if pressed:
            raise KeyboardInterrupt


def _run_one(market: Market, seed: int, progress: Watch) -> FinishedRun:
    clock = time.perf_counter()
    for _ in range(market.months_total):
        try:
            market.run_month()
        except Unbalanced as error:
            raise RunStoppedError(f"seed {seed}, {market.date:%Y-%m}: {error}") from error
        progress.advance(at=f"{market.date:%Y-%m}")
    return FinishedRun(market.record(), market.network, time.perf_counter() - clock)


def _draw_unless_interrupted(draw: Draw, plan: RunPlan, results: ResultsFolder) -> bool:
    """Draw the charts; on Ctrl-C drop them and return False, for the numbers are still good."""
    subtitle = f"Scenario {plan.scenario.name}, {describe_seeds(results.seeds)}"
    try:
        draw(results.partial, plan.scenario, subtitle)
    except KeyboardInterrupt:
        shutil.rmtree(results.partial / "charts", ignore_errors=True)
        return False
    return True


@contextmanager
def _ctrl_c_held() -> Iterator[list[int]]:
    """Hold Ctrl-C back, so that a run is written whole; the list yielded is not empty if it was pressed."""
    pressed: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield pressed  # only the main thread may handle signals, and only it receives Ctrl-C
        return
    before = signal.signal(signal.SIGINT, lambda number, frame: pressed.append(number))
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _facts(plan: RunPlan, started: datetime, wall_seconds: float) -> dict[str, Any]:
    return {
        "command": plan.command,
        "scenario": plan.scenario.name,
        "started": started.isoformat(timespec="seconds"),
        "wall_seconds": round(wall_seconds, 3),
        **provenance(),
    }
