"""What a run leaves behind: tidy columns of metrics, trades, and the last state of everyone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.ledger import Payments
from model.scenario import Scenario

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


class Measure(NamedTuple):
    """One value of one metric in one month."""

    metric: str
    who: str
    item: str
    value: float
    unit: str


class Recorder:
    """Collects metric rows month by month."""

    def __init__(self) -> None:
        self.month: list[int] = []
        self.date: list[date] = []
        self.rows: list[Measure] = []

    def add(self, month: int, day: date, measures: list[Measure]) -> None:
        """Keep a month's rows."""
        self.month.extend([month] * len(measures))
        self.date.extend([day] * len(measures))
        self.rows.extend(measures)

    def table(self) -> Table:
        """Metric rows as columns."""
        return {
            "month": self.month,
            "date": self.date,
            "metric": [row.metric for row in self.rows],
            "who": [row.who for row in self.rows],
            "item": [row.item for row in self.rows],
            "value": [row.value for row in self.rows],
            "unit": [row.unit for row in self.rows],
        }


def trade_table(
    months: list[list[Payments]], accounts: tuple[str, ...], items: tuple[str, ...]
) -> Table:
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
        "kind": np.concatenate(
            [np.full(len(batch.payer), str(batch.kind)) for _, batch in batches]
        ),
        "item": labels[np.concatenate([batch.item for _, batch in batches])],
        "quantity": np.concatenate([batch.quantity for _, batch in batches]),
        "amount": np.concatenate([batch.amount_usd for _, batch in batches]),
    }
