"""What a lever's value may be, what it means, and how a person reads and writes it."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from agents.strategies import STRATEGIES
from model.inputs.policies import POLICIES
from model.inputs.problems import InputProblem, unknown_name
from model.inputs.scenario import Scenario, load_scenario
from viz.page.levers import BY_ID, HISTORY, Lever, Value, policy_specs


@cache
def specs() -> Mapping[str, Mapping[str, Any]]:
    """Return every policy that a lever touches, as a scenario without it would add it."""
    return MappingProxyType(policy_specs())


def shown(lever: Lever, value: Value) -> str:
    """Return a value as a person reads it, with its unit."""
    if lever.kind == "switch":
        return "on" if value else "off"
    if lever.kind == "choice":
        return next(choice.label for choice in lever.choices if choice.value == value)
    if lever.kind == "date":
        return f"{date.fromisoformat(f'{value}-01'):%b %Y}"
    unit = unit_of(lever)
    number = float(value)
    if unit in PERCENT:
        return f"{number * 100:,.4g} %{PERCENT[unit]}"
    return f"{number:,.6g} {unit}".rstrip()


PERCENT = {"share": "", "per month": " a month", "per year": " a year"}
"""Units shown as per cent, and what follows."""


def unit_of(lever: Lever) -> str:
    """Return the unit of a lever's parameter, as declared."""
    found = declared(lever)
    extra = found.json_schema_extra if found else None
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""


def declared(lever: Lever) -> FieldInfo | None:
    """Return where a lever's parameter is declared; none for a policy's presence or a strategy."""
    *_, name = lever.key.split(".")
    if lever.policy:
        kind = POLICIES[specs()[lever.policy]["policy"]]
        return kind.model_fields.get(name) if lever.kind != "switch" else None
    if lever.firm:
        kinds = (kind for registry in STRATEGIES.values() for kind in registry.values())
        return next((kind.model_fields[name] for kind in kinds if name in kind.model_fields), None)
    section = Scenario.model_fields.get(lever.key.partition(".")[0])
    kind_of_section = section.annotation if section else None
    if isinstance(kind_of_section, type) and issubclass(kind_of_section, BaseModel):
        return kind_of_section.model_fields.get(name)
    return None


def checked(lever_id: str, text: str, where: str) -> Value:
    """Return the value that a text gives a lever.

    Raises:
        InputProblem: for an unknown lever or a value it cannot take, saying what it can.
    """
    if lever_id not in BY_ID:
        raise unknown_name("lever", lever_id, where, BY_ID)
    lever = BY_ID[lever_id]
    if lever.kind == "switch":
        return _one_of(lever, {"on": True, "off": False}, text, where)
    if lever.kind == "choice":
        return _one_of(lever, {str(choice.value): choice.value for choice in lever.choices}, text, where)
    if lever.kind == "date":
        return _one_of(lever, {month: month for month in months_of_run()}, text, where)
    return _number(lever, text, where)


def _one_of(lever: Lever, allowed: Mapping[str, Value], text: str, where: str) -> Value:
    if text not in allowed:
        raise unknown_name(f"value for {lever.label}", text, f"{where}, {lever.id}", allowed)
    return allowed[text]


def _number(lever: Lever, text: str, where: str) -> Value:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    whole = lever.step == 1
    if not lever.low <= number <= lever.high or (whole and not number.is_integer()):
        kind = "whole number" if whole else "number"
        raise InputProblem(
            what=f"{lever.label} cannot be {text[:40]!r}",
            where=f"{where}, {lever.id}",
            allowed=f"a {kind} from {lever.low:g} to {lever.high:g} {unit_of(lever)}".rstrip(),
        )
    return int(number) if whole else number


@cache
def months_of_run() -> tuple[str, ...]:
    """Return the months that a date lever can name: those of history's run, but the first."""
    calendar = load_scenario(HISTORY).calendar
    return tuple(f"{calendar.date_of(month):%Y-%m}" for month in range(1, calendar.months))
