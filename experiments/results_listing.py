"""What a results folder holds and answers, printed for a person or as CSV."""

import sys
from pathlib import Path
from typing import Any

from rich.markup import escape

from experiments.console import plain_table, stdout_console
from experiments.reading import Results, to_pandas

ROWS_SHOWN = 40


def print_results(folder: Path, sql: str | None, csv: bool) -> None:
    """Print the tables of a folder with their columns, or the answer to a query."""
    results = Results(folder)
    if sql is None:
        _print_tables(results)
        return
    answer = results.sql(sql)
    if csv:
        to_pandas(answer).to_csv(sys.stdout, index=False)
        return
    rows = answer.limit(ROWS_SHOWN + 1).fetchall()
    table = plain_table(*map(escape, answer.columns), left=len(answer.columns))
    for row in rows[:ROWS_SHOWN]:
        table.add_row(*(escape(_shown(value)) for value in row))
    stdout_console().print(table)
    if len(rows) > ROWS_SHOWN:
        print(f"first {ROWS_SHOWN} rows; --csv gives all", file=sys.stderr)


def _print_tables(results: Results) -> None:
    table = plain_table("table", "rows", "columns", left=3)
    for info in results.describe():
        shown = ", ".join(name for name in info.columns if name != "row")
        table.add_row(info.name, f"{info.rows:,}", escape(shown))
    stdout_console().print(table)
    if results.is_study:
        counts = results.sql("select status, count(*) from runs group by status order by status").fetchall()
        print(", ".join(f"{count:,} runs {status}" for status, count in counts))


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:,.6g}" if isinstance(value, float) else str(value)
