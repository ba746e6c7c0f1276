"""A plan keeps what it finished: after Ctrl-C, after a failure, and when charts are stopped."""

import json
import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest

from experiments import load
from experiments.events import policy_events
from experiments.run import Outcome, RunPlan, describe_seeds, run_plan
from model.state.kinds import Unbalanced
from tests.experiments.fake_market import FakeMarket, FakeScenario

SHORT = FakeScenario(months=4)


class Quiet:
    """A progress that remembers what it was told."""

    def __init__(self) -> None:
        self.runs: list[tuple[int, str]] = []
        self.months: list[str] = []

    def begin(self, total: int, label: str = "") -> None:
        self.runs.append((total, label))

    def advance(self, steps: int = 1, at: str = "") -> None:
        self.months += [at] * steps

    def say(self, text: str) -> None:
        raise AssertionError(text)


def outcome(
    out: Path,
    seeds: Sequence[int],
    failing: dict[int, BaseException],
    scenario: FakeScenario = SHORT,
    **more: object,
) -> Outcome:
    """Run a plan whose market raises `failing[seed]` in its third month."""

    def open_market(scenario: FakeScenario, seed: int) -> FakeMarket:
        return FakeMarket(scenario, seed, {2: failing[seed]} if seed in failing else {})

    plan = RunPlan(scenario, seeds, out, "test")
    return run_plan(plan, Quiet(), open_market=open_market, **more)


def test_all_seeds_are_run_in_order(tmp_path: Path) -> None:
    result = outcome(tmp_path / "out", range(4, 7), {})
    assert (result.finished, result.interrupted, result.failure) == ((4, 5, 6), False, None)
    assert list(load(result.folder)["seed"].unique()) == [4, 5, 6]


def test_progress_hears_every_month(tmp_path: Path) -> None:
    progress = Quiet()
    plan = RunPlan(SHORT, [9], tmp_path / "out", "test")
    run_plan(plan, progress, open_market=lambda scenario, seed: FakeMarket(scenario, seed, {}))
    assert progress.runs == [(4, "run 1 of 1 (seed 9)")]
    assert progress.months == ["2022-01", "2022-02", "2022-03", "2022-04"]


def test_interrupted_keeps_finished_seeds(tmp_path: Path) -> None:
    result = outcome(tmp_path / "out", range(1, 5), {3: KeyboardInterrupt()})
    assert result.interrupted
    assert result.finished == (1, 2)
    assert json.loads((result.folder / "manifest.json").read_text())["seeds"] == [1, 2]


def test_interrupted_in_the_first_seed_leaves_nothing(tmp_path: Path) -> None:
    result = outcome(tmp_path / "new" / "out", [1], {1: KeyboardInterrupt()})
    assert result.folder is None
    assert result.interrupted
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_cannot_go_on_keeps_the_others(tmp_path: Path) -> None:
    result = outcome(tmp_path / "out", range(1, 4), {2: Unbalanced("Azure: no cash")})
    assert result.failure == "seed 2, 2022-02: Azure: no cash"
    assert result.finished == (1,)


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no space"):
        outcome(tmp_path / "new" / "out", range(1, 4), {2: OSError("no space left on device")})
    assert list(tmp_path.iterdir()) == []


def test_charts_are_drawn_from_the_finished_tables(tmp_path: Path) -> None:
    told: list[object] = []

    def draw(results: Path, scenario: FakeScenario, subtitle: str) -> None:
        events = policy_events(scenario)
        told.extend([len(load(results)) > 0, [event.label for event in events], subtitle])

    outcome(tmp_path / "out", range(1, 3), {}, draw=draw)
    assert told[0] is True
    assert "DGX cloud" in told[1]
    assert told[2] == "Scenario history, seeds 1-2"


def test_stopping_the_charts_keeps_the_tables(tmp_path: Path) -> None:
    def draw(results: Path, scenario: FakeScenario, subtitle: str) -> None:
        (results / "charts").mkdir()
        raise KeyboardInterrupt

    result = outcome(tmp_path / "out", [1], {}, draw=draw)
    assert result.interrupted
    assert result.finished == (1,)
    assert not (result.folder / "charts").exists()


def test_ctrl_c_while_a_run_is_written_waits_until_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from experiments.tables import TableFile

    add = TableFile.add

    def pressed_midway(self: TableFile, run: str, seed: int, columns: dict[str, object]) -> None:
        add(self, run, seed, columns)
        if seed == 1:
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(TableFile, "add", pressed_midway)
    result = outcome(tmp_path / "out", range(1, 4), {})
    assert result.interrupted
    assert result.finished == (1,)
    assert (result.folder / "startups.parquet").exists()


@pytest.mark.parametrize(
    ("seeds", "text"),
    [((3,), "seed 3"), (range(1, 21), "seeds 1-20"), ((1, 2, 5), "seeds 1, 2, 5")],
)
def test_seeds_read_as_a_title(seeds: Sequence[int], text: str) -> None:
    assert describe_seeds(seeds) == text


def test_events_are_dated_market_wide_policies_in_order() -> None:
    labels = [event.label for event in policy_events(FakeScenario())]
    assert labels == [
        "rule of October 2022", "boom", "DGX cloud", "rule of October 2023", "fab fire",
        "fab fire ends",
    ]  # fmt: skip
