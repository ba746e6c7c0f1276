"""Desks: firms whose strategies differ in numbers alone decide together, in all runs at once.

A strategy's method takes a view and returns an array. In a view everything has the axes runs × firms ×
chips (or what else the last axis is); what has no chip has a last axis of one. Strategies are written with
``np.where``, ``np.minimum`` and the like, so that the same lines decide for one firm or for all.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.strategies.base import Strategy
from model.state.numbers import Section

type Flags = NDArray[np.bool_]
type Answer = NDArray[Any]

NOT_CODE = ("_", "why_", "model_", "name", "meaning")
"""How those attributes of a strategy begin that decide nothing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Desk:
    """The cells (runs × firms) with one way to decide; numbers that differ between them are columns."""

    strategy: Any
    cells: Flags
    has_all: bool


class Desks:
    """One role's strategies in force: ``strategies[run][firm]``."""

    def __init__(self, strategies: Sequence[Sequence[Any]]) -> None:
        self.shape = (len(strategies), len(strategies[0]) if strategies else 0)
        self.strategies = strategies
        code = {kind: code_of(kind) for kind in {type(strategy) for row in strategies for strategy in row}}
        by_code: dict[tuple[object, ...], Flags] = {}
        for run, row in enumerate(strategies):
            for firm, strategy in enumerate(row):
                cells = by_code.setdefault(code[type(strategy)], np.zeros(self.shape, np.bool_))
                cells[run, firm] = True
        self.desks = [self._desk(cells) for cells in by_code.values()]

    def _desk(self, cells: Flags) -> Desk:
        has_all = bool(cells.all())
        members = [self.strategies[run][firm] for run, firm in np.argwhere(cells).tolist()]
        shape = (*self.shape, 1) if has_all else (len(members), 1)
        return Desk(joined(members, shape), cells, has_all)

    def ask(self, question: str, view: Any, *more: Any) -> Answer:
        """One decision of every firm in every run; what it returns has the axes runs × firms × …"""
        out: Answer | None = None
        for desk in self.desks:
            seen = view if desk.has_all else cells_of(view, desk.cells)
            answer = np.asarray(getattr(desk.strategy, question)(seen, *more))
            if desk.has_all:
                return np.broadcast_to(answer, (*self.shape, *answer.shape[2:]))
            answer = np.broadcast_to(answer, (int(np.count_nonzero(desk.cells)), *answer.shape[1:]))
            if out is None:
                out = np.zeros((*self.shape, *answer.shape[1:]), answer.dtype)
            elif out.shape[2:] != answer.shape[1:]:
                wider = np.broadcast_shapes(out.shape[2:], answer.shape[1:])
                out = np.broadcast_to(out, (*self.shape, *wider)).copy()
            out[desk.cells] = answer
        assert out is not None, "a role without firms decides nothing"
        return out

    def trait(self, name: str) -> NDArray[Any]:
        """A number or word of every firm's strategy: runs × firms."""
        return np.array([[getattr(strategy, name) for strategy in row] for row in self.strategies])


def code_of(strategy: type[Strategy]) -> tuple[object, ...]:
    """What a class of strategies does apart from its numbers: classes that agree in it share a desk."""
    parts: dict[str, object] = {}
    for base in reversed(strategy.__mro__):
        if issubclass(base, Strategy):
            parts |= {name: part for name, part in vars(base).items() if not name.startswith(NOT_CODE)}
    return (*strategy.model_fields, *parts.items())


def joined(members: Sequence[Any], shape: tuple[int, ...]) -> Any:
    """One strategy that stands for several of a class: fields that differ become columns of that shape."""
    first = members[0]
    if all(member is first or member == first for member in members):
        return first
    fields = type(first).model_fields
    values = {name: [getattr(member, name) for member in members] for name in fields}
    columns = {
        name: column[0] if all(value == column[0] for value in column) else np.array(column).reshape(shape)
        for name, column in values.items()
    }
    return type(first).model_construct(**columns)


def cells_of(view: Any, cells: Flags) -> Any:
    """The same view of some cells alone: their rows one under the other, in the order of run and firm."""
    changed: dict[str, Any] = {}
    for field in dataclasses.fields(view):
        value = getattr(view, field.name)
        if isinstance(value, np.ndarray) and value.ndim == 3:
            changed[field.name] = np.broadcast_to(value, (*cells.shape, value.shape[2]))[cells]
        elif isinstance(value, Section):
            changed[field.name] = value.at(cells.nonzero()[0]).column()
        elif dataclasses.is_dataclass(value):
            changed[field.name] = cells_of(value, cells)
    return dataclasses.replace(view, **changed)
