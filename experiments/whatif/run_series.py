"""The monthly series of one run that a what-if needs, read from its metrics."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from experiments.holders import HOLDER_METRICS, REFERENCE_CHIP, STARTUPS
from experiments.whatif.headlines import HEADLINES, LARGE_CLOUDS, SMALL_CLOUDS, Headline
from model.inputs.catalogue import Catalogue
from model.inputs.scenario import Scenario
from model.recording import Recorder, RowName
from model.state.maths import total

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
class RunSeries:
    """One run: its monthly series, each with a value a month (NaN where there is none).

    ``digest`` is that of everything recorded, not of these series alone.
    """

    scenario: str
    seed: int
    digest: str
    months: dict[Series, Vector]


def read_series(recorder: Recorder, run: int, scenario: Scenario, seed: int) -> RunSeries:
    """Return the series of a finished run of a batch."""
    names = [name for name, _ in recorder.names]
    needed = [name.metric in NEEDED for name in names]
    table = recorder.series(run, needed).T
    rows = {
        name: table[place]
        for place, name in enumerate(n for n, keep in zip(names, needed, strict=True) if keep)
    }
    rows = {name: values for name, values in rows.items() if not np.isnan(values).all()}
    count = scenario.months
    months = {
        Series("headline", each.name): _series(each, rows, _members(scenario, each.who), count)
        for each in HEADLINES.values()
    }
    for name, values in rows.items():
        if name.metric == "revenue_usd" and name.item == RENTAL:
            months[Series(RENTAL, name.who)] = np.nan_to_num(values)
    months.update(_compute(rows, scenario.catalogue))
    return RunSeries(scenario.name, seed, recorder.digest(run), months)


NEEDED = {each.metric for each in HEADLINES.values()} | set(HOLDER_METRICS)


def _members(scenario: Scenario, who: str) -> set[str]:
    """Return the names in the metrics table that a headline covers."""
    if who not in (LARGE_CLOUDS, SMALL_CLOUDS):
        return {who}
    large = who == LARGE_CLOUDS
    return {cloud.name for cloud in scenario.cast.cloud if cloud.is_large == large}


def _series(headline: Headline, rows: dict[RowName, Vector], members: set[str], count: int) -> Vector:
    """Add up the rows that a headline covers; a month in which none has a value is absent."""
    found = [
        values
        for row, values in rows.items()
        if row.metric == headline.metric and row.who in members and headline.item in (None, row.item)
    ]
    if not found:
        return np.full(count, headline.absent)
    table = np.array(found)
    known = ~np.isnan(table).all(axis=0)
    added = np.where(known, np.nan_to_num(table).sum(axis=0), headline.absent)
    return np.asarray(added * headline.scale)


def _compute(rows: dict[RowName, Vector], catalogue: Catalogue) -> Iterator[tuple[Series, Vector]]:
    """Yield compute held in A100-equivalents at peak, by owner and by maker of the chip."""
    reference = catalogue.chip(REFERENCE_CHIP).peak_tflops_16bit
    startups = {name.who for name in rows if name.metric == "startups_alive"}
    groups: dict[Group, dict[str, list[Vector]]] = {"holder": {}, "maker": {}}
    for name, values in rows.items():
        if name.metric != "installed_units":
            continue
        chip = catalogue.chip(name.item)
        a100 = np.nan_to_num(values) * (chip.peak_tflops_16bit / reference)
        holder = STARTUPS if name.who in startups else name.who
        groups["holder"].setdefault(holder, []).append(a100)
        groups["maker"].setdefault(STARTUPS if chip.maker in startups else chip.maker, []).append(a100)
    for group, found in groups.items():
        for who, parts in sorted(found.items()):
            yield Series(group, who), total(np.array(parts), axis=0)
