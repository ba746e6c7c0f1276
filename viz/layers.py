"""Building blocks of the charts: bands over seeds, stacked areas, end labels, event marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Literal

import altair as alt
import pandas as pd

from experiments.events import Event
from viz.theme import TEXT_PX, Palette

LOW, HIGH = 0.05, 0.95
LABEL_GAP_PX = 15.0
EVENT_ROW_PX = 14
CHARACTER_PX = 6.0
SOLID, BROKEN = [1, 0], [5, 3]
REST = "others"


@dataclass(frozen=True, slots=True)
class Panel:
    """One set of axes: `stats` has date, series, low, mid, high; `series` gives the order.

    `total` is the same for the sum of all series, of which a stack shows the band over seeds.
    """

    stats: pd.DataFrame
    total: pd.DataFrame
    series: Sequence[str]
    unit: str
    kind: Literal["lines", "stack"] = "lines"
    heading: str = ""
    width_px: int = 780
    height_px: int = 340


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last month that a chart shows."""

    first: pd.Timestamp
    last: pd.Timestamp

    def holds(self, day: date) -> bool:
        """Say whether a day lies within the span."""
        return self.first <= pd.Timestamp(day) <= self.last


@dataclass(frozen=True, slots=True)
class _Frame:
    """The scales of a panel, fixed beforehand so that labels can be placed without overlap."""

    first: pd.Timestamp
    last: pd.Timestamp
    bottom: float
    top: float
    unit: str

    def x(self) -> alt.X:
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        ticks = alt.TimeIntervalStep(interval="month", step=3 if months <= 24 else 12)
        return alt.X(
            "date:T",
            title=None,
            scale=alt.Scale(domain=[_moment(self.first), _moment(self.last)]),
            axis=alt.Axis(format="%b %y" if months <= 24 else "%Y", tickCount=ticks, labelFlush=False),
        )

    def y(self, field: str) -> alt.Y:
        return alt.Y(
            f"{field}:Q",
            title=self.unit,
            stack=None,
            scale=alt.Scale(domain=[self.bottom, self.top], nice=False),
            axis=alt.Axis(tickCount=5, titlePadding=10),
        )


@dataclass(frozen=True, slots=True)
class _Look:
    """How one series is drawn: colour, dash of the line, and the mark beside its name."""

    colour: str
    dash: list[int]
    mark: str


@dataclass(frozen=True, slots=True)
class _Style:
    """The looks of all series of a panel, as encodings."""

    colour: alt.Color
    dash: alt.StrokeDash
    marks: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Taken:
    """Where an event's rule stands (px from the left) and how many rows up it reaches."""

    start: float
    row: int


def over_seeds(values: pd.DataFrame) -> pd.DataFrame:
    """Reduce date, series, seed, value to date, series and the 5, 50 and 95 % points over seeds."""
    grouped = values.groupby(["date", "series"])["value"]
    points = {"low": LOW, "mid": 0.5, "high": HIGH}
    return pd.DataFrame({name: grouped.quantile(q) for name, q in points.items()}).reset_index()


def draw_panel(
    panel: Panel, span: Span, events: Sequence[Event], palette: Palette, names: bool
) -> alt.LayerChart | alt.FacetChart:
    """Draw a panel over a span of time; events carry names, or numbers if `names` is false."""
    stats = panel.stats if panel.kind == "lines" else _stacked(panel)
    frame = _frame(stats, panel, span)
    style = _styled(panel, palette)
    curves = _lines if panel.kind == "lines" else _areas
    picture = alt.layer(
        *_event_marks(frame, events, panel, palette, names),
        *curves(stats, panel, frame, style, palette),
        *_end_labels(stats, frame, panel, style, palette),
    ).properties(width=panel.width_px, height=panel.height_px)
    if not panel.heading:
        return picture
    return picture.properties(title=alt.TitleParams(panel.heading, fontSize=14, offset=10))


def _lines(
    stats: pd.DataFrame, panel: Panel, frame: _Frame, style: _Style, palette: Palette
) -> list[alt.Chart]:
    base = alt.Chart(stats)
    line = base.mark_line(strokeWidth=2.2).encode(frame.x(), frame.y("mid"), style.colour, style.dash)
    if (stats["low"] == stats["high"]).all():
        return [line]
    band = base.mark_area(opacity=0.18).encode(frame.x(), frame.y("low"), alt.Y2("high"), style.colour)
    return [band, line]


def _areas(
    stats: pd.DataFrame, panel: Panel, frame: _Frame, style: _Style, palette: Palette
) -> list[alt.Chart]:
    """Stack the medians; dashes mark the band of the total over seeds."""
    area = alt.Chart(stats).mark_area(opacity=0.9, stroke=palette.background, strokeWidth=0.6)
    stack = area.encode(frame.x(), frame.y("base"), alt.Y2("mid"), style.colour)
    if (panel.total["low"] == panel.total["high"]).all():
        return [stack]
    edge = alt.Chart(panel.total).mark_line(color=palette.ink, strokeDash=[2, 2], strokeWidth=1.2)
    return [stack, *(edge.encode(frame.x(), frame.y(end)) for end in ("low", "high"))]


