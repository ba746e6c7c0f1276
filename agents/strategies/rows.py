"""From a scenario's rows to the strategies that firms follow, each from its month on."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from agents.strategies import STRATEGIES
from agents.strategies.base import Strategy
from model.inputs.cast import FirmRow, Role
from model.inputs.problems import unknown_name
from model.inputs.scenario import Scenario
from model.inputs.strategy_rows import Number
from model.inputs.validation import first_problem


@dataclass(frozen=True, slots=True)
class Dated:
    """A strategy and the month from which it is followed."""

    month: int
    strategy: Strategy


def strategy_for(role: Role, name: str, numbers: dict[str, Number], where: str) -> Strategy:
    """The strategy of that name with some of its numbers changed.

    Raises:
        InputProblem: when the role has no such strategy, or it no such number, or a value is out of range.
    """
    known = STRATEGIES[role]
    if name not in known:
        raise unknown_name(f"{role} strategy", name, where, known)
    try:
        return known[name].model_validate(numbers)
    except ValidationError as error:
        raise first_problem(error, where, known[name]) from error


def dated_strategies(scenario: Scenario, role: Role, row: FirmRow) -> tuple[Dated, ...]:
    """What a firm follows over the run, by rising month, the first from month 0.

    A row that names no strategy changes numbers of the one before it.

    Raises:
        InputProblem: as `strategy_for`.
    """
    name, numbers = row.strategy, dict[str, Number]()
    found = []
    for place, given in enumerate(scenario.strategies.get(row.name, (None,))):
        at = f"scenario {scenario.name}, strategies.{row.name}" + (f", row {place + 1}" if place else "")
        month = 0
        if given is not None:
            name, kept = given.strategy or name, {} if given.strategy else numbers
            numbers = kept | given.numbers
            month = scenario.calendar.month_of(given.start) if given.start else 0
        found.append(Dated(month, strategy_for(role, name, numbers, at)))
    return tuple(found)


def in_force(dated: Sequence[Dated], month: int) -> Strategy:
    """The strategy that is followed in a month."""
    return next(row.strategy for row in reversed(dated) if row.month <= month)


def check_strategies(scenario: Scenario) -> Scenario:
    """The scenario itself, once every strategy that it names has been found to exist.

    Raises:
        InputProblem: as `strategy_for`.
    """
    for role, row in scenario.cast.firm_rows():
        if row.name in scenario.strategies:
            dated_strategies(scenario, role, row)
    return scenario
