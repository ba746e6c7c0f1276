"""Parts of a view: what some firms see in some runs, and what a single firm sees."""

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.state.numbers import Section

type Index = NDArray[np.int64]

VIEW_AXES = 3
"""Runs × firms × chips (or what else the last axis is)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Cells:
    """Places of some firms in some runs; ``sections`` keeps the parameters of their runs."""

    runs: Index
    firms: Index
    sections: dict[Section, Section] = dataclasses.field(default_factory=dict)

    def of(self, view: Any) -> Any:
        """Their rows of a view, one under the other; a single row where all see the same."""
        return Seen(self, view)

    def cut(self, part: Any) -> Any:
        """Their rows of one part of a view."""
        if isinstance(part, np.ndarray) and part.ndim == VIEW_AXES:
            return self._rows(part)
        if isinstance(part, Section):
            return self._section(part)
        return self.of(part) if dataclasses.is_dataclass(part) else part

    def _rows(self, value: NDArray[Any]) -> NDArray[Any]:
        runs, firms, _ = value.shape
        if firms > 1:
            rows: NDArray[Any] = value[self.runs if runs > 1 else 0, self.firms]
        else:
            rows = value[self.runs, 0] if runs > 1 else value[0]
        return rows

    def _section(self, section: Section) -> Section:
        found = self.sections.get(section)
        if found is None:
            found = self.sections[section] = section.column_of(self.runs)
        return found


class Seen:
    """A view as some cells see it; a decision looks at few of its parts, so each is cut when asked for."""

    def __init__(self, cells: Cells, view: Any) -> None:
        self._cells, self._view = cells, view

    def __getattr__(self, name: str) -> Any:
        part = self._cells.cut(getattr(self._view, name))
        setattr(self, name, part)
        return part


def cell_of[View: Any](view: View, run: int, firm: int) -> View:
    """What one firm sees in one run: a vector over the chips, plain numbers where there is one column."""
    changed: dict[str, Any] = {}
    for name, value in _parts(view):
        if isinstance(value, np.ndarray) and value.ndim > 1:
            own = value[min(run, len(value) - 1), min(firm, value.shape[1] - 1)]
            changed[name] = own.item() if own.size == 1 else own
        elif isinstance(value, Section):
            changed[name] = value.alone(run)
        elif dataclasses.is_dataclass(value):
            changed[name] = cell_of(value, run, firm)
    return _replaced(view, changed)


def _parts(view: Any) -> list[tuple[str, Any]]:
    return [(field.name, getattr(view, field.name)) for field in dataclasses.fields(view)]


def _replaced[View: Any](view: View, changed: dict[str, Any]) -> View:
    replaced: View = dataclasses.replace(view, **changed)
    return replaced
