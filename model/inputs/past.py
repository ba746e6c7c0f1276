"""The past that a changed world keeps: what its opening state is solved from.

A scenario that extends another, and a setting laid over a scenario, change the world and not its past. The
opening state is solved from the baseline's values, which the scenario carries (``Scenario.opening``) where
they differ from its own. Figures of the opening state, whose keys begin with ``opening_``, are changed by
name; dates, resolution, ties, and entries added or removed are always the scenario's own.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from model.inputs.calendar import Calendar
from model.inputs.entries import names_of
from model.inputs.policies import POLICIES, Policy
from model.inputs.scenario_files import FIGURES, plain
from model.inputs.strategy_rows import StrategyRow, as_rows, as_written

BY_NAME = "opening_"
"""How the keys of figures of the opening state begin."""
LAYOUT = ("startups.count", "startups.crowding")
"""Parameters that say how finely start-ups are looked at, which is no part of the world."""

type Tables = dict[str, dict[str, Any]]


def past_of[S: BaseModel](scenario: S) -> S:
    """The scenario with the values that its opening state is solved from; itself where they are its own."""
    opening: Tables = _of(scenario, "opening")
    update: Tables = {"opening": {}}
    for key, values in opening.items():
        own = _of(scenario, key)
        if key == "strategies":
            update[key] = {firm: _rows(rows) for firm, rows in values.items()}
        elif key == "policies":
            at_start = _at_start(scenario, _of(scenario, "calendar"))
            later = {name: policy for name, policy in own.items() if name not in at_start}
            given = {name: POLICIES[row["policy"]].model_validate(row) for name, row in values.items()}
            update[key] = later | given
        else:
            update[key] = values if key in FIGURES else own.model_copy(update=values)
    return scenario.model_copy(update=update) if opening else scenario


def keeping[S: BaseModel](past: S, changed: S) -> S:
    """A changed scenario whose opening state is solved from another scenario's values."""
    opening = _sections(past, changed)
    for table in FIGURES:
        before = _figures(past, changed, table)
        if before != _of(changed, table):
            opening[table] = before
    before = _first_strategies(past, changed)
    if before != _first_strategies(changed, changed):
        opening["strategies"] = before
    calendar: Calendar = _of(changed, "calendar")
    policies = _at_start(past, calendar)
    if _acts(policies) != _acts(_at_start(changed, calendar)):
        opening["policies"] = {
            name: policy.model_dump(exclude={"note"}, exclude_none=True) for name, policy in policies.items()
        }
    return changed.model_copy(update={"opening": plain(opening)})


def _of(scenario: BaseModel, field: str) -> Any:
    return getattr(scenario, field)


def _rows(written: Any) -> tuple[StrategyRow, ...]:
    return tuple(StrategyRow.model_validate(row) for row in as_rows(written))


def _sections(past: BaseModel, changed: BaseModel) -> Tables:
    """Parameters that differ, but for those that are the changed scenario's in any case."""
    found: Tables = {}
    for section in type(changed).model_fields:
        before, after = _of(past, section), _of(changed, section)
        if not isinstance(before, BaseModel) or before == after:
            continue
        differing = {
            name: value
            for name, value in before
            if value != getattr(after, name)
            and not name.startswith(BY_NAME)
            and f"{section}.{name}" not in LAYOUT
        }
        if differing:
            found[section] = differing
    return found


def _gone_and_new(past: BaseModel, changed: BaseModel) -> tuple[set[str], set[str]]:
    """Names of entries that the changed scenario has removed, and of those that it has added."""
    there, here = (
        {name for rows in _of(one, "added").values() for name in names_of(rows)} for one in (past, changed)
    )
    return set(_of(changed, "remove")) | (there - here), here - there


def _figures(past: BaseModel, changed: BaseModel, table: str) -> Tables:
    """Changed figures of the past; those by name, and all of a new entry, are the changed scenario's."""
    gone, new = _gone_and_new(past, changed)
    before, after = _of(past, table), _of(changed, table)
    found: Tables = {}
    for name in dict.fromkeys((*before, *after)):
        own: dict[str, Any] = after.get(name, {})
        if name in new:
            found[name] = own
        elif name not in gone:
            kept = {key: value for key, value in before.get(name, {}).items() if not key.startswith(BY_NAME)}
            row = kept | {key: value for key, value in own.items() if key.startswith(BY_NAME)}
            found |= {name: row} if row or not own else {}
    return found


def _first_strategies(past: BaseModel, changed: BaseModel) -> Tables:
    """What firms follow in the first month, as a scenario file writes it."""
    gone, new = _gone_and_new(past, changed)
    of_the_new = {firm: rows for firm, rows in _of(changed, "strategies").items() if firm in new}
    rows = {firm: rows for firm, rows in _of(past, "strategies").items() if firm not in gone} | of_the_new
    return {firm: as_written(rows[:1]) for firm, rows in rows.items()}


def _at_start(scenario: BaseModel, calendar: Calendar) -> Mapping[str, Policy]:
    """Policies in force in the first month."""
    policies: dict[str, Policy] = _of(scenario, "policies")
    return {name: policy for name, policy in policies.items() if policy.in_force(0, calendar)}


def _acts(policies: Mapping[str, Policy]) -> Tables:
    """What policies do in their first month, whenever they end and whatever is noted of them."""
    return {name: policy.model_dump(exclude={"start", "end", "note"}) for name, policy in policies.items()}
