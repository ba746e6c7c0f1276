"""The store of a study: its definition, its design table, and the parts that workers wrote."""

import json
import shutil
import time
from collections.abc import Iterator
from itertools import batched
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.atomic_write import PARTIAL_PREFIX, atomic_write, atomic_write_text, unwritable
from experiments.study.definition import study_toml
from experiments.study.keys import PART_PREFIX, SCHEMA_VERSION
from experiments.study.parts import DONE, FAILED, PartWriter, RunRow
from experiments.study.plan import Plan
from model.inputs.problems import InputProblem

STALE_SECONDS = 3600.0
"""Age from which a part that was never finished is taken for a dead worker's."""
DESIGN_BATCH = 10_000
RESERVED = ("number", "run", "scenario", "point", "replication", "seed")


class Store:
    """The folder of a study; workers anywhere add parts, readers see only whole ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts = folder / "parts"

    def open(self, plan: Plan, command: str) -> None:
        """Make the folder ready for a plan, or check that it is that study's and take it up again.

        Raises:
            InputProblem: if the folder holds something else, or cannot be made.
        """
        self._check(plan)
        try:
            self.parts.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.folder, error) from error
        self._drop_stale()
        manifest = {"command": command, "code": plan.code, **_identity(plan)}
        # Other shards may read these now.
        atomic_write_text(self.folder / "study.toml", study_toml(plan.study))
        atomic_write(self.folder / "design.parquet", lambda path: _write_design(plan, path))
        atomic_write_text(self.folder / "manifest.json", json.dumps(manifest, indent=2) + "\n")

    def stored(self) -> dict[str, str]:
        """Return the status of every stored run by its key; done beats failed."""
        found: dict[str, str] = {}
        for path in self._run_files():
            table = pq.read_table(path, columns=["run", "status"])
            for key, status in zip(table["run"].to_pylist(), table["status"].to_pylist(), strict=True):
                if found.get(key) != DONE:
                    found[key] = status
        return found

    def failures(self, limit: int) -> Iterator[RunRow]:
        """Yield up to `limit` stored runs that failed and were not made good since."""
        stored = self.stored()
        for path in self._run_files():
            for row in pq.read_table(path).to_pylist():
                if limit > 0 and row["status"] == FAILED and stored.pop(row["run"], DONE) == FAILED:
                    limit -= 1
                    run, seconds = row["run"], row["wall_seconds"]
                    yield RunRow(run, FAILED, seconds, error=row["error"], command=row["command"])

    def add_failed(self, plan: Plan, row: RunRow) -> None:
        """Store a run that could not even report its own failure."""
        outcomes = [outcome.name for outcome in plan.study.kept_outcomes]
        writer = PartWriter(self.parts, plan.study.keep, outcomes)
        writer.add_failed(row)
        writer.close()

    def _run_files(self) -> list[Path]:
        return sorted(self.parts.glob(f"{PART_PREFIX}*/runs.parquet"))

    def _check(self, plan: Plan) -> None:
        """Refuse a folder whose parts would not fit together with this plan's."""
        manifest = read_manifest(self.folder)
        if manifest is None:
            if self.folder.is_file() or (self.folder.is_dir() and not _could_be_ours(self.folder)):
                raise InputProblem(
                    what="holds something that is not a study; results never mix with other files",
                    where=f"--out {self.folder}",
                    fix="choose a new folder",
                )
            return
        for name, value in _identity(plan).items():
            if manifest.get(name) != value:
                raise InputProblem(
                    what=f"holds another study: its {name} is {_shown(manifest.get(name))}",
                    where=f"--out {self.folder}",
                    allowed=f"a study whose {name} is {_shown(value)}, or a new folder",
                    fix="choose a new folder with --out, or give the study a new name",
                )

    def _drop_stale(self) -> None:
        for path in self.parts.glob(f"{PARTIAL_PREFIX}*"):
            if time.time() - path.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(path, ignore_errors=True)


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a study's folder, or None if it holds no study."""
    try:
        content = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return None
    return content if isinstance(content, dict) and "study" in content else None


def _could_be_ours(folder: Path) -> bool:
    """Say whether a folder without manifest is empty or a study killed in its first moment."""
    begun = {"parts", "study.toml", "design.parquet"}
    return all(path.name in begun or path.name.startswith(PARTIAL_PREFIX) for path in folder.iterdir())


def _identity(plan: Plan) -> dict[str, Any]:
    """What must stay for parts to fit together; values, points and replications may change."""
    study = plan.study
    return {
        "study": study.name,
        "factors": [factor.path for factor in study.factors],
        "outcomes": [outcome.model_dump(mode="json") for outcome in study.kept_outcomes],
        "keep": study.keep,
        "schema": SCHEMA_VERSION,
    }


def _shown(value: Any) -> str:
    if isinstance(value, list):
        names = [entry["name"] if isinstance(entry, dict) else str(entry) for entry in value]
        return ", ".join(names) or "none"
    return repr(value)


def factor_column(path: str) -> str:
    """Return the name of a factor's column in the design: its path without quotes."""
    column = path.replace('"', "")
    return f"factor {column}" if column in RESERVED else column


def _write_design(plan: Plan, path: Path) -> None:
    """Write the row of every run, a batch at a time, so that memory stays flat."""
    schema = _design_schema(plan)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for numbers in batched(range(len(plan)), DESIGN_BATCH, strict=False):
            rows = [_design_row(plan, number, schema) for number in numbers]
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))


def _design_schema(plan: Plan) -> pa.Schema:
    study = plan.study
    fields = [
        pa.field("number", pa.int64()),
        pa.field("run", pa.string()),
        pa.field("scenario", pa.string()),
        pa.field("point", pa.int64()),
        pa.field("replication", pa.int64()),
        pa.field("seed", pa.int64()),
    ]
    for place, factor in enumerate(study.factors):
        values = [point[place] for point in plan.points]
        fields.append(pa.field(factor_column(factor.path), pa.array(_one_kind(values)).type))
    return pa.schema(fields)


def _one_kind(values: list[Any]) -> list[Any]:
    """Return values that one column can hold: whole numbers join fractions, a mixture is text."""
    kinds = {type(value) for value in values}
    if kinds <= {int, float}:
        return values if kinds == {int} else [float(value) for value in values]
    return values if len(kinds) == 1 else [str(value) for value in values]


def _design_row(plan: Plan, number: int, schema: pa.Schema) -> dict[str, Any]:
    variant, spec = plan.variant_of(number), plan.spec(number)
    row: dict[str, Any] = {
        "number": number,
        "run": spec.key,
        "scenario": variant.name,
        "point": variant.point,
        "replication": number % plan.study.replications,
        "seed": spec.seed,
    }
    for place, factor in enumerate(plan.study.factors):
        column, value = factor_column(factor.path), plan.points[variant.point][place]
        applies = not factor.scenarios or variant.scenario in factor.scenarios
        text = pa.types.is_string(schema.field(column).type)
        row[column] = (str(value) if text else value) if applies else None
    return row
