"""Targets: facts up to 31 May 2023, each with a range and the value of a run it is compared with."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from experiments.calibration.statistics import STATISTICS
from model.inputs.checked_csv import NOT_NEGATIVE, Bound, Row, read_rows, refuse_repeats
from model.inputs.problems import InputProblem

TARGETS_FILE = Path(__file__).resolve().parents[2] / "model" / "inputs" / "data" / "targets.csv"
WINDOW_END = "2023-05"
"""Last month whose outcomes may be used to choose anything."""
CRYPTO_OVER = "2022-06"
"""Month by which the crypto boom and bust was known in full."""
ANY = Bound(float("-inf"))


class Role(StrEnum):
    """Whether a target tests the market, or mostly that a given input stays in place."""

    OUTCOME = "outcome"
    GIVEN = "given"


class Episode(StrEnum):
    """The runs that targets are read from."""

    MARKET = "market"
    CRYPTO = "crypto"
    WHOLE_RUN = "whole run"


@dataclass(frozen=True, slots=True)
class Pick:
    """Rows of the metrics table: a metric, who and item by name or pattern, months from-to as YYYY-MM."""

    metric: str
    who: str
    item: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Target:
    """One fact; `value`, `low`, `high` in `unit`; `of` is what the statistic compares with, if anything."""

    name: str
    group: str
    episode: Episode
    statistic: str
    pick: Pick
    of: Pick | None
    value: float
    low: float
    high: float
    unit: str
    weight: float
    role: Role
    note: str
    source: str


COLUMNS = (
    "target", "group", "episode", "statistic", "metric", "who", "item", "start", "end", "of_metric",
    "of_who", "of_item", "of_start", "of_end", "value", "low", "high", "unit", "weight", "role",
    "note", "source",
)  # fmt: skip


@cache
def load_targets(path: Path = TARGETS_FILE) -> tuple[Target, ...]:
    """Read the table of targets; raises InputProblem for anything that cannot be used."""
    rows = read_rows(path, COLUMNS)
    refuse_repeats(rows, "target")
    return tuple(_target(row) for row in rows)


def known_by(month: str, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Return the outcomes that were known by the end of a month (YYYY-MM) and can be calibrated on.

    What needs the whole run has too few parameters to itself to be worth its time, and is only checked.
    """
    return tuple(
        target
        for target in targets
        if target.role == Role.OUTCOME
        and (
            (target.episode == Episode.MARKET and target.pick.end <= month)
            or (target.episode == Episode.CRYPTO and month >= CRYPTO_OVER)
        )
    )


def _target(row: Row) -> Target:
    value, low, high = (row.number(column, ANY) for column in ("value", "low", "high"))
    if not low <= value <= high:
        raise InputProblem(
            what=f"{value:g} is not between {low:g} and {high:g}",
            where=row.where("value"),
            allowed="low <= value <= high",
        )
    return Target(
        name=row.text("target"),
        group=row.text("group"),
        episode=row.member("episode", Episode),
        statistic=row.name("statistic", STATISTICS),
        pick=_pick(row, ""),
        of=_pick(row, "of_") if row.cells["of_metric"] else None,
        value=value,
        low=low,
        high=high,
        unit=row.text("unit"),
        weight=row.number("weight", NOT_NEGATIVE),
        role=row.member("role", Role),
        note=row.cells["note"],
        source=row.text("source"),
    )


def _pick(row: Row, prefix: str) -> Pick:
    return Pick(
        metric=row.text(f"{prefix}metric"),
        who=row.text(f"{prefix}who"),
        item=row.cells[f"{prefix}item"],
        start=row.text(f"{prefix}start"),
        end=row.text(f"{prefix}end"),
    )
