"""Parts: a folder of Parquet files with some runs in it, there whole under its final name or not at all."""

import os
import shutil
import socket
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.atomic_write import PARTIAL_PREFIX, flush
from experiments.study.definition import Keep
from experiments.study.keys import PART_PREFIX, part_name
from experiments.tables import METRICS_SCHEMA, TRADES_SCHEMA, TableFile
from model.recording import RunRecord

DONE, FAILED = "done", "failed"
RUNS_SCHEMA = pa.schema(
    [
        pa.field("run", pa.string()),
        pa.field("status", pa.string()),
        pa.field("finished", pa.timestamp("us", "UTC")),
        pa.field("wall_seconds", pa.float64()),
        pa.field("residual_money", pa.float64()),
        pa.field("residual_chips", pa.int64()),
        pa.field("error", pa.string()),
        pa.field("command", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class RunRow:
    """How one run ended, in the columns of `runs.parquet`; `finished` is in microseconds since 1970.

    `error` and `command`: why it failed and how to make it again.
    """

    run: str
    status: str
    wall_seconds: float
    residual_money: float | None = None
    residual_chips: int | None = None
    error: str | None = None
    command: str | None = None
    finished: int = field(default_factory=lambda: time.time_ns() // 1000)


class PartWriter:
    """Collects runs in a hidden folder and gives it its name on `close`, when all is on disk."""

    def __init__(self, parts: Path, keep: Keep, outcomes: Sequence[str]) -> None:
        self._parts = parts
        self._keep = keep
        self._outcomes = outcomes
        self._reset()

    def _reset(self) -> None:
        self.opened = time.monotonic()
        self._rows: list[RunRow] = []
        self._measured: list[dict[str, Any]] = []
        self._partial: Path | None = None
        self._tables: dict[str, TableFile] = {}

    def add_done(self, row: RunRow, values: dict[str, float], record: RunRecord | None) -> None:
        """Take a finished run; of one without a record only its outcomes are kept."""
        if record is not None:
            self._table("metrics", METRICS_SCHEMA).add(row.run, record.seed, record.metrics)
        if record is not None and self._keep == "all":
            self._table("trades", TRADES_SCHEMA).add(row.run, record.seed, record.trades)
            self._table("firms").add(row.run, record.seed, record.firms)
            self._table("startups").add(row.run, record.seed, record.startups)
        self._measured.append({"run": row.run, **values})
        self._rows.append(row)

    def add_failed(self, row: RunRow) -> None:
        """Take a run that failed: it leaves only its row."""
        self._rows.append(row)

    def close(self) -> None:
        """Write what was taken, flush it to disk and give the part its name; then start anew.

        Raises OSError if the disk is full or cannot be written; then nothing of the part remains.
        """
        if not self._rows:
            return
        try:
            self._write()
        except OSError:
            self.discard()
            raise
        self._reset()

    def discard(self) -> None:
        """Drop what was taken and not yet stored."""
        if self._partial is not None:
            shutil.rmtree(self._partial, ignore_errors=True)
        self._reset()

    def _write(self) -> None:
        folder = self._folder()
        for table in self._tables.values():
            table.close()
        if self._measured:
            schema = pa.schema([("run", pa.string()), *((name, pa.float64()) for name in self._outcomes)])
            # What a run does not know is null, as `from_pandas` reads NaN.
            columns = [
                pa.array([row[name] for row in self._measured], from_pandas=True) for name in schema.names
            ]
            pq.write_table(pa.table(columns, schema=schema), folder / "outcomes.parquet", compression="zstd")
        rows = pa.Table.from_pylist([asdict(row) for row in self._rows], schema=RUNS_SCHEMA)
        pq.write_table(rows, folder / "runs.parquet", compression="zstd")
        for path in folder.iterdir():
            flush(path)
        flush(folder)
        # A failed run that is tried again has the same key, so the name carries the time as well.
        name = f"{part_name([row.run for row in self._rows])}-{self._rows[-1].finished:x}"
        folder.rename(self._parts / f"{PART_PREFIX}{name}")
        flush(self._parts)

    def _folder(self) -> Path:
        if self._partial is None:
            name = f"{PARTIAL_PREFIX}{socket.gethostname()}-{os.getpid()}-{time.monotonic_ns():x}"
            self._partial = self._parts / name
            self._partial.mkdir()
        return self._partial

    def _table(self, name: str, schema: pa.Schema | None = None) -> TableFile:
        if name not in self._tables:
            self._tables[name] = TableFile(self._folder() / f"{name}.parquet", schema)
        return self._tables[name]
