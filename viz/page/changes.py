"""From the levers' values to scenarios, to a scenario file, and back from what a scenario holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

import tomli_w

from agents.strategies import STRATEGIES
from agents.strategies.rows import dated_strategies
from model.inputs.policies import POLICIES
from model.inputs.scenario import Scenario, load_scenario, scenario_from
from viz.page.lever_values import declared, shown, specs
from viz.page.levers import AS_IT_IS, HISTORY, LEVERS, Lever, Value

WHERE = "the page's levers"
RESOLUTION = "startups"
"""The lever that changes how finely the market is looked at, not what it is asked."""
_OUTSIDE: dict[str, Value] = {"scenario": HISTORY, "against": HISTORY, "seed": 1}
"""Levers that a scenario does not hold, with where they stand at first."""

Settings = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Pair:
    """The baseline and the what-if that a visitor compares: same seed, same number of start-ups."""

    baseline: Scenario
    whatif: Scenario
    seed: int

    @property
    def are_equal(self) -> bool:
        """Whether both are the same but for their names."""
        return _nameless(self.baseline) == _nameless(self.whatif)


def _nameless(scenario: Scenario) -> Scenario:
    return scenario.model_copy(update={"name": "", "question": "", "look_at": (), "extends": None})


@cache
def standing(scenario_name: str) -> Mapping[str, Value]:
    """Return where every lever stands in a scenario that no lever has changed."""
    scenario = load_scenario(scenario_name)
    values: dict[str, Value] = {**_OUTSIDE, "scenario": scenario_name}
    for lever in LEVERS:
        if lever.id not in values:
            values[lever.id] = _value_in(scenario, lever)
    return MappingProxyType(values)


def _value_in(scenario: Scenario, lever: Lever) -> Value:
    if lever.kind == "switch":
        return lever.policy in scenario.policies
    if lever.key.startswith("firms."):
        return AS_IT_IS
    if lever.firm:
        return _of_strategy(scenario, lever)
    if lever.policy:
        content = (
            scenario.policies[lever.policy].model_dump()
            if lever.policy in scenario.policies
            else _added(lever.policy)
        )
        found = content[lever.key.rpartition(".")[2]]
        if lever.kind == "date":
            found = f"{found or scenario.start:%Y-%m}"
    else:
        section, _, name = lever.key.partition(".")
        found = getattr(getattr(scenario, section), name)
    value: Value = found
    return value


def _of_strategy(scenario: Scenario, lever: Lever) -> Value:
    """The firm's strategy, or one of its numbers; its usual value where the strategy has no such number."""
    role, row = next(entry for entry in scenario.cast.firm_rows() if entry[1].name == lever.firm)
    strategy = dated_strategies(scenario, role, row)[0].strategy
    if not lever.number:
        return strategy.name
    usual = declared(lever)
    value: Value = getattr(strategy, lever.number, usual.default if usual else 0.0)
    return value


def _added(policy: str) -> dict[str, Any]:
    spec = specs()[policy]
    return POLICIES[spec["policy"]].model_validate(spec).model_dump()


def in_full(settings: Settings) -> dict[str, Value]:
    """Return the value of every lever, moved or not."""
    return {**standing(str(settings.get("scenario", HISTORY))), **settings}


def moved(settings: Settings) -> dict[str, Value]:
    """Return only the levers that do not stand where the scenario has them."""
    rest = standing(str(settings.get("scenario", HISTORY)))
    return {
        key: value
        for key, value in settings.items()
        if value != rest[key] or (key == "scenario" and value != HISTORY)
    }


