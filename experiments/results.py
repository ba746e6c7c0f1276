"""The results folder: it appears whole, under its final name, or not at all."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import networkx as nx

from experiments.tables import METRICS_SCHEMA, TRADES_SCHEMA, TableFile
from model.problems import InputProblem

if TYPE_CHECKING:
    from model.recording import RunRecord

README = """\
Results of the AI-compute market lab: {runs}.

metrics.parquet      every metric, by month: run, seed, month, date, metric, who, item, value, unit
trades.parquet       every payment, by month: payer, payee, kind, item, quantity, amount (USD)
firms.parquet        the firms as they stood at the end of each run
startups.parquet     the start-ups as they stood at the end of each run
network-SEED.graphml who was tied to whom at the end of a run
charts/              pictures of the metrics; several seeds: median and 5-95 % band
scenario.toml        the scenario with every parameter; run it again with
                     uv run -m experiments run scenario.toml
manifest.json        command, versions, seeds, row counts, ledger residuals, sha256 of each file

Read a table in Python: pandas.read_parquet("metrics.parquet").
"""


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """One completed run: its record, its final network, and the seconds it took."""

    record: "RunRecord"
    network: "nx.Graph[Any]"
    wall_seconds: float


class ResultsFolder:
    """Collects runs in a hidden folder beside the target and moves it into place when complete.

    Used as a context manager: leaving it unpublished, for whatever reason, removes every trace.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.partial = target.parent / f".{target.name}.partial-{os.getpid()}"
        self.seeds: list[int] = []
        self._residuals: dict[str, dict[str, float | int]] = {}
        self._new_parents = [parent for parent in target.parents if not parent.exists()]
        self._tables = {
            "metrics": TableFile(self.partial / "metrics.parquet", METRICS_SCHEMA),
            "trades": TableFile(self.partial / "trades.parquet", TRADES_SCHEMA),
            "firms": TableFile(self.partial / "firms.parquet"),
            "startups": TableFile(self.partial / "startups.parquet"),
        }

    def __enter__(self) -> Self:
        try:
            self.partial.mkdir(parents=True)
        except OSError as error:
            self._discard()
            raise InputProblem(
                what=f"cannot write results there ({error.strerror})",
                where=f"--out {self.target}",
                fix="name a folder that you may create, for instance --out results/mine",
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.close_tables()
        finally:
            self._discard()

    def add(self, run: FinishedRun) -> None:
        """Write one run's rows and network to the hidden folder."""
        record = run.record
        name = f"{record.scenario.name}-{record.seed}"
        for table, columns in (
            ("metrics", record.metrics),
            ("trades", record.trades),
            ("firms", record.firms),
            ("startups", record.startups),
        ):
            self._tables[table].add(name, record.seed, columns)
        nx.write_graphml(run.network, self.partial / f"network-{record.seed}.graphml")
        self._residuals[name] = {
            "money_relative": record.residual_money,
            "chips": record.residual_chips,
            "wall_seconds": round(run.wall_seconds, 3),
        }
        self.seeds.append(record.seed)

    def close_tables(self) -> None:
        """Finish the parquet files, so that charts can be drawn from them."""
        for table in self._tables.values():
            table.close()

    def publish(self, scenario_toml: str, facts: dict[str, Any]) -> Path:
        """Write scenario, README and manifest, flush all to disk, and give the folder its name.

        Returns the final path: the target, or the next free name if someone took it meanwhile.
        """
        self.close_tables()
        (self.partial / "scenario.toml").write_text(scenario_toml, encoding="utf-8")
        runs = ", ".join(self._residuals)
        (self.partial / "README.txt").write_text(README.format(runs=runs), encoding="utf-8")
        manifest = {
            **facts,
            "seeds": self.seeds,
            "runs": self._residuals,
            "rows": {name: table.rows for name, table in self._tables.items()},
            "sha256": {name: _sha256(self.partial / name) for name in _files(self.partial)},
        }
        text = json.dumps(manifest, indent=2, default=str) + "\n"
        (self.partial / "manifest.json").write_text(text, encoding="utf-8")
        _flush(self.partial)
        final = free_folder(self.target)
        self.partial.rename(final)
        _flush_one(final.parent)
        self._new_parents.clear()
        return final

    def _discard(self) -> None:
        shutil.rmtree(self.partial, ignore_errors=True)
        for parent in self._new_parents:
            if parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()


def free_folder(wanted: Path) -> Path:
    """Return `wanted` if no one uses that name, else the first free of wanted-2, wanted-3 …"""
    number, folder = 1, wanted
    while folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        number += 1
        folder = wanted.with_name(f"{wanted.name}-{number}")
    return folder


def check_out_folder(out: Path) -> None:
    """Refuse (InputProblem) a folder named by the user that already holds something."""
    if free_folder(out) != out:
        raise InputProblem(
            what="exists and is not empty; results never overwrite anything",
            where=f"--out {out}",
            fix=f"choose another name, for instance --out {free_folder(out)}, or remove it",
        )


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        _flush_one(path)


def _flush_one(path: Path) -> None:
    """Force a file or a folder's entries to disk, so that a crash cannot leave half of it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
