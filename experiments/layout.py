"""Small tables for the terminal: cells over seeds as text, and tables set side by side."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from experiments.console import WIDTH

GAP = 4


@dataclass(frozen=True, slots=True)
class Part:
    """One table: `cells` has the columns row, column, seed, value; both orders are kept."""

    title: str
    cells: pd.DataFrame
    rows: Sequence[str]
    columns: Sequence[str]
    show: Callable[[float], str]


def part_table(part: Part, console: Console) -> Table:
    """Return a part as a table; several seeds show as median (lowest–highest).

    The range stands behind the median, or below it where the table would be too wide.
    """
    inline = _table(part, " ")
    return inline if _width(inline, console) <= console.width else _table(part, "\n")


def _table(part: Part, gap: str) -> Table:
    table = Table(title=part.title, title_justify="left", title_style="bold", box=None)
    table.pad_edge = False
    table.add_column("", no_wrap=True)
    for column in part.columns:
        table.add_column(column, justify="right", header_style="dim")
    values = dict(tuple(part.cells.groupby(["row", "column"])["value"]))
    for row in part.rows:
        cells = (values.get((row, column)) for column in part.columns)
        table.add_row(row, *("–" if cell is None else _text(cell, part.show, gap) for cell in cells))
    return table


def flow(tables: Sequence[Table], console: Console) -> Iterator[Table]:
    """Yield the tables in order, each with the next one that fits beside it."""
    waiting = list(tables)
    while waiting:
        first = waiting.pop(0)
        room = console.width - _width(first, console) - GAP
        second = next((table for table in waiting if _width(table, console) <= room), None)
        row = Table.grid(padding=(0, GAP, 0, 0))
        if second is None:
            row.add_row(first)
        else:
            waiting.remove(second)
            row.add_row(first, second)
        yield row


def _text(values: "pd.Series[float]", show: Callable[[float], str], gap: str) -> str:
    """Return one cell: the value, or median and range when seeds differ."""
    known = values.dropna()
    if known.empty:
        return "–"
    if len(values) == 1:
        return show(known.iloc[0])
    middle, low, high = show(known.median()), show(known.min()), show(known.max())
    if low == high:
        return middle
    return f"{middle}{gap}({low}…{high})" if low.startswith("-") else f"{middle}{gap}({low}–{high})"


def _width(table: Table, console: Console) -> int:
    unlimited = console.options.update(width=10 * WIDTH)
    return Measurement.get(console, unlimited, table).maximum