def content_of(settings: Settings) -> dict[str, Any]:
    """Return the scenario file that the levers make: `extends`, and what differs.

    Raises:
        InputProblem: when the values contradict each other, such as an end before a start.
    """
    full, changed = in_full(settings), moved(settings)
    base = str(full["scenario"])
    content: dict[str, Any] = {"extends": base}
    named = [lever for lever in LEVERS if lever.id in changed and lever.id not in _OUTSIDE]
    if asked := [lever for lever in named if lever.id != RESOLUTION]:
        content["name"] = f"{base}-changed"
        content["question"] = f"What if {'; '.join(_said(lever, full[lever.id]) for lever in asked)}?"
    else:
        content["name"], content["question"] = base, load_scenario(base).question
    content["look_at"] = list(load_scenario(base).look_at)
    for lever in named:
        if not lever.policy and not lever.firm:
            _place(content, lever.key, _content(lever, full[lever.id]))
    for firm in dict.fromkeys(lever.firm for lever in named if lever.firm):
        content.setdefault("strategies", {})[firm] = _strategy(firm, full, changed)
    _change_policies(content, full, changed)
    return content


def _strategy(firm: str, full: Settings, changed: Settings) -> Any:
    """A firm's strategy as a scenario file writes it, with the numbers that the strategy has."""
    levers = [lever for lever in LEVERS if lever.firm == firm]
    name = next(str(full[lever.id]) for lever in levers if not lever.number)
    named = any(lever.id in changed for lever in levers if not lever.number)
    has = next(kinds[name] for kinds in STRATEGIES.values() if name in kinds).model_fields
    numbers = {
        lever.number: full[lever.id]
        for lever in levers
        # A new name forgets the scenario's numbers, so those that are unusual are said again.
        if lever.number in has
        and (lever.id in changed or (named and full[lever.id] != has[lever.number].default))
    }
    if not numbers:
        return name
    return {"strategy": name, **numbers} if named else numbers


def question_of(settings: Settings) -> str:
    """Return what the levers ask, as one sentence."""
    return str(content_of(settings)["question"])


def _change_policies(content: dict[str, Any], full: Settings, changed: Settings) -> None:
    held = load_scenario(str(full["scenario"])).policies
    for policy, spec in specs().items():
        levers = [lever for lever in LEVERS if lever.policy == policy]
        switch = next((lever for lever in levers if lever.kind == "switch"), None)
        fields = {
            lever.key.rpartition(".")[2]: _content(lever, full[lever.id])
            for lever in levers
            if lever.kind != "switch" and lever.id in changed
        }
        wanted = bool(full[switch.id]) if switch else policy in held or bool(fields)
        if policy in held and not wanted:
            content.setdefault("remove", []).append(policy)
        elif policy in held and fields:
            content.setdefault("policies", {})[policy] = fields
        elif wanted and policy not in held:
            content.setdefault("add", {})[policy] = {**spec, **fields}


def _content(lever: Lever, value: Value) -> Any:
    """Return what the scenario's key is set to."""
    if lever.kind == "date":
        return date.fromisoformat(f"{value}-01")
    if lever.kind == "choice":
        return next(choice.content for choice in lever.choices if choice.value == value)
    return value


def _place(content: dict[str, Any], key: str, value: Any) -> None:
    """Set a dotted key; a firm's name may hold spaces but no dot."""
    *tables, last = key.split(".")
    for table in tables:
        content = content.setdefault(table, {})
    content[last] = value


def pair_of(settings: Settings) -> Pair:
    """Return the baseline and the what-if of the levers.

    Raises:
        InputProblem: when the values contradict each other.
    """
    full = in_full(settings)
    baseline = {"extends": full["against"], "name": full["against"], "startups": {"count": full["startups"]}}
    content = content_of(settings)
    content.setdefault("startups", {}).setdefault("count", full["startups"])
    return Pair(
        scenario_from(baseline, WHERE),
        scenario_from(content, WHERE),
        int(full["seed"]),
    )


def scenario_file(settings: Settings) -> str:
    """Return the levers' scenario as a file for the command line, with the command that runs it."""
    full = in_full(settings)
    content = content_of(settings)
    content.setdefault("startups", {}).setdefault("count", full["startups"])
    scenario_from(content, WHERE)
    return (
        f"# uv run -m experiments run what-if.toml --seed {full['seed']}\n"
        f"# uv run -m experiments whatif what-if.toml --against {full['against']}\n"
        f"{tomli_w.dumps(content)}"
    )


def _said(lever: Lever, value: Value) -> str:
    return f"{lever.group} – {lever.label}: {shown(lever, value)}"
