"""The checks, as signs.csv and changes.toml have them: what is changed, what is read, what theory expects."""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast, get_args

from model.inputs.problems import InputProblem, unknown_name
from model.metrics import METRICS

FOLDER = Path(__file__).parent
CHECKS, CHANGES = FOLDER / "signs.csv", FOLDER / "changes.toml"
COLUMNS = (
    "id", "group", "change", "reading", "metric", "who", "item", "from_month", "horizon_months", "only",
    "expected", "reason", "mistaken",
)  # fmt: skip

Reading = Literal["mean", "sum", "peak", "spread"]
"""Of the months around a horizon the mean; from the change to it the sum, the highest, or the spread of
monthly changes."""
Sign = Literal["+", "-", "0", "+0", "-0"]
"""Up, down, unmoved, and no move the other way."""


@dataclass(frozen=True, slots=True)
class Series:
    """What is read of a run: of everybody and everything that the patterns name (``a|b*``) together."""

    metric: str
    who: str
    item: str


@dataclass(frozen=True, slots=True)
class Check:
    """A change, the series that it must move, the month it begins in, and the sign that theory expects.

    ``only`` says that no other horizon than its own counts; ``mistaken`` why the check itself is wrong.
    """

    id: str
    group: str
    change: str
    reading: Reading
    series: Series
    from_month: int
    horizon_months: int
    only: bool
    expected: Sign
    reason: str
    mistaken: str


@cache
def load_checks() -> tuple[Check, ...]:
    """Every check, in the order of the file.

    Raises:
        InputProblem: for a cell that cannot be used, or an id or a change that is used by no one or twice.
    """
    with CHECKS.open(newline="", encoding="utf-8") as file:
        table = csv.DictReader(file)
        if tuple(table.fieldnames or ()) != COLUMNS:
            raise InputProblem(what="other columns", where=CHECKS.name, allowed=", ".join(COLUMNS))
        checks = tuple(_check(row, f"{CHECKS.name}, line {table.line_num}") for row in table)
    ids, used = [check.id for check in checks], {check.change for check in checks}
    if len(set(ids)) < len(ids):
        twice = sorted({one for one in ids if ids.count(one) > 1})
        raise InputProblem(what=f"more than one check called {', '.join(twice)}", where=CHECKS.name)
    if idle := load_changes().keys() - used:
        raise InputProblem(what=f"no check for {', '.join(sorted(idle))}", where=CHANGES.name)
    return checks


@cache
def load_changes() -> Mapping[str, Mapping[str, Any]]:
    """What each change lays over a scenario, by name."""
    return tomllib.loads(CHANGES.read_text(encoding="utf-8"))


def chosen(checks: Sequence[Check], pattern: str) -> list[Check]:
    """The checks whose id, group or change holds the pattern.

    Raises:
        InputProblem: when there is none.
    """
    found = [one for one in checks if pattern in one.id or pattern in (one.group, one.change)]
    if not found:
        groups = dict.fromkeys(check.group for check in checks)
        raise InputProblem(what=f"no check has {pattern!r} in it", where="--only", allowed=", ".join(groups))
    return found


def _check(row: Mapping[str, str], where: str) -> Check:
    for value, key, allowed in (
        (row["reading"], "reading", get_args(Reading)),
        (row["expected"], "expected", get_args(Sign)),
        (row["metric"], "metric", tuple(METRICS)),
        (row["change"], "change", tuple(load_changes())),
        (row["only"], "only", ("", "1")),
    ):
        if value not in allowed:
            raise unknown_name(key, value, where, allowed)
    if not row["reason"] or int(row["horizon_months"]) < 1 or int(row["from_month"]) < 0:
        raise InputProblem(what="no reason, or months before the start", where=where)
    return Check(
        id=row["id"],
        group=row["group"],
        change=row["change"],
        reading=cast(Reading, row["reading"]),
        series=Series(row["metric"], row["who"], row["item"]),
        from_month=int(row["from_month"]),
        horizon_months=int(row["horizon_months"]),
        only=row["only"] == "1",
        expected=cast(Sign, row["expected"]),
        reason=row["reason"],
        mistaken=row["mistaken"],
    )
