"""Studies survive: kills, restarts, shards and failing runs end in the same stored results."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from experiments import load
from experiments.study import runner
from experiments.study.definition import read_study
from experiments.study.runner import Shard
from experiments.study.session import Session, run_session
from model.batch import Batch

ROOT = Path(__file__).parents[2]
RUNS = 40
PATIENCE_SECONDS = 300
"""Longest wait for anything: a busy machine is slow, not wrong."""
STUDY = """
[study]
name = "small"
settings = ["startups.count=40", "months={months}"]
replications = 10
keep = "{keep}"
[[factor]]
path = "use.system_power_factor"
values = [1.2, 1.3, 1.4, 1.6]
[[factor]]
path = "strategies.Nvidia"
values = ["dgx_cloud"]
"""


def study_file(folder: Path, keep: str = "summary", months: int = 2) -> Path:
    path = folder / "small.toml"
    path.write_text(STUDY.format(keep=keep, months=months))
    return path


def session(file: Path, out: Path, **options: object) -> Session:
    return Session(read_study(file), file, out, "a test", **options)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The outcomes of the study made in this process, nothing in its way."""
    folder = tmp_path_factory.mktemp("undisturbed")
    ending = run_session(session(study_file(folder), folder / "out", workers=1))
    assert ending.done == RUNS
    outcomes = load(folder / "out")
    assert len(outcomes) == RUNS
    assert outcomes["run"].is_unique
    assert outcomes["nvidia_revenue_usd"].gt(0).all()
    assert not outcomes.loc[:, "nvidia_revenue_usd":].duplicated().any()
    return outcomes


def same(folder: Path, expected: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(load(folder), expected, check_exact=True)


def start(file: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "experiments", "study", str(file), "--out", str(out)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def descendants(process: int) -> list[int]:
    """Processes below one, deepest last, from /proc."""
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *descendants(child)]
    return found


def alive(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def kill_a_worker(parent: int) -> None:
    workers = [pid for pid in descendants(parent) if not descendants(pid)]
    os.kill(random.choice(workers), signal.SIGKILL)


def stored_runs(out: Path) -> int:
    return sum(len(pd.read_parquet(path)) for path in out.glob("parts/part=*/runs.parquet"))


def wait_for_runs(out: Path, count: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while stored_runs(out) < count and time.monotonic() < deadline:
        time.sleep(0.02)


def test_two_workers_store_what_one_does(tmp_path: Path, undisturbed: pd.DataFrame) -> None:
    run_session(session(study_file(tmp_path), tmp_path / "out", workers=2))
    same(tmp_path / "out", undisturbed)


def test_study_killed_again_and_again_ends_like_an_undisturbed_one(
    tmp_path: Path, undisturbed: pd.DataFrame
) -> None:
    file, out = study_file(tmp_path), tmp_path / "out"
    process = start(file, out)
    wait_for_runs(out, 4)
    kill_a_worker(process.pid)
    wait_for_runs(out, stored_runs(out) + 4)
    below = descendants(process.pid)
    process.kill()
    process.wait()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(alive(pid) for pid in below) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in below if alive(pid)], "a worker outlived its parent"
    assert 8 <= stored_runs(out) < RUNS
    process = start(file, out)
    wait_for_runs(out, stored_runs(out) + 2)
    kill_a_worker(process.pid)
    assert process.wait(PATIENCE_SECONDS) == 0
    same(out, undisturbed)


def test_starting_again_makes_only_what_is_missing(tmp_path: Path, undisturbed: pd.DataFrame) -> None:
    file, out = study_file(tmp_path), tmp_path / "out"
    run_session(session(file, out, workers=1, shard=Shard(1, 4)))
    assert run_session(session(file, out, workers=1)).done == RUNS * 3 // 4
    assert run_session(session(file, out, workers=1)).done == 0
    same(out, undisturbed)


def test_shards_together_are_the_whole(tmp_path: Path, undisturbed: pd.DataFrame) -> None:
    for index in (3, 1, 2):
        shard = Shard(index, 3)
        run_session(session(study_file(tmp_path), tmp_path / "out", workers=1, shard=shard))
    same(tmp_path / "out", undisturbed)


def test_a_run_comes_out_alone_as_in_company(
    tmp_path: Path, undisturbed: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "RUNS_PER_TASK", 1)
    run_session(session(study_file(tmp_path), tmp_path / "out", workers=1))
    same(tmp_path / "out", undisturbed)


def test_everything_can_be_kept(tmp_path: Path) -> None:
    run_session(session(study_file(tmp_path, "all"), tmp_path / "out", workers=1, shard=Shard(1, 10)))
    metrics = load(tmp_path / "out", "metrics")
    assert list(metrics["number"].unique()) == [0, 10, 20, 30]
    assert set(metrics["month"]) == {0, 1}
    revenue = metrics[(metrics["metric"] == "revenue_usd") & (metrics["who"] == "Nvidia")]
    sums = revenue.groupby("number")["value"].sum()
    expected = load(tmp_path / "out").set_index("number")["nvidia_revenue_usd"]
    pd.testing.assert_series_equal(sums, expected, check_names=False)
    for table in ("trades", "firms", "startups"):
        assert load(tmp_path / "out", table)["number"].nunique() == 4


def test_a_failed_run_is_a_row_and_can_be_tried_again(
    tmp_path: Path, undisturbed: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, out = study_file(tmp_path), tmp_path / "out"
    run_month = Batch.run_month

    def fails_on_seed_3(batch: Batch) -> None:
        if 3 in batch.world.seeds:
            raise FloatingPointError("a price is not a number")
        run_month(batch)

    monkeypatch.setattr(Batch, "run_month", fails_on_seed_3)
    ending = run_session(session(file, out, workers=1))
    assert (ending.done, ending.failed) == (RUNS - 4, 4)
    failed = load(out, sql="select seed, error, command from runs where status = 'failed'")
    assert set(failed["seed"]) == {3}
    assert failed["error"].str.contains("FloatingPointError: a price is not a number").all()
    assert failed["command"][0].startswith("uv run -m experiments run history --seed 3 --set ")
    monkeypatch.undo()
    assert run_session(session(file, out, workers=1)).done == 0
    assert run_session(session(file, out, workers=1, retry_failed=True)).done == 4
    assert load(out, sql="select count(*) as n from runs where status = 'failed'")["n"][0] == 0
    same(out, undisturbed)


def test_a_run_that_kills_its_workers_is_given_up_and_stops_no_other(tmp_path: Path) -> None:
    fatal = tmp_path / "fatal.py"
    fatal.write_text(
        "import os, signal\n"
        "from model.batch import Batch\n"
        "run_month = Batch.run_month\n"
        "def fatal(batch):\n"
        "    if 4 in batch.world.seeds:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    run_month(batch)\n"
        "Batch.run_month = fatal\n"
    )
    text = study_file(tmp_path).read_text().split("[[factor]]")[0]
    file = tmp_path / "short.toml"
    file.write_text(text)
    runner = tmp_path / "main.py"
    runner.write_text(
        "import sys, fatal\n"
        "from experiments import cli\n"
        "if __name__ == '__main__':\n"
        "    sys.exit(cli.main())\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"}
    command = [sys.executable, str(runner), "study", str(file), "--out", str(tmp_path / "out")]
    subprocess.run(command, env=environment, capture_output=True, timeout=PATIENCE_SECONDS, check=True)
    runs = load(tmp_path / "out", "runs").set_index("seed")
    assert list(runs.index[runs["status"] == "failed"]) == [4]
    assert (runs["status"] == "done").sum() == 9
    assert "worker died" in runs.loc[4, "error"]
