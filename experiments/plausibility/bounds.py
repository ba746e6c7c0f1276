"""How far each counter may go, and why: read from bounds.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from experiments.plausibility.counters import COUNTERS, Limits
from model.inputs.problems import InputProblem

FILE = Path(__file__).parent / "bounds.toml"

Over = Literal["worst", "mean"]
"""Which value of several runs is held against the bound."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The most that a counter may come to over all runs; ``limits`` are numbers of the counter itself."""

    most: float
    unit: str
    over: Over
    reason: str
    limits: Limits


@cache
def load_bounds() -> Mapping[str, Bound]:
    """The bound of every counter, in the order of the registry.

    Raises:
        InputProblem: when file and registry do not name the same counters.
    """
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    if rows.keys() != COUNTERS.keys():
        raise InputProblem(
            what=f"counters without a bound, or bounds without a counter: {rows.keys() ^ COUNTERS.keys()}",
            where=FILE.name,
            allowed=", ".join(COUNTERS),
        )
    return {name: _bound(dict(rows[name]), f"{FILE.name}, {name}") for name in COUNTERS}


def _bound(row: dict[str, object], where: str) -> Bound:
    over = row.pop("over", None)
    if over not in get_args(Over):
        raise InputProblem(what=f"over is {over!r}", where=where, allowed=" or ".join(get_args(Over)))
    return Bound(
        most=float(str(row.pop("most"))),
        unit=str(row.pop("unit")),
        over="mean" if over == "mean" else "worst",
        reason=str(row.pop("reason")),
        limits={key: float(str(value)) for key, value in row.items()},
    )
