"""Desks: firms whose strategies differ in numbers alone decide together, in all runs at once.

A strategy's method takes a view and returns an array. In a view everything has the axes runs × firms ×
chips (or what else the last axis is); what has no chip has a last axis of one. Strategies are written with
``np.where``, ``np.minimum`` and the like, so that the same lines decide for one firm or for all. One that
is written with ``if`` and ``min`` on plain numbers is asked firm by firm and run by run, which is slower.
"""

import dataclasses
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.cells import Cells, cell_of
from agents.strategies.base import Strategy

type Flags = NDArray[np.bool_]
type Answer = NDArray[Any]

NOT_CODE = ("_", "why_", "model_", "name", "meaning")
"""How those attributes of a strategy begin that decide nothing."""


class SlowStrategy(UserWarning):
    """A strategy can decide for one firm of one run at a time alone."""


@dataclasses.dataclass(frozen=True, slots=True)
class Desk:
    """Cells (runs × firms) with one way to decide; numbers that differ between them are columns.

    A lone cell is ``seen`` twice: an array of one number would pass for a number, and one of two does not.
    """

    strategy: Any
    cells: Cells
    seen: Cells
    has_all: bool


class Desks:
    """One role's strategies in force: ``strategies[run][firm]``."""

    def __init__(self, strategies: Sequence[Sequence[Any]]) -> None:
        self.shape = (len(strategies), len(strategies[0]) if strategies else 0)
        self.strategies = strategies
        self._one_by_one: set[type[Strategy]] = set()
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
        runs, firms = cells.nonzero()
        places = Cells(runs, firms)
        seen = places if len(runs) > 1 else Cells(np.repeat(runs, 2), np.repeat(firms, 2))
        return Desk(joined(members, shape), places, seen, has_all)

    def ask(self, question: str, view: Any) -> Answer:
        """One decision of every firm in every run; what it returns has the axes runs × firms × …"""
        out: Answer | None = None
        for desk in self.desks:
            answer = self._answer(desk, question, view)
            if desk.has_all:
                return answer.reshape(*self.shape, answer.shape[-1])
            if out is None:
                out = np.zeros((*self.shape, answer.shape[-1]), answer.dtype)
            elif out.shape[-1] != answer.shape[-1]:
                wider = np.broadcast_shapes(out.shape[-1:], answer.shape[-1:])
                out = np.broadcast_to(out, (*self.shape, *wider)).copy()
            out[desk.cells.runs, desk.cells.firms] = answer
        return np.zeros((*self.shape, 1)) if out is None else out

    def _answer(self, desk: Desk, question: str, view: Any) -> Answer:
        """One desk's decision, cells × …"""
        kind = type(desk.strategy)
        if kind not in self._one_by_one:
            try:
                return self._together(desk, question, view)
            except (ValueError, TypeError, IndexError) as error:
                # What arrays say when they are taken for numbers, as by ``if``, ``min`` or ``float``.
                self._one_by_one.add(kind)
                told = f"{kind.__name__}.{question} cannot decide for all firms at once ({error})"
                warnings.warn(f"{told}: it is asked one by one, which is slower", SlowStrategy, stacklevel=3)
        answers = [
            np.atleast_1d(getattr(self.strategies[run][firm], question)(cell_of(view, run, firm)))
            for run, firm in zip(desk.cells.runs.tolist(), desk.cells.firms.tolist(), strict=True)
        ]
        return np.stack(np.broadcast_arrays(*answers))

    def _together(self, desk: Desk, question: str, view: Any) -> Answer:
        """All cells of a desk in one call."""
        count = len(desk.cells.runs)
        whole = desk.has_all and count > 1
        cells = self.shape if whole else (len(desk.seen.runs),)
        answer = np.asarray(getattr(desk.strategy, question)(view if whole else desk.seen.of(view)))
        answer = np.broadcast_to(answer, np.broadcast_shapes(answer.shape, (*cells, 1)))
        return answer.reshape(-1, answer.shape[-1])[:count]

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
