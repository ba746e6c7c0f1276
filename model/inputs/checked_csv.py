"""Reads a table of text cells and refuses, with file, line and column, what cannot be used."""

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import inf, isfinite
from pathlib import Path

from model.inputs.problems import InputProblem, nearest_match, unknown_name


@dataclass(frozen=True, slots=True)
class Bound:
    """The finite numbers a column may hold, from `low` to `high`."""

    low: float
    high: float = inf
    low_allowed: bool = True

    def holds(self, number: float) -> bool:
        """Say whether `number` is finite and within the bound."""
        above_low = number >= self.low if self.low_allowed else number > self.low
        return isfinite(number) and above_low and number <= self.high

    def __str__(self) -> str:
        if self.high != inf:
            return f"a number from {self.low:g} to {self.high:g}"
        return f"a number {'of at least' if self.low_allowed else 'above'} {self.low:g}"


POSITIVE = Bound(0.0, low_allowed=False)
NOT_NEGATIVE = Bound(0.0)
AT_LEAST_ONE = Bound(1.0)
SHARE = Bound(0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table (a scenario's row has none); each method reads a cell or raises `InputProblem`."""

    file: str
    line: int
    cells: Mapping[str, str]

    def where(self, column: str) -> str:
        """Name the cell for an error message."""
        return f"{self.place}, column {column!r}" if self.line else f"{self.place}.{column}"

    @property
    def place(self) -> str:
        """Name the line for an error message."""
        return f"{self.file}, line {self.line}" if self.line else self.file

    def text(self, column: str) -> str:
        """Return a cell that must not be empty."""
        if not self.cells[column]:
            raise InputProblem(
                what="empty cell", where=self.where(column), allowed="any text", fix="fill it in"
            )
        return self.cells[column]

    def number(self, column: str, bound: Bound) -> float:
        """Return a cell as a number within `bound`, in the column's unit."""
        text = self.text(column)
        try:
            number = float(text)
        except ValueError:
            raise InputProblem(
                what=f"{text!r} is not a number", where=self.where(column), allowed=str(bound)
            ) from None
        if not bound.holds(number):
            raise InputProblem(what=f"{text} is out of range", where=self.where(column), allowed=str(bound))
        return number

    def whole(self, column: str, bound: Bound) -> int:
        """Return a cell as a whole number within `bound`, in the column's unit."""
        number = self.number(column, bound)
        if not number.is_integer():
            raise InputProblem(
                what=f"{self.text(column)} is not a whole number",
                where=self.where(column),
                allowed=str(bound).replace("a number", "a whole number"),
            )
        return int(number)

    def day(self, column: str) -> date:
        """Return a cell as a date."""
        text = self.text(column)
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise InputProblem(
                what=f"{text!r} is not a date",
                where=self.where(column),
                allowed="an existing day as YYYY-MM-DD",
            ) from None

    def name(self, column: str, known: Collection[str]) -> str:
        """Return a cell that must be one of the `known` names."""
        text = self.text(column)
        if text not in known:
            raise unknown_name(column, text, self.where(column), known)
        return text

    def optional_name(self, column: str, known: Collection[str]) -> str | None:
        """Return None for an empty cell, else as `name`."""
        return self.name(column, known) if self.cells[column] else None

    def member[Kind: StrEnum](self, column: str, kinds: type[Kind]) -> Kind:
        """Return a cell as one of the members of an enumeration."""
        return kinds(self.name(column, [str(kind) for kind in kinds]))


def read_rows(path: Path, columns: Sequence[str]) -> list[Row]:
    """Read the table at `path`, which must have exactly these `columns`, in any order.

    Raises `InputProblem` for a missing file, broken quotes, unknown, missing or repeated columns,
    lines with too many or too few cells, and a table without lines.
    """
    if not path.is_file():
        raise InputProblem(what="file not found", where=str(path), fix="restore or create it")
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file, strict=True)
        try:
            header = [cell.strip() for cell in next(reader, [])]
            _check_header(path.name, header, columns)
            rows = [_row(path.name, reader.line_num, header, cells) for cells in reader if cells]
        except (csv.Error, UnicodeDecodeError) as error:
            raise InputProblem(
                what=f"not readable as CSV: {error}",
                where=f"{path.name}, line {reader.line_num}",
                fix="save it as CSV in UTF-8, text with commas between double quotes",
            ) from error
    if not rows:
        raise InputProblem(what="no lines below the header", where=path.name)
    return rows


def refuse_repeats(rows: Sequence[Row], *columns: str) -> None:
    """Raise `InputProblem` if two rows have the same cells in `columns`."""
    first_lines: dict[str, int] = {}
    for row in rows:
        key = ", ".join(row.text(column) for column in columns)
        if key in first_lines:
            raise InputProblem(
                what=f"{key!r} is already on line {first_lines[key]}",
                where=row.where(columns[-1]),
                allowed=f"one line for each {' and '.join(columns)}",
                fix="remove or rename one of the two",
            )
        first_lines[key] = row.line


def _check_header(file: str, header: Sequence[str], columns: Sequence[str]) -> None:
    where = f"{file}, line 1"
    for position, column in enumerate(header):
        if column not in columns:
            raise InputProblem(
                what=f"unknown column {column!r}",
                where=where,
                allowed=", ".join(columns),
                nearest=nearest_match(column, columns),
            )
        if column in header[:position]:
            raise InputProblem(what=f"column {column!r} appears twice", where=where)
    missing = [column for column in columns if column not in header]
    if missing:
        raise InputProblem(
            what=f"missing column {', '.join(repr(column) for column in missing)}",
            where=where,
            allowed=", ".join(columns),
        )


def _row(file: str, line: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        raise InputProblem(
            what=f"{len(cells)} cells under {len(header)} columns",
            where=f"{file}, line {line}",
            allowed=f"{len(header)} cells",
            fix="put text with commas between double quotes",
        )
    stripped = (cell.strip() for cell in cells)
    return Row(file=file, line=line, cells=dict(zip(header, stripped, strict=True)))
