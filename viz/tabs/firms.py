"""The firms tab: one firm's money, capacity, and what it decided this month and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from experiments.holders import PEAK_TFLOPS, a100_per_chip
from viz.charts import PAGE, compose
from viz.layers import REST, Panel, over_seeds
from viz.magnitudes import magnitude
from viz.network_looks import ROLES
from viz.snapshot import Snapshot
from viz.spec import Spec
from viz.theme import Theme

SERIES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Measure:
    """A panel of a firm: rows of a metric, one series an item, `scale` times the value in `unit`.

    Large values are shown in thousands, millions or billions of the unit; `in_a100` counts chips by
    what each is worth.
    """

    metric: str
    heading: str
    unit: str
    scale: float = 1.0
    kind: Literal["lines", "stack"] = "lines"
    in_a100: bool = False


CASH = Measure("cash_usd", "Cash", "USD")
REVENUE = Measure("revenue_usd", "Revenue by segment", "USD per month", kind="stack")
STOCK = Measure("stock_units", "Stock", "chips", kind="stack")
MEASURES: dict[str, tuple[Measure, ...]] = {
    "foundry": (CASH, REVENUE, Measure("foundry_load", "Capacity started", "% of the month's wafers", 100.0)),
    "vendor": (
        CASH,
        REVENUE,
        Measure("units_shipped", "Chips shipped", "chips per month", kind="stack"),
        Measure("backlog_units", "Open orders", "chips"),
        Measure("list_price_usd", "List price", "USD per chip"),
        Measure("gross_margin", "Gross margin", "% of sales", 100.0),
    ),
    "cloud": (
        CASH,
        REVENUE,
        Measure("installed_units", "Capacity", "A100-equivalents at peak", kind="stack", in_a100=True),
        Measure("utilisation", "Capacity in use", "% of compute", 100.0),
        Measure("capex_usd", "Spent on chips", "USD per month"),
        Measure("rent_usd_per_hour", "Rent on demand", "USD per chip-hour"),
    ),
    "reseller": (CASH, REVENUE, STOCK),
    "grey_trader": (CASH, REVENUE, STOCK),
    "programme": (Measure("programme_stage", "Stage of its chips", "stage: 1 design … 5 volume"),),
}


def firms_by_role(snapshot: Snapshot) -> dict[str, list[str]]:
    """Return every firm's name by role, in the order of the cast, for a picker."""
    roles: dict[str, list[str]] = {}
    for firm in snapshot.firms:
        roles.setdefault(ROLES[snapshot.graph.nodes[firm]["role"]].name, []).append(firm)
    return roles


def charts(snapshot: Snapshot, firm: str, theme: Theme = "light") -> Spec | None:
    """Return a firm's money and capacity over time; none before the second month."""
    traits = snapshot.graph.nodes[firm]
    rows = snapshot.metrics[snapshot.metrics["who"] == firm]
    panels = [panel for measure in MEASURES[traits["role"]] for panel in _panel(rows, measure)]
    if not panels or snapshot.month < 1:
        return None
    title = f"{firm}, {ROLES[traits['role']].name}, {traits['region']}"
    # A chip has one colour in all panels of the firm.
    known = snapshot.metrics.attrs[PEAK_TFLOPS]
    chips = [name for panel in panels for name in panel.series if name in known]
    panels = [
        replace(panel, colours=list(dict.fromkeys([*chips, *panel.series])))
        if set(chips) & set(panel.series)
        else panel
        for panel in panels
    ]
    return compose(title, panels, snapshot.events, [], theme, PAGE)


def decisions(snapshot: Snapshot, firm: str) -> pd.DataFrame:
    """Return what a firm decided this month: what, value, unit, why."""
    mine = snapshot.decisions[snapshot.decisions["who"] == firm]
    return mine.drop(columns="who").reset_index(drop=True)


def _panel(rows: pd.DataFrame, measure: Measure) -> list[Panel]:
    found = rows[rows["metric"] == measure.metric]
    value = found["value"] * measure.scale
    if measure.in_a100:
        value = value * a100_per_chip(found["item"])
    items = found["item"].mask(found["item"] == "", measure.heading)
    found = pd.DataFrame({"date": found["date"], "series": items, "value": value})
    largest = found.groupby("series")["value"].max().sort_values(ascending=False)
    order = [str(name) for name in largest.index if largest[name] != 0 or measure.metric == "programme_stage"]
    if not order:
        return []
    shown = magnitude(float(largest.max()), measure.unit)
    found["value"] *= shown.factor
    return [_gathered(found, order, replace(measure, unit=shown.unit))]


def _gathered(found: pd.DataFrame, order: Sequence[str], measure: Measure) -> Panel:
    """The largest series, and the others together where they add up."""
    shown = list(order[:SERIES_SHOWN])
    if len(order) > SERIES_SHOWN and measure.kind == "stack":
        found = found.assign(series=found["series"].where(found["series"].isin(shown), REST))
        shown.append(REST)
    sums = found.groupby(["date", "series"], as_index=False)["value"].sum()
    stats = over_seeds(sums[sums["series"].isin(shown)])
    total = over_seeds(sums.groupby("date", as_index=False)["value"].sum().assign(series="total"))
    return Panel(stats, total, shown, measure.unit, measure.kind, measure.heading)
