"""Building blocks of a what-if's pictures: paired bars, and effects with their intervals."""

from collections.abc import Sequence

import pandas as pd

from viz.layers import HIGH, LOW, REST
from viz.spec import Spec, layered
from viz.theme import PALETTES, TEXT_PX, Palette, Theme

FIRMS_SHOWN = 8
MOVERS_SHOWN = 2
PAIR_PX = 30
LINE_PX = 21
FOREST_WIDTH_PX = 480
SURE = "beyond chance"
LIKELY = "interval leaves out zero, but not beyond chance among so many"
UNCLEAR = "no clear effect"


def paired_bars(
    values: pd.DataFrame,
    names: Sequence[str],
    unit: str,
    heading: str,
    theme: Theme,
    width_px: int,
) -> Spec:
    """Draw paired bars by `who`, the largest first and the small ones together.

    `values` has world, seed, who, value in `unit`; bars are medians over seeds.
    """
    wide = values.pivot_table(index=["world", "seed"], columns="who", values="value", fill_value=0.0)
    kept = _kept(wide, names)
    rest = wide.columns.difference(kept)
    if len(rest):
        wide = wide.assign(**{REST: wide[rest].sum(axis=1)})
        kept.append(REST)
    runs = wide[kept].reset_index().melt(["world", "seed"], var_name="who")
    grouped = runs.groupby(["world", "who"], sort=False)["value"]
    points = {"low": LOW, "mid": 0.5, "high": HIGH}
    stats = pd.DataFrame({name: grouped.quantile(q) for name, q in points.items()}).reset_index()
    palette = PALETTES[theme]
    axis = {"ticks": False, "domain": False, "labelLimit": 200}
    place: Spec = {
        "y": {"field": "who", "type": "nominal", "sort": kept, "title": None, "axis": axis},
        "yOffset": {"field": "world", "type": "nominal", "sort": list(names)},
    }
    colour = {
        "field": "world",
        "type": "nominal",
        "scale": {"domain": list(names), "range": list(palette.series[:2])},
        "legend": {"title": None, "orient": "top", "direction": "horizontal", "labelLimit": 260},
    }
    length = {"type": "quantitative", "title": unit, "axis": {"tickCount": 6}}
    bar = {"mark": "bar", "encoding": {**place, "x": {"field": "mid", **length}, "color": colour}}
    reach = {
        "mark": {"type": "rule", "color": palette.ink, "strokeWidth": 1},
        "encoding": {**place, "x": {"field": "low", **length}, "x2": {"field": "high"}},
    }
    return layered([bar, reach], width_px, len(kept) * PAIR_PX, heading, stats)


def _kept(wide: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """Return the largest, and of the others those that move most, by size."""
    means = wide.groupby("world").mean().loc[list(names)]
    size = means.max().sort_values(ascending=False)
    others = size.index[FIRMS_SHOWN:]
    moved = (means.iloc[1] - means.iloc[0]).abs()[others].sort_values(ascending=False)
    chosen = {*size.index[:FIRMS_SHOWN], *moved.index[:MOVERS_SHOWN]}
    return [str(who) for who in size.index if who in chosen]


def forest_plot(stats: pd.DataFrame, reach: float, palette: Palette) -> Spec:
    """Draw one line an effect: label, low, shown, high (within `reach`), mark, text, kind."""
    axis = {"ticks": False, "domain": False, "labelLimit": 300, "labelColor": palette.ink, "labelPadding": 14}
    rows = {"field": "label", "type": "nominal", "sort": list(stats["label"]), "title": None, "axis": axis}
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {
            "domain": [SURE, LIKELY, UNCLEAR],
            "range": [palette.series[0], palette.series[1], palette.rest],
        },
        "legend": {
            "title": None, "orient": "top", "direction": "horizontal", "labelLimit": 400,
            "symbolType": "circle",
        },
    }  # fmt: skip

    def across(field: str) -> Spec:
        scale = {"domain": [-reach, reach], "nice": False}
        title = "change, % of the baseline's mean"
        return {"field": field, "type": "quantitative", "scale": scale, "title": title}

    zero = {
        "data": {"values": [{"zero": 0.0}]},
        "mark": {"type": "rule", "color": palette.faint},
        "encoding": {"x": across("zero")},
    }
    line = {
        "mark": {"type": "rule", "strokeWidth": 2},
        "encoding": {"y": rows, "x": across("low"), "x2": {"field": "high"}, "color": colour},
    }
    mark = {
        "mark": {"type": "text", "fontSize": 13},
        "encoding": {"y": rows, "x": across("shown"), "color": colour, "text": {"field": "mark"}},
    }
    label = {
        "mark": {"type": "text", "align": "left", "fontSize": TEXT_PX, "color": palette.ink},
        "encoding": {"y": rows, "x": {"value": FOREST_WIDTH_PX + 12}, "text": {"field": "text"}},
    }
    return layered([zero, line, mark, label], FOREST_WIDTH_PX, LINE_PX * len(stats), data=stats)