def _stacked(panel: Panel) -> pd.DataFrame:
    """Turn medians into bands: `base` and `mid` become the lower and upper edge of each."""
    wide = panel.stats.pivot_table(index="date", columns="series", values="mid")
    # A month without a figure has none of it; left out, the bands above would cut across it.
    sizes = wide.reindex(columns=list(panel.series)).fillna(0.0)
    tops = sizes.cumsum(axis=1)
    bands = tops.reset_index().melt("date", var_name="series", value_name="mid")
    bands["base"] = (tops - sizes).reset_index().melt("date", value_name="base")["base"]
    return bands.assign(low=bands["base"], high=bands["mid"])


def _frame(stats: pd.DataFrame, panel: Panel, span: Span) -> _Frame:
    shown = stats if panel.kind == "lines" else panel.total
    low, high = float(shown["low"].min()), float(max(stats["mid"].max(), shown["high"].max()))
    room = 0.05 * (max(high, 0.0) - min(low, 0.0)) or 1.0
    bottom = low - room if low < 0 else 0.0
    return _Frame(span.first, span.last, bottom, max(high, 0.0) + room, panel.unit)


def _end_labels(
    stats: pd.DataFrame, frame: _Frame, panel: Panel, style: _Style, palette: Palette
) -> list[alt.Chart]:
    """Write each series' name to the right of its end, moved apart where ends lie close."""
    # A series may end early (a chip no longer sold): its name stands at its own last value.
    last = stats.sort_values("date").groupby("series").tail(1)
    height = last["mid"] if panel.kind == "lines" else (last["mid"] + last["base"]) / 2
    px_per_unit = panel.height_px / (frame.top - frame.bottom)
    wanted = pd.Series(height.to_numpy() * px_per_unit, index=last["series"])
    placed = moved_apart(wanted, frame.bottom * px_per_unit)
    labels = pd.DataFrame(
        {"series": placed.index, "mid": placed.to_numpy() / px_per_unit, "date": frame.last}
    )
    labels["mark"] = labels["series"].map(style.marks)
    base = alt.Chart(labels)
    mark = base.mark_text(align="left", dx=7, fontSize=TEXT_PX)
    name = base.mark_text(align="left", dx=20, fontSize=TEXT_PX, color=palette.ink)
    return [
        mark.encode(frame.x(), frame.y("mid"), style.colour, alt.Text("mark:N")),
        name.encode(frame.x(), frame.y("mid"), alt.Text("series:N")),
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


def _event_marks(
    frame: _Frame, events: Sequence[Event], panel: Panel, palette: Palette, names: bool
) -> list[alt.Chart]:
    px_per_day = panel.width_px / max((frame.last - frame.first).days, 1)
    rows: list[_Taken] = []
    layers: list[alt.Chart] = []
    # From the last to the first: a name that would run across later rules stands above them.
    for number, event in reversed(list(enumerate(events, 1))):
        text = event.label if names else str(number)
        start = (pd.Timestamp(event.day) - frame.first).days * px_per_day
        end = start + (len(text) + 1) * CHARACTER_PX
        row = max((taken.row + 1 for taken in rows if taken.start < end), default=0)
        rows.append(_Taken(start, row))
        y_px = -8 - EVENT_ROW_PX * row
        base = alt.Chart(pd.DataFrame([{"date": pd.Timestamp(event.day), "text": text}]))
        rule = base.mark_rule(color=palette.faint, strokeDash=[3, 3], opacity=0.8)
        label = base.mark_text(align="left", dx=3, fontSize=10.5, color=palette.faint)
        layers += [
            rule.encode(frame.x(), y=alt.value(y_px - 5), y2=alt.value(panel.height_px)),
            label.encode(frame.x(), alt.Text("text:N"), y=alt.value(y_px)),
        ]
    return layers


def _styled(panel: Panel, palette: Palette) -> _Style:
    """Give each series a colour; past the end of the palette colours return, dashed and hollow."""
    names = list(panel.series)
    looks = [_look(name, place, palette) for place, name in enumerate(names)]
    colours, dashes = [look.colour for look in looks], [look.dash for look in looks]
    return _Style(
        colour=alt.Color("series:N", legend=None, scale=alt.Scale(domain=names, range=colours)),
        dash=alt.StrokeDash("series:N", legend=None, scale=alt.Scale(domain=names, range=dashes)),
        marks={name: look.mark for name, look in zip(names, looks, strict=True)},
    )


def _look(name: str, place: int, palette: Palette) -> _Look:
    if name == REST:
        return _Look(palette.rest, SOLID, "■")
    colour = palette.series[place % len(palette.series)]
    return _Look(colour, SOLID, "■") if place < len(palette.series) else _Look(colour, BROKEN, "□")


def _moment(day: pd.Timestamp) -> alt.DateTime:
    return alt.DateTime(year=day.year, month=day.month, date=day.day)
