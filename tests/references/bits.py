"""What is kept of a run: sums in plain text by month, and checksums of every bit by quarter."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.recording import RunRecord, Table

QUARTER = 3
DIGITS = 8
"""Hexadecimal digits of a checksum."""
ALL_METRICS, ALL_TRADES, PAID = "all metrics", "all trades", "paid: "
NO_ROWS = "-"
METRIC_COLUMNS = ("month", "metric", "who", "item", "value", "unit")
TRADE_COLUMNS = ("month", "payer", "payee", "kind", "item", "quantity", "amount")


@dataclass(frozen=True, slots=True)
class Kept:
    """A run in short: ``sums`` months × series, ``checksums`` series × quarters (text)."""

    sums: pd.DataFrame
    checksums: dict[str, list[str]]

    @property
    def months(self) -> int:
        """Months that were run."""
        return len(self.sums)


def kept_of(record: RunRecord) -> Kept:
    """The sums and checksums of a run: all metrics, all trades, and each metric alone."""
    metrics, trades = _frame(record.metrics, METRIC_COLUMNS), _frame(record.trades, TRADE_COLUMNS)
    by_metric = {str(name): rows for name, rows in metrics.groupby("metric", sort=True)}
    series = {ALL_METRICS: metrics, ALL_TRADES: trades, **by_metric}
    months = range(1 + int(metrics["month"].max()))
    return Kept(
        _sums(metrics, trades, months), {name: _quarters(rows, months) for name, rows in series.items()}
    )


def _frame(table: Table, columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame({name: np.asarray(table[name]) for name in columns})


def _sums(metrics: pd.DataFrame, trades: pd.DataFrame, months: range) -> pd.DataFrame:
    """Sum of each metric's values and of each kind's payments, by month; rows are added in their order."""
    parts = {
        **{name: (rows.month, rows.value) for name, rows in metrics.groupby("metric", sort=True)},
        **{f"{PAID}{kind}": (rows.month, rows.amount) for kind, rows in trades.groupby("kind", sort=True)},
    }
    columns = {name: np.zeros(len(months)) for name in parts}
    for name, (month, value) in parts.items():
        np.add.at(columns[name], month.to_numpy(), value.to_numpy())
    return pd.DataFrame(columns, index=pd.Index(months, name="month"))


def _quarters(rows: pd.DataFrame, months: range) -> list[str]:
    quarter = rows.month.to_numpy() // QUARTER
    return [checksum(rows[quarter == number]) for number in range((len(months) + QUARTER - 1) // QUARTER)]


def checksum(rows: pd.DataFrame) -> str:
    """Checksum of rows in their order: text as text, numbers as 64 bits; minus zero counts as zero."""
    if not len(rows):
        return NO_ROWS
    digest = hashlib.sha256()
    for name in rows:
        values = rows[name].to_numpy()
        if pd.api.types.is_numeric_dtype(values.dtype):
            digest.update((values.astype(np.float64) + 0.0).tobytes())
        else:
            digest.update("\x1f".join(values.astype(str)).encode())
    return digest.hexdigest()[:DIGITS]
