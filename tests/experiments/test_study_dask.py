"""A study on a real Dask scheduler with two worker processes, one of which dies on the way."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from experiments import load
from experiments.study.session import run_session
from experiments.worker_pools import DaskCluster
from model.inputs.problems import InputProblem
from tests.experiments.test_study_store import ROOT, RUNS, session, stored_runs, study_file, wait_for_runs

pytest.importorskip("distributed", reason="DASK IS NOT TESTED: the extra `dask` is not installed")
QUIET = {"DASK_DISTRIBUTED__WORKER__DAEMON": "False", "DASK_LOGGING__DISTRIBUTED": "error"}


def spawn(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, **QUIET, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its two workers."""
    found = tmp_path / "scheduler.json"
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(found)]
    scheduler = spawn("distributed.cli.dask_scheduler", *options)
    deadline = time.monotonic() + 20
    while not found.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    address = json.loads(found.read_text())["address"]
    options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(tmp_path)]
    workers = [spawn("distributed.cli.dask_worker", address, *options) for _ in range(2)]
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


def test_a_study_on_dask_survives_a_worker(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    script = (
        "import sys; from distributed import Client; from experiments import cli; "
        f"client = Client({address!r}); client.wait_for_workers(2, timeout=300); client.close(); "
        f"sys.exit(cli.main(['study', {str(study_file(tmp_path))!r}, '--out', {str(tmp_path / 'out')!r}, "
        f"'--scheduler', {address!r}]))"
    )
    study = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stderr=subprocess.PIPE)
    wait_for_runs(tmp_path / "out", 5)
    os.kill(workers[0].pid, signal.SIGKILL)
    _, errors = study.communicate(timeout=300)
    assert study.returncode == 0, errors.decode()
    assert stored_runs(tmp_path / "out") >= RUNS
    run_session(session(study_file(tmp_path), tmp_path / "here", workers=1))
    pd.testing.assert_frame_equal(load(tmp_path / "out"), load(tmp_path / "here"), check_exact=True)


def test_a_scheduler_that_does_not_answer_is_named_soon() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{closed.getsockname()[1]}"
        clock = time.monotonic()
        with pytest.raises(InputProblem, match="no Dask scheduler answers") as problem:
            DaskCluster(address)
    assert address in str(problem.value)
    assert time.monotonic() - clock < 12
