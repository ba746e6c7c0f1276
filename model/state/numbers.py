"""The parameters of many runs: each as an array with the runs along its first axis."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from model.inputs.dated import in_month, steps
from model.inputs.problems import InputProblem
from model.inputs.scenario import Scenario
from model.state.maths import power, total


class Section:
    """One section's parameters as attributes: arrays of the same shape, runs × 1 × … × 1."""

    def __init__(self, values: dict[str, NDArray[np.float64]]) -> None:
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> NDArray[np.float64]:
        raise AttributeError(f"no parameter {name!r}; there are {', '.join(self.__dict__)}")

    def at(self, runs: NDArray[np.int64]) -> "Section":
        """The parameters of some runs, one entry each (a run may come up several times)."""
        return _Picked(self, lambda value: value[runs])

    def alone(self, run: int) -> "Section":
        """The parameters of one run as plain numbers."""
        return _Picked(self, lambda value: value[run].item())

    def column_of(self, runs: NDArray[np.int64]) -> "Section":
        """The same of all parameters, as columns: entries × 1."""
        return Section({name: value[runs].reshape(len(runs), 1) for name, value in vars(self).items()})


class _Picked(Section):
    """A part of another section; most parameters are not asked for, so each is cut out when it is."""

    def __init__(self, whole: Section, pick: Callable[[NDArray[np.float64]], Any]) -> None:
        super().__init__({})
        self._whole, self._pick = whole, pick

    def __getattr__(self, name: str) -> NDArray[np.float64]:
        if name.startswith("_"):
            raise AttributeError(name)
        value: NDArray[np.float64] = self._pick(getattr(self._whole, name))
        setattr(self, name, value)
        return value


class Numbers:
    """Parameters by section as they stand this month: ``numbers("cloud", 2).scrap_rate`` is runs × 1 × 1."""

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        self._scenarios = scenarios
        self._month = 0
        self._sections: dict[tuple[str, int], Section] = {}
        self._steps = {
            section: [steps(scenario.dated, section, scenario.calendar) for scenario in scenarios]
            for section in {section for scenario in scenarios for section in scenario.dated}
        }

    def __call__(self, section: str, trailing_axes: int) -> Section:
        """A section's parameters with as many axes of length one after the runs."""
        key = (section, trailing_axes)
        if key not in self._sections:
            rows = [self.row(section, run) for run in range(len(self._scenarios))]
            shape = (len(rows),) + (1,) * trailing_axes
            columns = {name: np.array([getattr(row, name) for row in rows]) for name in _names(rows[0])}
            self._sections[key] = Section({name: column.reshape(shape) for name, column in columns.items()})
        return self._sections[key]

    def row(self, section: str, run: int) -> Any:
        """One run's parameters of a section, as the scenario has them this month."""
        own = getattr(self._scenarios[run], section)
        return in_month(own, self._steps[section][run], self._month) if section in self._steps else own

    def turn(self, month: int) -> set[str]:
        """Let a month begin; returns the sections in which any run's values change with it."""
        self._month = month
        turned = {
            section for section, runs in self._steps.items() if any(month in by_month for by_month in runs)
        }
        self._sections = {key: found for key, found in self._sections.items() if key[0] not in turned}
        return turned

    def so_far(self, section: str, of: Callable[[Any], Any], trailing_axes: int) -> NDArray[np.float64]:
        """Sum over the months before this one of what a function makes of a section's parameters."""
        added: NDArray[np.float64] = of(self(section, 0)) * self._month
        for run, spans in self._spans(section, self._month):
            added[run] = total(np.array([of(row) * months for row, months in spans]))
        return added.reshape(len(added), *(1,) * trailing_axes)

    def grown(self, section: str, name: str, trailing_axes: int) -> NDArray[np.float64]:
        """What one has become by the end of this month at a parameter's growth per month."""
        grown: NDArray[np.float64] = power(1 + getattr(self(section, 0), name), self._month + 1.0)
        for run, spans in self._spans(section, self._month + 1):
            grown[run] = 1.0
            for row, months in spans:
                grown[run] *= power(1 + getattr(row, name), float(months))
        return grown.reshape(len(grown), *(1,) * trailing_axes)

    def _spans(self, section: str, end: int) -> Iterator[tuple[int, list[tuple[Any, int]]]]:
        """Runs whose parameters have changed by now: each with its parameters and the months they held."""
        for run, by_month in enumerate(self._steps.get(section, ())):
            months = [month for month in by_month if month <= self._month]
            own = getattr(self._scenarios[run], section)
            if months:
                ends = pairwise([0, *months, end])
                yield run, [(in_month(own, by_month, first), last - first) for first, last in ends]


def _names(row: BaseModel) -> list[str]:
    return [name for name in type(row).model_fields if isinstance(getattr(row, name), (int, float))]


SHARED = ("start", "months", "firms", "ties", "added", "remove", "chips", "nodes", "regions")
"""What all scenarios of a batch must agree on, beside how many rows of start-ups there are."""


def same_shape(scenarios: Sequence[Scenario]) -> bool:
    """Whether runs of these scenarios may travel in one batch: one cast, one calendar, one layout of rows."""
    first = scenarios[0]
    return all(scenario is first or _is_like(scenario, first) for scenario in scenarios[1:])


def _is_like(scenario: Scenario, first: Scenario) -> bool:
    rows, others = scenario.startups, first.startups
    return (
        type(scenario) is type(first)
        and all(getattr(scenario, name) == getattr(first, name) for name in SHARED)
        and (rows.count, rows.crowding) == (others.count, others.crowding)
        and (type(scenario) is Scenario or scenario.cast == first.cast)
    )


def alike(scenarios: Sequence[Scenario]) -> list[list[int]]:
    """Places of the scenarios that may travel together, in the order in which each kind first comes up."""
    kinds: list[list[int]] = []
    for place, scenario in enumerate(scenarios):
        for kind in kinds:
            if same_shape((scenarios[kind[0]], scenario)):
                kind.append(place)
                break
        else:
            kinds.append([place])
    return kinds


def check_same_shape(scenarios: Sequence[Scenario]) -> None:
    """Refuse runs that cannot travel together.

    Raises:
        InputProblem: when cast, calendar or the number of start-ups differ.
    """
    if not same_shape(scenarios):
        raise InputProblem(
            what="scenarios with different casts, dates or numbers of start-ups in one batch",
            where="batch",
            fix="put them into batches of their own",
        )
