"""Makes the scenario of a change: names may be patterns over the cast, and figures may be scaled."""

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from pydantic import BaseModel

from model.inputs.cast import Cast
from model.inputs.problems import unknown_name
from model.inputs.scenario import Scenario, scenario_from

BY_NAME = ("firms", "strategies", "chips", "nodes")
"""Tables of a change whose keys are patterns over names."""
SCALED = re.compile(r"\*=\s*([0-9.e+-]+)")
"""A figure written as text ``*=1.5`` is the baseline's times 1.5."""

type Table = Mapping[str, Any]


def baseline(scenario: str, startups: int, months: int) -> Scenario:
    """The scenario that every change is laid over."""
    return changed(scenario, startups, months, {}, "baseline")


def changed(
    scenario: str, startups: int, months: int, change: Table, name: str, base: Scenario | None = None
) -> Scenario:
    """The scenario with a change; patterns and figures to scale are those of ``base``.

    Raises:
        InputProblem: for a name, a key or a value that cannot be used.
    """
    content = dict(change) if base is None else _content(change, base, name)
    own = content.get("startups", {})
    laid = {"extends": scenario, **content, "name": name, "months": months}
    return scenario_from(laid | {"startups": {**own, "count": startups}}, f"changes.toml, {name}")


def _content(change: Table, base: Scenario, where: str) -> dict[str, Any]:
    """What a change says, with its patterns spelt out and its scaled values worked out."""
    content: dict[str, Any] = {}
    for key, value in change.items():
        if key in BY_NAME:
            content[key] = _by_name(key, value, base, where)
        elif key == "opening":
            content[key] = {part: _section(part, table, base) for part, table in value.items()}
        else:
            content[key] = _section(key, value, base)
    return content


def _section(key: str, value: Any, base: Scenario) -> Any:
    """A table of parameters with scaled values; anything else as it is."""
    before = getattr(base, key, None)
    return _scaled(value, before) if isinstance(before, BaseModel) else value


def matches(name: str, patterns: str) -> bool:
    """Whether a name is one of ``a|b*``."""
    return any(fnmatchcase(name, pattern) for pattern in patterns.split("|"))


def members(patterns: str, cast: Cast) -> str:
    """The patterns with groups of the cast (``@resellers``) spelt out.

    Raises:
        InputProblem: for a group that is not known.
    """
    return "|".join(_spelt_out(part, cast) for part in patterns.split("|"))


GROUPS: dict[str, Callable[[Cast], Iterator[str]]] = {
    "@resellers": lambda cast: (row.name for row in cast.reseller),
    "@large clouds": lambda cast: (row.name for row in cast.cloud if row.is_large),
    "@small clouds": lambda cast: (row.name for row in cast.cloud if not row.is_large),
    "@landlords": lambda cast: (row.name for row in cast.cloud if row.rents_out),
}
"""Groups of firms that patterns may name."""


def _spelt_out(part: str, cast: Cast) -> str:
    if not part.startswith("@"):
        return part
    if part not in GROUPS:
        raise unknown_name("group", part, "signs.csv or changes.toml", GROUPS)
    return "|".join(GROUPS[part](cast))


def _by_name(key: str, table: Table, base: Scenario, where: str) -> dict[str, Any]:
    entries = _entries(key, base)
    found: dict[str, Any] = {}
    for patterns, change in table.items():
        names = [name for name in entries if matches(name, members(patterns, base.cast))]
        if not names:
            raise unknown_name(key, patterns, f"changes.toml, {where}", entries)
        for name in names:
            found[name] = _scaled(change, entries[name]) if isinstance(change, Mapping) else change
    return found


def _entries(key: str, base: Scenario) -> dict[str, Any]:
    """Rows of a table of the baseline by name."""
    if key == "chips":
        return {chip.name: chip for chip in base.catalogue.chips}
    if key == "nodes":
        return {node.name: node for node in base.catalogue.nodes}
    return {row.name: row for _, row in base.cast.firm_rows()}


def _scaled(change: Table, row: Any) -> dict[str, Any]:
    """A change of a row with what is to be scaled worked out."""
    return {key: _value(value, getattr(row, key, None)) for key, value in change.items()}


def _value(value: Any, before: Any) -> Any:
    match = SCALED.fullmatch(value) if isinstance(value, str) else None
    return value if match is None else type(before)(before * float(match[1]))
