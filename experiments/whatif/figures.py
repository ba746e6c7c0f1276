"""The monthly series of one run that a what-if needs, read from its metrics."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.holders import HOLDER_METRICS, compute_by_holder, with_peaks
from experiments.whatif.headlines import HEADLINES, LARGE_CLOUDS, SMALL_CLOUDS, Headline
from model.inputs.catalogue import Catalogue
from model.inputs.scenario import Scenario
from model.recording import RunRecord

type Vector = NDArray[np.float64]
Group = Literal["headline", "rental", "holder", "maker"]
RENTAL: Literal["rental"] = "rental"
"""Groups: headlines in their units; rental receipts by firm in USD; compute held by owner and by
maker in A100-equivalents at peak."""


@dataclass(frozen=True, slots=True)
class Series:
    """Names one monthly series of a run."""

    group: Group
    who: str


@dataclass(frozen=True, slots=True)
class Figures:
    """One run: its monthly series, each with a value a month (NaN where there is none)."""

    world: str
    seed: int
    months: dict[Series, Vector]


@dataclass(frozen=True, slots=True)
class _Row:
    """Names one row of the metrics table."""

    metric: str
    who: str
    item: str


def read_figures(record: RunRecord) -> Figures:
    """Return the series of a finished run."""
    metrics = pd.DataFrame({name: record.metrics[name] for name in COLUMNS})
    metrics = metrics[metrics["metric"].isin(NEEDED)]
    count = record.scenario.months
    rows = _by_row(metrics, count)
    months = {
        Series("headline", each.name): _series(each, rows, _members(record.scenario, each.who), count)
        for each in HEADLINES.values()
    }
    for row, values in rows.items():
        if row.metric == "revenue_usd" and row.item == RENTAL:
            months[Series(RENTAL, row.who)] = np.nan_to_num(values)
    months.update(_compute(metrics, record.scenario.catalogue, count))
    return Figures(record.scenario.name, record.seed, months)


COLUMNS = ("month", "metric", "who", "item", "value")
NEEDED = {each.metric for each in HEADLINES.values()} | set(HOLDER_METRICS)


def _by_row(metrics: pd.DataFrame, count: int) -> dict[_Row, Vector]:
    """Return the monthly values of each row of the metrics table."""
    rows: dict[_Row, Vector] = {}
    columns = (metrics[name].tolist() for name in COLUMNS)
    for month, metric, who, item, value in zip(*columns, strict=True):
        row = _Row(metric, who, item)
        if row not in rows:
            rows[row] = np.full(count, np.nan)
        rows[row][month] = value
    return rows


def _members(scenario: Scenario, who: str) -> set[str]:
    """Return the names in the metrics table that a headline speaks of."""
    if who not in (LARGE_CLOUDS, SMALL_CLOUDS):
        return {who}
    large = who == LARGE_CLOUDS
    return {cloud.name for cloud in scenario.cast.cloud if cloud.is_large == large}


def _series(headline: Headline, rows: dict[_Row, Vector], members: set[str], count: int) -> Vector:
    """Add up the rows that a headline speaks of; a month that none of them knows is absent."""
    found = [
        values
        for row, values in rows.items()
        if row.metric == headline.metric and row.who in members and headline.item in (None, row.item)
    ]
    if not found:
        return np.full(count, headline.absent)
    table = np.array(found)
    known = ~np.isnan(table).all(axis=0)
    total = np.where(known, np.nan_to_num(table).sum(axis=0), headline.absent)
    return np.asarray(total * headline.scale)


def _compute(metrics: pd.DataFrame, catalogue: Catalogue, count: int) -> Iterator[tuple[Series, Vector]]:
    """Yield compute held, by owner and by maker of the chip."""
    frame = with_peaks(metrics.assign(seed=0, date=metrics["month"]), catalogue)
    chips = frame[frame["metric"] == "installed_units"]
    maker = {name: catalogue.chip(name).maker for name in chips["item"].unique()}
    by_maker = chips.assign(who=chips["item"].map(maker))
    groups: dict[Group, pd.DataFrame] = {"holder": frame, "maker": by_maker}
    for group, table in groups.items():
        for who, rows in compute_by_holder(table).groupby("who"):
            values = np.zeros(count)
            values[rows["date"].to_numpy()] = rows["value"]
            yield Series(group, str(who)), values
