"""Building blocks of the charts: bands over seeds, stacked areas, end labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Literal

import pandas as pd

from experiments.events import Event
from viz.axes import Axes, Span
from viz.event_marks import event_marks
from viz.spec import Spec, layered, records
from viz.theme import TEXT_PX, Palette

LOW, HIGH = 0.05, 0.95
LABEL_GAP_PX = 15.0
SOLID, BROKEN = [1, 0], [5, 3]
REST = "others"


@dataclass(frozen=True, slots=True)
class Panel:
    """One set of axes: `stats` has date, series, low, mid, high; `series` gives the order.

    `total` is the same for the sum of all series, of which a stack shows the band over seeds.
    `colours` is the order in which series take their colours, where panels beside it show others too.
    """

    stats: pd.DataFrame
    total: pd.DataFrame
    series: Sequence[str]
    unit: str
    kind: Literal["lines", "stack"] = "lines"
    heading: str = ""
    colours: Sequence[str] = ()
    from_zero: bool = True
    width_px: int = 780
    height_px: int = 340


@dataclass(frozen=True, slots=True)
class _Look:
    """How one series is drawn: colour, dash of the line, and the mark beside its name."""

    colour: str
    dash: list[int]
    mark: str


@dataclass(frozen=True, slots=True)
class _Style:
    """The looks of all series of a panel, as encodings."""

    colour: Spec
    dash: Spec
    marks: dict[str, str]


def over_seeds(values: pd.DataFrame) -> pd.DataFrame:
    """Reduce date, series, seed, value to date, series and the 5, 50 and 95 % points over seeds."""
    if not values.duplicated(["date", "series"]).any():
        ends = dict.fromkeys(("low", "mid", "high"), values["value"])
        return pd.DataFrame({"date": values["date"], "series": values["series"], **ends})
    grouped = values.groupby(["date", "series"])["value"]
    points = {"low": LOW, "mid": 0.5, "high": HIGH}
    return pd.DataFrame({name: grouped.quantile(q) for name, q in points.items()}).reset_index()


def draw_panel(panel: Panel, span: Span, events: Sequence[Event], palette: Palette, names: bool) -> Spec:
    """Draw a panel over a span of time; events carry names, or numbers if `names` is false."""
    stats = panel.stats if panel.kind == "lines" else _stacked(panel)
    axes = _axes(stats, panel, span)
    style = _styled(panel, palette)
    curves = _lines if panel.kind == "lines" else _areas
    layers = [
        *event_marks(axes, events, panel.width_px, panel.height_px, palette, names),
        *curves(stats, panel, axes, style, palette),
        *_end_labels(stats, axes, panel, style, palette),
    ]
    return layered(layers, panel.width_px, panel.height_px, panel.heading, stats)


def _lines(stats: pd.DataFrame, panel: Panel, axes: Axes, style: _Style, palette: Palette) -> list[Spec]:
    line = {
        "mark": {"type": "line", "strokeWidth": 2.2},
        "encoding": {"x": axes.x(), "y": axes.y("mid"), "color": style.colour, "strokeDash": style.dash},
    }
    # What the pointer meets: a line alone would show its first month only.
    dots = {
        "mark": {"type": "point", "filled": True, "size": 90, "opacity": 0},
        "encoding": {
            "x": axes.x(),
            "y": axes.y("mid"),
            "tooltip": [
                {"field": "series", "type": "nominal", "title": "what"},
                {"field": "date", "type": "temporal", "title": "month", "format": "%b %Y"},
                {"field": "mid", "type": "quantitative", "title": panel.unit, "format": ",.4~g"},
            ],
        },
    }
    if (stats["low"] == stats["high"]).all():
        return [line, dots]
    band = {
        "mark": {"type": "area", "opacity": 0.18},
        "encoding": {"x": axes.x(), "y": axes.y("low"), "y2": {"field": "high"}, "color": style.colour},
    }
    return [band, line, dots]


def _areas(stats: pd.DataFrame, panel: Panel, axes: Axes, style: _Style, palette: Palette) -> list[Spec]:
    """Stack the medians; dashes mark the band of the total over seeds."""
    stack = {
        "mark": {"type": "area", "opacity": 0.9, "stroke": palette.background, "strokeWidth": 0.6},
        "encoding": {"x": axes.x(), "y": axes.y("base"), "y2": {"field": "mid"}, "color": style.colour},
    }
    if (panel.total["low"] == panel.total["high"]).all():
        return [stack]
    edge = {"type": "line", "color": palette.ink, "strokeDash": [2, 2], "strokeWidth": 1.2}
    total = {"values": records(panel.total)}
    return [
        stack,
        *(
            {"data": total, "mark": edge, "encoding": {"x": axes.x(), "y": axes.y(end)}}
            for end in ("low", "high")
        ),
    ]


def _stacked(panel: Panel) -> pd.DataFrame:
    """Turn medians into bands: `base` and `mid` become the lower and upper edge of each."""
    wide = panel.stats.pivot_table(index="date", columns="series", values="mid")
    # A month without a value has none of it; left out, the bands above would cut across it.
    sizes = wide.reindex(columns=list(panel.series)).fillna(0.0)
    tops = sizes.cumsum(axis=1)
    bands = tops.reset_index().melt("date", var_name="series", value_name="mid")
    bands["base"] = (tops - sizes).reset_index().melt("date", value_name="base")["base"]
    return bands.assign(low=bands["base"], high=bands["mid"])


def _axes(stats: pd.DataFrame, panel: Panel, span: Span) -> Axes:
    shown = stats if panel.kind == "lines" else panel.total
    low, high = float(shown["low"].min()), float(max(stats["mid"].max(), shown["high"].max()))
    if not panel.from_zero:
        room = 0.1 * (high - low) or 1.0
        return Axes(span, low - room, high + room, panel.unit)
    room = 0.05 * (max(high, 0.0) - min(low, 0.0)) or 1.0
    bottom = low - room if low < 0 else 0.0
    return Axes(span, bottom, max(high, 0.0) + room, panel.unit)


def _end_labels(stats: pd.DataFrame, axes: Axes, panel: Panel, style: _Style, palette: Palette) -> list[Spec]:
    """Write each series' name to the right of its end, moved apart where ends lie close."""
    if list(panel.series) == [panel.heading]:
        return []
    # A series may end early (a chip no longer sold): its name stands at its own last value.
    lower = stats["mid"] if panel.kind == "lines" else stats["base"]
    middle = ((stats["mid"] + lower) / 2).tolist()
    # Rows of a series stand in order of time, so the last one stays.
    ends = dict(zip(stats["series"].tolist(), middle, strict=True))
    px_per_unit = panel.height_px / (axes.top - axes.bottom)
    wanted = pd.Series([height * px_per_unit for height in ends.values()], index=list(ends))
    placed = moved_apart(wanted, axes.bottom * px_per_unit)
    last = axes.span.last.strftime("%Y-%m-%dT00:00:00")
    labels = [
        {"series": name, "mid": height / px_per_unit, "date": last, "mark": style.marks[name]}
        for name, height in zip(placed.index.astype(str), placed.tolist(), strict=True)
    ]
    data = {"values": labels}
    base: dict[str, Any] = {"x": axes.x(), "y": axes.y("mid")}
    text = {"type": "text", "align": "left", "fontSize": TEXT_PX}
    return [
        {
            "data": data,
            "mark": {**text, "dx": 7},
            "encoding": {**base, "color": style.colour, "text": {"field": "mark"}},
        },
        {
            "data": data,
            "mark": {**text, "dx": 20, "color": palette.ink},
            "encoding": {**base, "text": {"field": "series"}},
        },
    ]


