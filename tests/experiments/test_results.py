"""The results folder appears whole or not at all, and the same run gives the same bytes."""

import json
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from experiments import load
from experiments.atomic_write import check_out_folder, free_folder
from experiments.holders import read_metrics
from experiments.results import FinishedRun, ResultsFolder
from model.inputs.catalogue import load_catalogue
from model.inputs.problems import InputProblem
from tests.experiments.fake_market import FakeMarket, FakeScenario

SHORT = FakeScenario(months=3)


def finished(seed: int) -> FinishedRun:
    market = FakeMarket(SHORT, seed, {})
    for _ in range(market.months_total):
        market.run_month()
    return FinishedRun(market.record(), market.network, 0.5)


def publish(target: Path, *seeds: int) -> Path:
    with ResultsFolder(target) as results:
        for seed in seeds:
            results.add(finished(seed))
        return results.publish_runs(SHORT.to_toml(), {"command": "test"})


def test_folder_holds_every_table_with_run_and_seed_first(tmp_path: Path) -> None:
    folder = publish(tmp_path / "new" / "mine", 1, 2)
    for name in ("metrics", "trades", "firms", "startups"):
        frame = pd.read_parquet(folder / f"{name}.parquet")
        assert list(frame.columns[:2]) == ["run", "seed"]
        assert set(frame["run"]) == {"history-1", "history-2"}
    assert (folder / "network-2.graphml").read_text().startswith("<?xml")
    assert "parquet" in (folder / "README.txt").read_text()
    assert (folder / "scenario.toml").read_text() == SHORT.to_toml()


def test_every_row_of_the_record_is_in_the_table(tmp_path: Path) -> None:
    folder = publish(tmp_path / "mine", 7)
    record = finished(7).record
    frame = pd.read_parquet(folder / "metrics.parquet")
    for column in ("month", "metric", "who", "item", "value", "unit"):
        assert list(frame[column]) == record.metrics[column]
    assert str(frame["date"].iloc[-1]) == "2022-03-01"


def test_manifest_tells_hashes_rows_and_residuals(tmp_path: Path) -> None:
    folder = publish(tmp_path / "mine", 1)
    manifest = json.loads((folder / "manifest.json").read_text())
    written = {p.name for p in folder.iterdir()} - {"manifest.json"}
    assert set(manifest["sha256"]) == written
    for name, digest in manifest["sha256"].items():
        assert sha256((folder / name).read_bytes()).hexdigest() == digest
    assert manifest["rows"]["metrics"] == len(load(folder))
    assert manifest["runs"]["history-1"]["chips"] == 0


def test_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = publish(tmp_path / "a", 3), publish(tmp_path / "b", 3)
    for name in ("metrics.parquet", "trades.parquet", "firms.parquet", "startups.parquet"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_each_run_is_a_row_group(tmp_path: Path) -> None:
    folder = publish(tmp_path / "mine", 1, 2, 3)
    assert pq.ParquetFile(folder / "metrics.parquet").num_row_groups == 3


def test_metrics_can_be_read_by_name(tmp_path: Path) -> None:
    frame = read_metrics(publish(tmp_path / "mine", 1), ["surplus_usd"], load_catalogue())
    assert set(frame["metric"]) == {"surplus_usd"}
    assert frame["date"].dt.year.eq(2022).all()


def test_an_error_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "new" / "mine"

    def write_until_the_disk_is_full() -> None:
        with ResultsFolder(target) as results:
            results.add(finished(1))
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        write_until_the_disk_is_full()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_an_input_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputProblem, match="cannot write"), ResultsFolder(tmp_path / "file" / "x"):
        pass


def test_a_name_taken_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "mine"
    with ResultsFolder(target) as results:
        results.add(finished(1))
        target.mkdir()
        (target / "precious").write_text("keep")
        assert results.publish_runs("", {}) == tmp_path / "mine-2"
    assert (target / "precious").read_text() == "keep"


def test_free_folder_counts_on(tmp_path: Path) -> None:
    wanted = tmp_path / "history-1"
    assert free_folder(wanted) == wanted
    publish(wanted, 1)
    publish(tmp_path / "history-1-2", 1)
    assert free_folder(wanted) == tmp_path / "history-1-3"


def test_an_out_folder_in_use_is_refused_with_a_fix(tmp_path: Path) -> None:
    check_out_folder(tmp_path)
    (tmp_path / "note").write_text("")
    with pytest.raises(InputProblem, match="not empty") as caught:
        check_out_folder(tmp_path)
    assert str(free_folder(tmp_path)) in str(caught.value)
