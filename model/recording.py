"""What runs leave behind: columns of metrics, trades, and the last state of everyone."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inputs.scenario import Scenario
from model.state.kinds import KINDS
from model.state.money import Journal
from model.state.randomness import key_of

type Table = dict[str, Sequence[Any] | NDArray[Any]]
type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run's tables (column -> values of equal length) and how well its ledgers closed."""

    seed: int
    scenario: Scenario
    metrics: Table
    trades: Table
    firms: Table
    startups: Table
    residual_money: float
    residual_chips: int


@dataclass(frozen=True, slots=True)
class RowName:
    """Names one row of the metrics."""

    metric: str
    who: str
    item: str


@dataclass(frozen=True, slots=True)
class Block:
    """Names of some rows of a metric: every item of each who, the other way round, or pair by pair."""

    metric: str
    unit: str
    who: Sequence[str]
    item: Sequence[str]
    item_first: bool
    pairs: bool

    def rows(self) -> list[tuple[RowName, str]]:
        """Name and unit of every row."""
        if self.pairs:
            named = list(zip(self.who, self.item, strict=True))
        elif self.item_first:
            named = [(who, item) for item in self.item for who in self.who]
        else:
            named = [(who, item) for who in self.who for item in self.item]
        return [(RowName(self.metric, who, item), self.unit) for who, item in named]


class MonthOfMetrics:
    """One month's metric rows of all runs, absent ones included: the same rows every month."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._values: list[Vector] = []
        self._present: list[Flags] = []

    def add(self, block: Block, value: Vector, present: Flags) -> None:
        """Add rows: their names, values and whether the month speaks of them (runs × rows)."""
        self.blocks.append(block)
        self._values.append(value)
        self._present.append(present)

    @property
    def value(self) -> Vector:
        """Values of all rows, runs × rows."""
        return np.concatenate(self._values, axis=1)

    @property
    def present(self) -> Flags:
        """Which of them the month speaks of."""
        return np.concatenate(self._present, axis=1)

    def names(self) -> list[tuple[RowName, str]]:
        """Name and unit of every row."""
        return [row for block in self.blocks for row in block.rows()]


@dataclass(frozen=True, slots=True)
class _Month:
    """What a month said: of run ``r``, rows ``number[start[r]:start[r + 1]]`` and their values."""

    month: int
    date: date
    start: Index
    number: NDArray[np.int32]
    value: Vector


class Recorder:
    """Collects metrics month by month; names are spelt out once, when a table is asked for."""

    def __init__(self) -> None:
        self.months: list[_Month] = []
        self.names: list[tuple[RowName, str]] = []

    def add(self, month: int, day: date, rows: MonthOfMetrics) -> None:
        """Keep what a month speaks of."""
        if not self.names:
            self.names = rows.names()
        present, value = rows.present, rows.value
        count = present.shape[1]
        cell = np.flatnonzero(present)
        start = np.searchsorted(cell, np.arange(len(present) + 1) * count)
        number = (cell % count).astype(np.int32)
        self.months.append(_Month(month, day, start, number, value.ravel()[cell]))

    def table(self, run: int = 0, since: int = 0) -> Table:
        """Metric rows of a run as columns, from a month on (counted in recorded months)."""
        kept = self.months[since:]
        parts = [(m, slice(int(m.start[run]), int(m.start[run + 1]))) for m in kept]
        numbers = np.concatenate([m.number[rows] for m, rows in parts]) if parts else np.zeros(0, np.int32)
        names = self._columns()
        counts = [rows.stop - rows.start for _, rows in parts]
        return {
            "month": np.repeat(np.array([m.month for m in kept], np.int64), counts),
            "date": np.repeat(np.array([m.date for m in kept], object), counts),
            "metric": names[0][numbers],
            "who": names[1][numbers],
            "item": names[2][numbers],
            "value": np.concatenate([m.value[rows] for m, rows in parts]) if parts else np.zeros(0),
            "unit": names[3][numbers],
        }

    def series(self, run: int, wanted: Sequence[bool] | Flags) -> Vector:
        """Months × wanted rows (flags over ``names``) of a run; not a number where a month is silent."""
        chosen = np.flatnonzero(wanted)
        place = np.full(len(self.names), -1, np.int64)
        place[chosen] = np.arange(len(chosen))
        table = np.full((len(self.months), len(chosen)), np.nan)
        for line, month in enumerate(self.months):
            rows = slice(int(month.start[run]), int(month.start[run + 1]))
            column = place[month.number[rows]]
            table[line, column[column >= 0]] = month.value[rows][column >= 0]
        return table

    def digest(self, run: int = 0) -> str:
        """Bits of everything recorded of a run: two runs with the same one are alike in every series."""
        keys = np.array(
            [key_of(f"{name.metric}|{name.who}|{name.item}") for name, _ in self.names], np.uint64
        )
        digest = hashlib.blake2b(digest_size=16)
        for month in self.months:
            rows = slice(int(month.start[run]), int(month.start[run + 1]))
            digest.update(keys[month.number[rows]].tobytes())
            digest.update(month.value[rows].tobytes())
        return digest.hexdigest()

    def last(self, name: RowName) -> float:
        """The last month's value of one row of a lone run; not a number if it says nothing of it."""
        wanted = [known == name for known, _ in self.names]
        return float(self.series(0, wanted)[-1, 0]) if any(wanted) else float("nan")

    def _columns(self) -> list[NDArray[Any]]:
        rows = [(name.metric, name.who, name.item, unit) for name, unit in self.names]
        return (
            [np.array(column, object) for column in zip(*rows, strict=True)]
            if rows
            else [np.zeros(0, object)] * 4
        )


def trade_table(months: Sequence[Journal], accounts: tuple[str, ...], items: tuple[str, ...]) -> Table:
    """Every payment of one run, in order of month and kind; ``items`` names chips, -1 is none."""
    names, labels = np.array(accounts), np.array([*items, ""])
    kinds = np.array([str(kind) for kind in KINDS])
    columns = ("month", "payer", "payee", "kind", "item", "quantity", "amount")
    if not any(len(month.run) for month in months):
        empty: list[Any] = []
        return dict.fromkeys(columns, empty)
    counts = [len(month.run) for month in months]
    return {
        "month": np.repeat(np.arange(len(months)), counts),
        "payer": names[np.concatenate([month.payer for month in months])],
        "payee": names[np.concatenate([month.payee for month in months])],
        "kind": kinds[np.concatenate([month.kind for month in months])],
        "item": labels[np.concatenate([month.item for month in months])],
        "quantity": np.concatenate([month.quantity for month in months]),
        "amount": np.concatenate([month.amount_usd for month in months]),
    }