def moved_apart(wanted: "pd.Series[float]", bottom: float) -> "pd.Series[float]":
    """Return heights in px at least a line apart, in the same order and as near as may be."""
    placed = wanted.sort_values()
    # Isotonic regression (pool adjacent violators) of the heights less the gaps between them.
    blocks: list[list[float]] = []
    for place, height in enumerate(placed):
        blocks.append([height - place * LABEL_GAP_PX])
        while len(blocks) > 1 and fmean(blocks[-2]) > fmean(blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    level = [fmean(block) for block in blocks for _ in block]
    heights = [max(each, bottom) + place * LABEL_GAP_PX for place, each in enumerate(level)]
    return pd.Series(heights, index=placed.index)


def _styled(panel: Panel, palette: Palette) -> _Style:
    """Give each series a colour; past the end of the palette colours return, dashed and hollow."""
    names = list(panel.series)
    order = list(panel.colours) or names
    looks = [_look(name, order.index(name), palette) for name in names]
    colours, dashes = [look.colour for look in looks], [look.dash for look in looks]
    by_series = {"field": "series", "type": "nominal", "legend": None}
    return _Style(
        colour={**by_series, "scale": {"domain": names, "range": colours}},
        dash={**by_series, "scale": {"domain": names, "range": dashes}},
        marks={name: look.mark for name, look in zip(names, looks, strict=True)},
    )


def _look(name: str, place: int, palette: Palette) -> _Look:
    if name == REST:
        return _Look(palette.rest, SOLID, "■")
    colour = palette.series[place % len(palette.series)]
    return _Look(colour, SOLID, "■") if place < len(palette.series) else _Look(colour, BROKEN, "□")
