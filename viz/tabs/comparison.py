"""The comparison tab: a baseline beside a what-if with the same seed, and what differs between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.events import Event
from experiments.whatif.headlines import HEADLINES, LARGE_CLOUDS, SMALL_CLOUDS, Headline, Over, number
from viz.charts import PAGE, compose
from viz.layers import Panel, over_seeds
from viz.snapshot import Snapshot
from viz.spec import Spec
from viz.theme import Theme

SHOWN = (
    "revenue_usd.Nvidia",
    "surplus_usd.cloud",
    "surplus_usd.start-ups",
    "street_price_usd.China.A100",
    "inhouse_share.all",
    "training_frontier_flop.frontier",
)
SMOOTHED_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Names:
    """What the two runs are called."""

    baseline: str
    whatif: str


def charts(
    baseline: Snapshot,
    whatif: Snapshot,
    names: Names,
    theme: Theme = "light",
    shown: Sequence[str] = SHOWN,
) -> Spec | None:
    """Return each metric in both runs, and beside it the paired difference up to the common month.

    `shown` names headline metrics. None before the second common month.
    """
    last = min(baseline.month, whatif.month)
    if last < 1:
        return None
    panels = []
    months = _months(baseline, last)
    known = [_headline_rows(run.metrics) for run in (baseline, whatif)]
    for name in shown:
        headline = HEADLINES[name]
        old, new = (monthly(rows[headline.metric], headline, months) for rows in known)
        if old["value"].notna().any() and new["value"].notna().any():
            panels += [_side_by_side(old, new, headline, names), _difference(old, new, headline, names)]
    if not panels:
        return None
    note = f"{names.whatif} beside {names.baseline}, with the same seed"
    return compose("Baseline and what-if", panels, _events(baseline, whatif, names), [note], theme, PAGE)


def table(baseline: Snapshot, whatif: Snapshot, names: Names) -> pd.DataFrame:
    """Return every headline metric so far in both runs: metric, unit, both values, difference."""
    last = min(baseline.month, whatif.month)
    rows = []
    months = _months(baseline, last)
    known = [_headline_rows(run.metrics) for run in (baseline, whatif)]
    for headline in HEADLINES.values():
        if headline.who in (LARGE_CLOUDS, SMALL_CLOUDS):
            continue  # a snapshot does not tell large clouds from small ones
        old, new = (monthly(rows[headline.metric], headline, months)["value"] for rows in known)
        before, after = (headline.gather(values.to_numpy()) for values in (old, new))
        rows.append(
            {
                "metric": headline.label,
                "unit": f"{headline.unit}, {headline.over}",
                names.baseline: number(before),
                names.whatif: number(after),
                "difference": number(after - before),
            }
        )
    return pd.DataFrame(rows)


def monthly(metrics: pd.DataFrame, headline: Headline, months: pd.DataFrame) -> pd.DataFrame:
    """Return a headline's value in its unit for each of the months (month, date, value).

    A month without a row counts as nothing for money, and is unknown (NaN) for prices and shares.
    """
    rows = metrics[(metrics["metric"] == headline.metric) & (metrics["who"] == headline.who)]
    if headline.item is not None:
        rows = rows[rows["item"] == headline.item]
    month, count = rows["month"].to_numpy(np.int64), int(months["month"].max()) + 1
    sums = np.bincount(month, np.nan_to_num(rows["value"].to_numpy(np.float64)), count) * headline.scale
    values = np.where(np.bincount(month, minlength=count) > 0, sums, headline.absent)
    return months.assign(value=values[months["month"].to_numpy()])


def _headline_rows(metrics: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rows of each headline's metric: searching all rows for every headline would be slow."""
    who = {headline.who for headline in HEADLINES.values()}
    named = {headline.metric for headline in HEADLINES.values()}
    rows = metrics[metrics["who"].isin(who) & metrics["metric"].isin(named)]
    found = {str(metric): part for metric, part in rows.groupby("metric", sort=False)}
    return {metric: found.get(metric, rows.iloc[:0]) for metric in named}


def _months(run: Snapshot, last: int) -> pd.DataFrame:
    months = run.metrics[["month", "date"]].drop_duplicates()
    return months[months["month"] <= last]


def _side_by_side(old: pd.DataFrame, new: pd.DataFrame, headline: Headline, names: Names) -> Panel:
    series = [names.baseline, names.whatif]
    unit = headline.unit
    frames = [frame.assign(series=name) for frame, name in zip((old, new), series, strict=True)]
    if headline.over == Over.TOTAL:
        unit = f"{unit}/month, mean of {SMOOTHED_MONTHS}"
        frames = [
            frame.assign(value=frame["value"].rolling(SMOOTHED_MONTHS, min_periods=1).mean())
            for frame in frames
        ]
    stats = over_seeds(pd.concat(frames).dropna(subset="value"))
    return Panel(stats, stats, series, unit, heading=headline.label)


def _difference(old: pd.DataFrame, new: pd.DataFrame, headline: Headline, names: Names) -> Panel:
    """Flows are added up from the start; levels are compared month by month."""
    both = old.merge(new, on=["month", "date"], suffixes=("_old", "_new"))
    gap = both["value_new"] - both["value_old"]
    unit = headline.unit_of_change
    if headline.over == Over.TOTAL:
        gap, unit = gap.cumsum(), f"{unit}, added up"
    heading = f"{names.whatif} less {names.baseline}"
    stats = over_seeds(both.assign(series=heading, value=gap).dropna(subset="value"))
    # A colour that neither run has.
    colours = [names.baseline, names.whatif, heading]
    return Panel(stats, stats, [heading], unit, heading=heading, colours=colours)


def _events(baseline: Snapshot, whatif: Snapshot, names: Names) -> list[Event]:
    """The events of both runs; one that only one run has names it."""
    events = [event for event in baseline.events if event in whatif.events]
    for run, other, name in ((baseline, whatif, names.baseline), (whatif, baseline, names.whatif)):
        events += [
            Event(event.day, f"{event.label} ({name} only)")
            for event in run.events
            if event not in other.events
        ]
    return sorted(events, key=lambda event: (event.day, event.label))
