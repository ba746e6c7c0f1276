"""The start-ups tab: who lives, who holds the compute, what they chose, how locked in they are."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from experiments.wording import readable
from viz.charts import CHARTS, PAGE, compose
from viz.layers import REST, Panel, over_seeds
from viz.network_places import groups_of
from viz.snapshot import Snapshot
from viz.spec import Spec, framed, layered
from viz.startup_choices import CHOICES, OWN
from viz.theme import PALETTES, TEXT_PX, Theme

ORDER = (OWN, *CHOICES.values())
ROW_PX, WIDTH_PX = 19, 235
TYPES_SHOWN = 6
MAIN_STACK = "cuda"
STACKS_OF_CODE = "Code that runs on one stack only"


def charts(snapshot: Snapshot, theme: Theme = "light") -> list[Spec]:
    """Return the start-ups' charts over time, and this month's choices; none before the second month."""
    drawn = [
        CHARTS["startups"].draw(snapshot.metrics, snapshot.events, "", theme, PAGE),
        compute(snapshot, theme),
        choices(snapshot, theme),
        lock_in(snapshot, theme),
    ]
    return [spec for spec in drawn if spec is not None]


def compute(snapshot: Snapshot, theme: Theme = "light") -> Spec | None:
    """Return how start-ups come by their compute, and who of them has it, over time."""
    frame = snapshot.startups[snapshot.startups["choice"].isin(ORDER)]
    if frame["month"].nunique() < 2:
        return None
    values = frame.assign(value=frame["a100"] / 1e3, type=frame["type"].map(readable))
    unit = "1000 A100s, useful compute"
    panels = [
        _stacked(values, "choice", ORDER, unit, "By how they come by it"),
        _stacked(_few(values), "type", (*_largest(values), REST), unit, "By type of start-up"),
    ]
    return compose("The start-ups' compute", panels, snapshot.events, [], theme, PAGE)


def choices(snapshot: Snapshot, theme: Theme = "light") -> Spec | None:
    """Return this month's compute by type, region and choice, as shares of each type's."""
    frame = snapshot.startups
    frame = frame[(frame["month"] == snapshot.month) & frame["choice"].isin(ORDER)]
    if frame.empty:
        return None
    total = frame.groupby(["type", "region"])["a100"].transform("sum")
    shares = frame.assign(
        share=frame["a100"] / total, type=frame["type"].map(readable), place=frame["choice"].map(ORDER.index)
    )
    regions = list(dict.fromkeys(shares["region"]))
    groups = groups_of(snapshot.graph)
    types = list(dict.fromkeys(readable(name.partition("/")[0]) for name in groups if "/" in name))
    panels = [
        _bars(shares[shares["region"] == region], region, types, theme, first=number == 0)
        for number, region in enumerate(regions)
    ]
    notes = [f"{snapshot.date:%B %Y}; % of each type's compute"]
    return framed(panels, "What start-ups chose", notes, theme, columns=len(panels), shared_legend=True)


def lock_in(snapshot: Snapshot, theme: Theme = "light") -> Spec | None:
    """Return how much code runs on one stack only, and the compute by stack, over time."""
    rows = snapshot.metrics[snapshot.metrics["metric"] == "lock_in"]
    if rows["month"].nunique() < 2:
        return None
    rows = rows.assign(value=100 * rows["value"])
    one = rows[(rows["who"] == "all") & (rows["item"] == "")].assign(series="all start-ups")
    by_type = rows[(rows["who"] != "all")]
    by_type = by_type.assign(series=by_type["who"].map(readable))
    lines = pd.concat([one, by_type])
    order = ["all start-ups", *_last(by_type)]
    stacks = rows[(rows["who"] == "all") & (rows["item"] != "") & (rows["item"] != MAIN_STACK)]
    stacks = stacks.assign(series=stacks["item"].map(readable))
    panels = [
        replace(_lines(lines, order, "% of a start-up's code", STACKS_OF_CODE), from_zero=False),
        _lines(stacks, _last(stacks), "% of start-ups' compute", "Compute on other stacks than CUDA"),
    ]
    return compose("Lock-in", panels, snapshot.events, [], theme, PAGE)


def _bars(shares: pd.DataFrame, region: str, types: Sequence[str], theme: Theme, first: bool) -> Spec:
    palette = PALETTES[theme]
    axis = {"ticks": False, "domain": False, "labels": first, "labelLimit": 160, "labelColor": palette.ink}
    bars = {
        "mark": {"type": "bar", "height": ROW_PX - 5},
        "encoding": {
            "y": {"field": "type", "type": "nominal", "sort": list(types), "title": None, "axis": axis},
            "x": {
                "field": "share",
                "type": "quantitative",
                "title": None,
                "stack": "zero",
                "scale": {"domain": [0, 1], "nice": False},
                "axis": {"format": "%", "tickCount": 3},
            },
            "order": {"field": "place"},
            "color": {
                "field": "choice",
                "type": "nominal",
                "scale": {"domain": list(ORDER), "range": list(palette.series[: len(ORDER)])},
                "legend": {"title": None, "orient": "bottom", "labelFontSize": TEXT_PX, "labelLimit": 260},
            },
            "tooltip": [
                {"field": "type"},
                {"field": "region"},
                {"field": "choice"},
                {"field": "share", "type": "quantitative", "format": ".0%"},
                {"field": "a100", "type": "quantitative", "format": ",.0f", "title": "A100s"},
            ],
        },
    }
    return layered([bars], WIDTH_PX, ROW_PX * len(types), region, shares.drop(columns=["date", "month"]))


def _stacked(values: pd.DataFrame, field: str, order: Sequence[str], unit: str, heading: str) -> Panel:
    sums = values.assign(series=values[field]).groupby(["date", "series"])["value"].sum().reset_index()
    present = [name for name in order if (sums.loc[sums["series"] == name, "value"] > 0).any()]
    total = sums.groupby("date", as_index=False)["value"].sum().assign(series="total")
    return Panel(over_seeds(sums), over_seeds(total), present, unit, "stack", heading)


def _lines(values: pd.DataFrame, order: Sequence[str], unit: str, heading: str) -> Panel:
    stats = over_seeds(values.loc[:, ["date", "series", "value"]])
    return Panel(
        stats, stats, [name for name in order if (stats["series"] == name).any()], unit, heading=heading
    )


def _largest(values: pd.DataFrame) -> list[str]:
    """The types with most compute over the run, the largest first."""
    sums = values.groupby("type")["value"].sum().sort_values(ascending=False)
    return [str(name) for name in sums.index[:TYPES_SHOWN]]


def _few(values: pd.DataFrame) -> pd.DataFrame:
    return values.assign(type=values["type"].where(values["type"].isin(_largest(values)), REST))


def _last(values: pd.DataFrame) -> list[str]:
    """Series by their last value, the largest first."""
    last = values[values["month"] == values["month"].max()]
    return [str(name) for name in last.sort_values("value", ascending=False)["series"]]
