"""Every parameter of a scenario with unit, meaning, source, and how it differs from its parent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from agents.strategies.rows import dated_strategies
from model.inputs.catalogue import read_names
from model.inputs.parameters import SECTIONS
from model.inputs.scenario import Scenario, load_scenario


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One parameter: where it is, what it is, where it comes from, what the parent has instead."""

    path: str
    value: str
    unit: str
    source: str
    meaning: str
    parent_value: str | None


@dataclass(frozen=True, slots=True)
class _Leaf:
    path: str
    value: Any
    unit: str
    source: str
    meaning: str


def describe_parameters(scenario: Scenario) -> list[ParameterRow]:
    """Rows in the order of the scenario; ``parent_value`` is set where a parent differs."""
    base = load_scenario(scenario.extends) if scenario.extends else scenario
    before = {leaf.path: leaf for leaf in _leaves(base)}
    rows = []
    for leaf in _leaves(scenario):
        old = before.pop(leaf.path, None)
        shown, was = _text(leaf.value), _text(old.value) if old else "(absent)"
        rows.append(
            ParameterRow(
                leaf.path, shown, leaf.unit, leaf.source, leaf.meaning, None if shown == was else was
            )
        )
    gone = [name for name in base.policies if name not in scenario.policies]
    rows += [
        ParameterRow(leaf.path, "(removed)", leaf.unit, leaf.source, leaf.meaning, _text(leaf.value))
        for leaf in before.values()
        if not leaf.path.startswith(tuple(f"policies.{name}." for name in gone))
    ]
    rows += [
        ParameterRow(f"policies.{name}", "(removed)", "", "scenario", "policy", base.policies[name].policy)
        for name in gone
    ]
    return rows


def _leaves(scenario: Scenario) -> Iterator[_Leaf]:
    for name, field in Scenario.model_fields.items():
        value = getattr(scenario, name)
        if name in ("name", "extends", "question", "look_at"):
            continue
        if name == "strategies":
            yield from _strategies(scenario)
        elif name == "added":
            yield from _added(scenario)
        elif name == "dated":
            yield from _dated(value)
        elif name == "opening":
            yield from _opening(value)
        elif name in ("firms", "chips", "nodes", "regions"):
            yield from _changed(name, value)
        elif name == "policies":
            for policy_name, policy in value.items():
                yield from _section(policy, f"policies.{policy_name}", policy.note)
        elif isinstance(value, BaseModel):
            yield from _section(value, name, "")
        else:
            yield _Leaf(name, value, "", "scenario", field.description or "")


def _strategies(scenario: Scenario) -> Iterator[_Leaf]:
    """Names of all firms' strategies, then the numbers of each; later rows stand under their date."""
    numbers: list[_Leaf] = []
    for role, row in scenario.cast.firm_rows():
        source = "scenario" if row.name in scenario.strategies else "model/inputs/data/firms.toml"
        for dated in dated_strategies(scenario, role, row):
            day = f".{scenario.calendar.date_of(dated.month)}" if dated.month else ""
            path = f"strategies.{row.name}{day}"
            yield _Leaf(path, dated.strategy.name, "", source, "strategy")
            numbers += _section(dated.strategy, path, "")
    yield from numbers


def _changed(table: str, changed: Mapping[str, Mapping[str, Any]]) -> Iterator[_Leaf]:
    """Changed values of firms, start-ups and entries of the catalogue."""
    rows = {row["name"]: row for known in read_names().values() for row in known}
    for name, changes in changed.items():
        source = str(rows.get(name, {}).get("source", "scenario"))
        for key, value in changes.items():
            yield _Leaf(f"{table}.{name}.{key}", value, "", f"scenario; data: {source}", "changed value")


def _dated(dated: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Iterator[_Leaf]:
    """Later values of parameters, each under its date."""
    for section, table in dated.items():
        now = {leaf.path: leaf for leaf in _section(SECTIONS[section](), section, "")}
        for name, by_date in table.items():
            leaf = now[f"{section}.{name}"]
            for day, value in by_date.items():
                yield replace(leaf, path=f"{leaf.path}.{day}", value=value)


def _opening(kept: Mapping[str, Mapping[str, Any]]) -> Iterator[_Leaf]:
    """What the opening state is solved from where it is not the scenario's own."""
    for table, values in kept.items():
        for name, value in values.items():
            yield _Leaf(
                f"opening.{table}.{name}", value, "", "baseline", "the opening state is solved from it"
            )


def _added(scenario: Scenario) -> Iterator[_Leaf]:
    for table, rows in scenario.added.items():
        for place, row in enumerate(rows):
            path = f"added.{table}.{row.get('name', place + 1)}"
            source = str(row.get("source", "scenario"))
            for key, value in row.items():
                if key not in ("name", "source"):
                    yield _Leaf(f"{path}.{key}", value, "", source, "value of an added row")


def _section(section: BaseModel, path: str, note: str) -> Iterator[_Leaf]:
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        if name in ("policy", "note") or (value is None and name in ("start", "end")):
            continue
        extra = field.json_schema_extra
        traits: dict[str, Any] = dict(extra) if isinstance(extra, dict) else {}
        yield _Leaf(
            f"{path}.{name}",
            value,
            str(traits.get("unit", "")),
            str(traits.get("source", note or "scenario")),
            field.description or "",
        )


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.6g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(_text(entry) for entry in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_text(entry)}" for key, entry in value.items())
    return str(value)
