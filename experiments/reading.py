"""Results as tables: of a `run` folder and of a study's, through DuckDB over their Parquet files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, overload

import duckdb
import pandas as pd

from experiments.study.keys import PART_PREFIX
from model.inputs.problems import InputProblem, unknown_name

Frame = Literal["pandas", "polars"]
RUN_TABLES = ("metrics", "trades", "firms", "startups")
DESIGN = "design"

# A run that was stored twice (two sessions at once, or tried again after it failed) counts once.
STORED = """
create temp table stored as
select run, part, status, finished, wall_seconds, residual_money, residual_chips, error, command
from read_parquet('{parts}/runs.parquet', hive_partitioning = true, hive_types_autocast = false)
qualify row_number() over (partition by run order by status = 'done' desc, finished desc, part) = 1
"""
RUNS_VIEW = """
create view runs as
select design.*, coalesce(status, 'missing') as status, stored.* exclude (run, part, status)
from design left join stored using (run) order by number
"""
PART_VIEW = """
create view {name} as
select design.*, {name}_rows.* exclude ({dropped}, file_row_number), {name}_rows.file_row_number as row
from design
join stored using (run)
join read_parquet(
    '{parts}/{name}.parquet',
    hive_partitioning = true, hive_types_autocast = false, file_row_number = true, union_by_name = true
) as {name}_rows using (run, part)
"""


@dataclass(frozen=True, slots=True)
class TableInfo:
    """A table of a results folder: its name, how many rows it has, and its columns."""

    name: str
    rows: int
    columns: tuple[str, ...]


class Results:
    """A results folder opened for reading; tables are views named after files."""

    def __init__(self, folder: Path) -> None:
        """Open a folder.

        Raises:
            InputProblem: if it holds no results.
        """
        self.folder = folder
        self._database: duckdb.DuckDBPyConnection = duckdb.connect()
        if (folder / "design.parquet").is_file():
            self.tables = self._open_study()
        else:
            self.tables = self._open_files()
        if not self.tables:
            raise InputProblem(
                what="holds no results", where=str(folder), fix="give the folder of a run or of a study"
            )

    @property
    def is_study(self) -> bool:
        """Whether the folder is a study's."""
        return DESIGN in self.tables

    def sql(self, query: str) -> duckdb.DuckDBPyRelation:
        """Return the answer to a query over the tables.

        Raises:
            InputProblem: for a query that cannot be understood.
        """
        try:
            answer = self._database.sql(query)
        except duckdb.Error as error:
            raise InputProblem(
                what=str(error), where="--sql", allowed=f"SQL over {', '.join(self.tables)}"
            ) from error
        if answer is None:
            raise InputProblem(what="the statement yields no table", where="--sql", fix="write a SELECT")
        return answer

    def table(self, name: str) -> duckdb.DuckDBPyRelation:
        """Return a whole table, a study's in the order of its runs whoever made them and when."""
        if name not in self.tables:
            raise unknown_name("table", name, str(self.folder), self.tables)
        if self.is_study and name not in (DESIGN, "runs"):
            return self.sql(f"select * exclude (row) from {name} order by number, row")
        return self.sql(f"select * from {name}")

    def describe(self) -> list[TableInfo]:
        """Return what tables there are."""
        infos = []
        for name in self.tables:
            relation = self.sql(f"select * from {name}")
            rows = self.sql(f"select count(*) from {name}").fetchall()[0][0]
            infos.append(TableInfo(name, int(rows), tuple(relation.columns)))
        return infos

    def _open_files(self) -> tuple[str, ...]:
        paths = sorted(self.folder.glob("*.parquet"))
        for path in paths:
            self._database.execute(f'create view "{path.stem}" as select * from {_read(path)}')
        return tuple(path.stem for path in paths)

    def _open_study(self) -> tuple[str, ...]:
        parts = f"{_quoted(self.folder / 'parts')}/{PART_PREFIX}*"
        self._database.execute(f"create view design as select * from {_read(self.folder / 'design.parquet')}")
        found = {path.stem for path in (self.folder / "parts").glob(f"{PART_PREFIX}*/*.parquet")}
        if not found:
            return (DESIGN,)
        self._database.execute(STORED.format(parts=parts))
        self._database.execute(RUNS_VIEW)
        tables = [name for name in ("outcomes", *RUN_TABLES) if name in found]
        for name in tables:
            # A study's tables have the seed from the design already.
            dropped = "run, part" if name == "outcomes" else "run, part, seed"
            self._database.execute(PART_VIEW.format(name=name, parts=parts, dropped=dropped))
        return (DESIGN, "runs", *tables)


@overload
def load(
    folder: str | Path, table: str = ..., *, sql: str = ..., frame: Literal["pandas"] = ...
) -> pd.DataFrame: ...
@overload
def load(folder: str | Path, table: str = ..., *, sql: str = ..., frame: Literal["polars"]) -> Any: ...
def load(folder: str | Path, table: str = "", *, sql: str = "", frame: Frame = "pandas") -> Any:
    """Return a table of a results folder, or the answer to an SQL query over its tables.

    Without `table` and `sql`: the outcomes of a study, the metrics of a run. A study's rows come in
    the order of its runs. A polars frame needs the extra `polars`.

    Raises:
        InputProblem: for a folder without results, an unknown table, a query that means nothing.
    """
    results = Results(Path(folder))
    default = "outcomes" if results.is_study else "metrics"
    answer = results.sql(sql) if sql else results.table(table or default)
    return answer.pl() if frame == "polars" else to_pandas(answer)


def to_pandas(answer: duckdb.DuckDBPyRelation) -> pd.DataFrame:
    """Return an answer as a frame, through Arrow: DuckDB's own way uses what pandas 3.1 deprecates."""
    frame: pd.DataFrame = answer.to_arrow_table().to_pandas()
    return frame


def _read(path: Path) -> str:
    return f"read_parquet('{_quoted(path)}')"


def _quoted(path: Path) -> str:
    return str(path.resolve()).replace("'", "''")
