"""Parameters that change by date: laid over one another, checked, and as they stand in a month.

Written as a list, ``cloud.scrap_rate = [{from = 2024-01-01, value = 0.02}]``, whose first row may lack a date
and then holds from the start; or date by date, ``cloud.scrap_rate.2024-01-01 = 0.02``. Before the first date
the scenario's own value holds. A change is known from its date on and foreseen by nobody.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from model.inputs.calendar import Calendar
from model.inputs.parameters import SECTIONS
from model.inputs.problems import InputProblem, unknown_name
from model.inputs.validation import first_problem

type ByDate = dict[str, Any]
type Dated = dict[str, dict[str, ByDate]]
"""By section, parameter and date (year-month-day)."""

AT_OPENING = ("startups.count", "startups.crowding", "startups.talent_sigma")
"""Parameters that nothing reads after the first day; so are those that begin with ``opening_``."""


def lay_dated(content: dict[str, Any], changes: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Put what changes say of dates under ``dated`` of a scenario's content; returns the rest of the changes.

    A list or a plain value takes the place of what was dated before, a table of dates adds to it.
    """
    rest = dict(changes)
    dated: Dated = {section: dict(table) for section, table in content.get("dated", {}).items()}
    for section in SECTIONS:
        table = rest.get(section)
        if isinstance(table, dict):
            rest[section] = _lay_section(dated.setdefault(section, {}), table, f"{where}, {section}")
    for section, table in dict(rest.pop("dated", {})).items():
        dated[section] = dated.get(section, {}) | dict(table)
    kept = {section: table for section, table in dated.items() if table}
    content.pop("dated", None)
    return rest | ({"dated": kept} if kept else {})


def _lay_section(dated: dict[str, ByDate], table: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Move dated values of a section's parameters; returns its plain values."""
    plain: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            dated[name] = dated.get(name, {}) | value
            continue
        dated.pop(name, None)
        if isinstance(value, (list, tuple)):
            first, by_date = _rows(value, f"{where}.{name}")
            plain |= {} if first is None else {name: first}
            dated[name] = by_date
        else:
            plain[name] = value
    return plain


def _rows(rows: Sequence[Any], where: str) -> tuple[Any, ByDate]:
    """The value from the start, where the first row lacks a date, and the others by date."""
    first, by_date = None, {}
    for place, row in enumerate(rows):
        is_row = isinstance(row, dict) and "value" in row and row.keys() <= {"from", "value"}
        if not is_row or ("from" not in row and place > 0):
            raise InputProblem(
                what=f"{row!r} is not a dated value",
                where=where,
                allowed="[{from = 2024-01-01, value = …}, …]; the first row may lack from",
            )
        if "from" in row:
            by_date[str(row["from"])] = row["value"]
        else:
            first = row["value"]
    return first, by_date


def checked_dated(dated: Mapping[str, Any], calendar: Calendar, horizon: int, where: str) -> Dated:
    """Dated values in the order of their dates, each checked as the parameter itself is.

    Raises:
        InputProblem: for an unknown parameter, one that is read at the opening alone, a value out of range,
            and a date that is not the first of a month within the run.
    """
    found: Dated = {}
    for section, table in dated.items():
        if section not in SECTIONS:
            raise unknown_name("section", section, f"{where}, dated", SECTIONS)
        for name, by_date in table.items():
            at = f"{where}, {section}.{name}"
            _check_name(section, name, at)
            days = {_checked_day(day, calendar, horizon, at): value for day, value in by_date.items()}
            values = {
                day: _checked_value(section, name, days[day], f"{at} from {day}") for day in sorted(days)
            }
            found.setdefault(section, {})[name] = values
    return found


def _check_name(section: str, name: str, at: str) -> None:
    fields = SECTIONS[section].model_fields
    if name not in fields:
        raise unknown_name("parameter", name, at, fields)
    if name.startswith("opening_") or f"{section}.{name}" in AT_OPENING:
        raise InputProblem(
            what="is read as the run opens, so a later value would reach nobody",
            where=at,
            allowed="one value",
        )


def _checked_day(day: str, calendar: Calendar, horizon: int, at: str) -> str:
    last = calendar.date_of(horizon)
    try:
        given = date.fromisoformat(str(day))
    except ValueError:
        given = None
    if given is None or given.day != 1 or not calendar.start < given <= last:
        raise InputProblem(
            what=f"from is {day}",
            where=at,
            allowed=f"the first day of a month after {calendar.start} and up to {last}",
        )
    return given.isoformat()


def _checked_value(section: str, name: str, value: Any, at: str) -> Any:
    try:
        return getattr(SECTIONS[section].model_validate({name: value}), name)
    except ValidationError as error:
        raise first_problem(error, at, SECTIONS[section]) from error


def within(dated: Mapping[str, Mapping[str, ByDate]], calendar: Calendar) -> Dated:
    """Without what a shortened run never reaches."""
    kept: Dated = {}
    for section, table in dated.items():
        for name, by_date in table.items():
            reached = {
                day: value for day, value in by_date.items() if _month(day, calendar) < calendar.months
            }
            if reached:
                kept.setdefault(section, {})[name] = reached
    return kept


def steps(dated: Mapping[str, Mapping[str, ByDate]], section: str, calendar: Calendar) -> dict[int, ByDate]:
    """A section's new values by the month from which they hold, in the order of the months."""
    found: dict[int, ByDate] = {}
    for name, by_date in dated.get(section, {}).items():
        for day, value in by_date.items():
            found.setdefault(_month(day, calendar), {})[name] = value
    return dict(sorted(found.items()))


def in_month[S: BaseModel](parameters: S, by_month: Mapping[int, ByDate], month: int) -> S:
    """A section's parameters as they stand in a month."""
    update: ByDate = {}
    for first, values in by_month.items():
        update |= values if first <= month else {}
    return parameters.model_copy(update=update) if update else parameters


def _month(day: str, calendar: Calendar) -> int:
    return calendar.month_of(date.fromisoformat(day))
