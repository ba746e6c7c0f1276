"""What a run leaves behind: tidy columns of metrics, trades, and the last state of everyone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inputs.scenario import Scenario
from model.ledger import Payments

type Table = dict[str, Sequence[Any] | NDArray[Any]]


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


class MonthOfMetrics:
    """One month's metric rows as columns."""

    def __init__(self) -> None:
        self.metric: list[str] = []
        self.who: list[str] = []
        self.item: list[str] = []
        self.value: list[float] = []
        self.unit: list[str] = []

    def add(self, metric: str, unit: str, who: list[str], item: list[str], value: list[float]) -> None:
        """Add the rows of one metric."""
        self.metric.extend([metric] * len(who))
        self.who.extend(who)
        self.item.extend(item)
        self.value.extend(value)
        self.unit.extend([unit] * len(who))


class Recorder:
    """Collects metric rows month by month."""

    def __init__(self) -> None:
        self.month: list[int] = []
        self.date: list[date] = []
        self.columns = MonthOfMetrics()

    def add(self, month: int, day: date, rows: MonthOfMetrics) -> None:
        """Keep a month's rows."""
        count = len(rows.metric)
        self.month.extend([month] * count)
        self.date.extend([day] * count)
        for name in ("metric", "who", "item", "value", "unit"):
            getattr(self.columns, name).extend(getattr(rows, name))

    def table(self) -> Table:
        """Metric rows as columns."""
        return {"month": self.month, "date": self.date, **vars(self.columns)}


def trade_table(months: list[list[Payments]], accounts: tuple[str, ...], items: tuple[str, ...]) -> Table:
    """Every payment of the run, in order of month and kind; ``items`` names chips, -1 is none."""
    names = np.array(accounts)
    labels = np.array([*items, ""])
    batches = [(month, batch) for month, group in enumerate(months) for batch in group]
    if not batches:
        empty: list[Any] = []
        columns = ("month", "payer", "payee", "kind", "item", "quantity", "amount")
        return dict.fromkeys(columns, empty)
    return {
        "month": np.concatenate([np.full(len(batch.payer), month) for month, batch in batches]),
        "payer": names[np.concatenate([batch.payer for _, batch in batches])],
        "payee": names[np.concatenate([batch.payee for _, batch in batches])],
        "kind": np.concatenate([np.full(len(batch.payer), str(batch.kind)) for _, batch in batches]),
        "item": labels[np.concatenate([batch.item for _, batch in batches])],
        "quantity": np.concatenate([batch.quantity for _, batch in batches]),
        "amount": np.concatenate([batch.amount_usd for _, batch in batches]),
    }
