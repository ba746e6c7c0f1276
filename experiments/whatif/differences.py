"""What two scenarios have in common and from when they may differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agents.strategies.rows import dated_strategies, in_force
from experiments.description import ParameterRow, describe_parameters
from model.inputs.past import keeping, past_of
from model.inputs.policies import Policy
from model.inputs.problems import InputProblem
from model.inputs.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Difference:
    """One parameter that is not the same in both scenarios; "(absent)" where one lacks it."""

    parameter: ParameterRow
    baseline: str
    whatif: str


ABSENT = "(absent)"
REMOVED = "(removed)"


def differences(baseline: Scenario, whatif: Scenario) -> list[Difference]:
    """Return every parameter whose value differs between two scenarios, in the scenario's order.

    That a what-if keeps the past of its baseline is no difference.
    """
    old, new = _rows(baseline), _rows(whatif)
    if keeping(past_of(baseline), whatif).opening == whatif.opening:
        old, new = (
            {path: row for path, row in rows.items() if not path.startswith("opening.")}
            for rows in (old, new)
        )
    found = []
    for path in [*old, *(path for path in new if path not in old)]:
        before = old[path].value if path in old else ABSENT
        after = new[path].value if path in new else ABSENT
        if before != after:
            found.append(Difference(new[path] if path in new else old[path], before, after))
    return found


def _rows(scenario: Scenario) -> dict[str, ParameterRow]:
    return {row.path: row for row in describe_parameters(scenario) if row.value != REMOVED}


def first_month_of_change(baseline: Scenario, whatif: Scenario) -> int:
    """Return the first month from which the scenarios can differ; 0 if they are the same.

    Dated policies, strategies and values count from their dates, everything else from the first month.
    """
    paths = [row.parameter.path for row in differences(baseline, whatif)]
    values = [path for path in paths if not path.startswith(("policies.", "strategies."))]
    days_of_values = [_day_in(path) for path in values]
    if None in days_of_values:
        return 0
    names = baseline.policies.keys() | whatif.policies.keys()
    days = [
        _first_day(baseline.policies.get(name), whatif.policies.get(name), baseline.start)
        for name in names
        if baseline.policies.get(name) != whatif.policies.get(name)
    ]
    days += [day for day in days_of_values if day is not None]
    months = [baseline.calendar.month_of(day) for day in days] + _strategy_months(baseline, whatif)
    return max(0, min(months)) if months else 0


def _day_in(path: str) -> date | None:
    """Return the date from which a dated value holds, None for a value that holds from the start."""
    try:
        return date.fromisoformat(path.rpartition(".")[2])
    except ValueError:
        return None


def _strategy_months(baseline: Scenario, whatif: Scenario) -> list[int]:
    """Return, for each firm whose strategies differ, the first month in which they do."""
    found = []
    for role, row in baseline.cast.firm_rows():
        old, new = (dated_strategies(each, role, row) for each in (baseline, whatif))
        months = sorted({dated.month for dated in (*old, *new)})
        found += [month for month in months if in_force(old, month) != in_force(new, month)][:1]
    return found


def _first_day(old: Policy | None, new: Policy | None, start: date) -> date:
    """Return the first day on which a policy and its changed (or no) self can differ."""
    if old is None or new is None:
        only = old or new
        return (only.start if only else None) or start
    unended = {"end": None, "note": ""}
    if old.model_copy(update=unended) == new.model_copy(update=unended):
        ends = [policy.end for policy in (old, new) if policy.end is not None]
        return min(ends, default=start)
    return min(old.start or start, new.start or start)


def check_scenarios(baseline: Scenario, whatifs: Sequence[Scenario]) -> None:
    """Refuse (InputProblem) scenarios that cannot be told apart or do not cover the same months."""
    seen = {baseline.name}
    for whatif in whatifs:
        if whatif.name in seen:
            raise InputProblem(
                what="is the name of two of the scenarios to compare",
                where=f"whatif {whatif.name}",
                fix="give each scenario a name of its own, and the baseline with --against",
            )
        seen.add(whatif.name)
        if (whatif.start, whatif.months) != (baseline.start, baseline.months):
            raise InputProblem(
                what=f"runs {whatif.months} months from {whatif.start}, {baseline.name} "
                f"{baseline.months} months from {baseline.start}",
                where=f"whatif {whatif.name}",
                fix="compare scenarios of the same months, or give --months",
            )
