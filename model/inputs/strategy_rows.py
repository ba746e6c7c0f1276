"""What a scenario says of a firm's strategy: a name, a table of numbers, or several tables by date.

Which strategies there are, and which numbers each has, is known where they live (``agents/strategies``).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_serializer, model_validator

from model.inputs.calendar import Calendar
from model.inputs.problems import InputProblem, unknown_name

type Number = bool | int | float | str
type Rows = tuple["StrategyRow", ...]


class StrategyRow(BaseModel):
    """A firm's strategy from a date on; a row without a name changes numbers of the one before."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    strategy: str | None = Field(None, description="the strategy's name; as before if absent")
    start: date | None = Field(
        None, alias="from", description="first day in force; the run's start if absent"
    )
    numbers: dict[str, Number] = Field({}, description="changed numbers of the strategy by name")

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, given: Any) -> Any:
        """Whatever is neither the name nor the date is a number of the strategy."""
        if isinstance(given, str):
            return {"strategy": given}
        if not isinstance(given, dict):
            raise ValueError("must be a name, a table with numbers, or a list of dated tables")
        named = {key: given[key] for key in ("strategy", "from") if key in given}
        return named | {"numbers": {key: value for key, value in given.items() if key not in named}}

    @model_serializer
    def _written(self) -> Any:
        """As a scenario file writes it."""
        named = {"strategy": self.strategy, "from": self.start}
        return {key: value for key, value in named.items() if value is not None} | self.numbers


def as_rows(given: Any) -> Any:
    """One row for a name or a table, a list as it is."""
    return given if isinstance(given, (list, tuple)) else [given]


def as_written(rows: Rows) -> Any:
    """The shortest form of a firm's rows."""
    written = [row.model_dump() for row in rows]
    if len(written) > 1:
        return written
    return written[0]["strategy"] if list(written[0]) == ["strategy"] else written[0]


def laid_over(before: Any, change: Any, where: str) -> Any:
    """A firm's strategy after a change: a name or a list replaces it, a table changes what it names.

    Numbers of a later row stand under its date: ``strategies.Nvidia.2023-03-01.share_of_supply``.

    Raises:
        InputProblem: for a date from which no row holds.
    """
    if not isinstance(change, dict):
        return change
    rows = [{"strategy": row} if isinstance(row, str) else dict(row) for row in as_rows(before or {})]
    places = {str(row["from"]): place for place, row in enumerate(rows) if "from" in row}
    for key, value in change.items():
        if isinstance(value, dict):
            if key not in places:
                raise unknown_name("date of a later row", key, where, places)
            rows[places[key]].update(value)
        else:
            rows[0][key] = value
    return rows if len(rows) > 1 else rows[0]


def lay_strategies(base: dict[str, Any], changes: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Strategies by firm after a scenario's or ``--set``'s changes."""
    return base | {
        firm: laid_over(base.get(firm), change, f"{where}, strategies.{firm}")
        for firm, change in changes.items()
    }


def check_dates(firm: str, rows: Sequence[StrategyRow], calendar: Calendar, horizon: int, where: str) -> None:
    """Refuse dates that do not rise from the first row, which has none, within the run.

    Raises:
        InputProblem: naming the firm's row.
    """
    earlier = calendar.start
    for place, row in enumerate(rows):
        at = f"{where}, strategies.{firm}, row {place + 1}"
        if place == 0:
            if row.start is not None:
                raise InputProblem(
                    what="the first row holds from the start of the run",
                    where=at,
                    allowed="no from",
                    fix="put a row without from before it",
                )
            continue
        last = calendar.date_of(horizon)
        if row.start is None or row.start.day != 1 or not earlier < row.start <= last:
            raise InputProblem(
                what=f"from is {row.start or 'missing'}",
                where=at,
                allowed=f"the first day of a month after {earlier} and up to {last}",
            )
        earlier = row.start


def number_in(rows: Rows, name: str) -> Number | None:
    """What a firm's first row sets a number of its strategy to; None for the strategy's own value."""
    return rows[0].numbers.get(name) if rows else None


def with_number(rows: Rows, name: str, value: Number) -> Rows:
    """A firm's rows with one number changed in the first."""
    first, *later = rows or (StrategyRow(),)
    return (first.model_copy(update={"numbers": first.numbers | {name: value}}), *later)
