"""The facts tab: simulated lines over real points, with the points' ranges and sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from experiments.calibration.reading import named, read_all
from experiments.calibration.targets import Episode, Target, load_targets
from experiments.events import Event
from experiments.whatif.headlines import number
from model.recording import Table
from viz.axes import Axes, Span
from viz.charts import PAGE, Layout, event_key
from viz.event_marks import event_marks
from viz.magnitudes import Magnitude, magnitude
from viz.snapshot import Snapshot
from viz.spec import Spec, framed, layered, records
from viz.theme import PALETTES, Theme

DRAWN = ("sum", "mean")
"""Statistics that are points of a line: a total of some months, or their mean."""
FEWEST_MONTHS = 2
NUMBERS = ("real", "range", "simulated")
"""Columns of the table that hold numbers."""


@dataclass(frozen=True, slots=True)
class Line:
    """Facts of one line of the market: whose metric it is, and whether the facts are totals of months."""

    metric: str
    who: str
    item: str
    is_total: bool

    @property
    def title(self) -> str:
        """What is drawn."""
        what = self.metric.removesuffix("_usd").removesuffix("_months").replace("_usd", "").replace("_", " ")
        parts = (what.capitalize(), self.who, self.item)
        return ", ".join(part.replace("|", ", ") for part in parts if part)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all panels share."""

    span: Span
    events: Sequence[Event]
    theme: Theme
    layout: Layout


def charts(snapshot: Snapshot, theme: Theme = "light", layout: Layout = PAGE) -> list[Spec]:
    """Return a picture for each group of facts; none before the second month."""
    if snapshot.month + 1 < FEWEST_MONTHS:
        return []
    groups: dict[str, dict[Line, list[Target]]] = {}
    for target in load_targets():
        if target.statistic in DRAWN and target.episode == Episode.MARKET:
            pick = target.pick
            line = Line(pick.metric, pick.who, pick.item, target.statistic == "sum")
            groups.setdefault(target.group, {}).setdefault(line, []).append(target)
    span = _span(snapshot)
    events = [event for event in snapshot.events if span.holds(event.day)]
    notes = ["Line: simulated. Point: fact, with its range and the months that it covers."]
    notes += event_key(events, layout)
    frame = _Frame(span, events, theme, layout)
    return [
        framed(
            [_panel(snapshot.metrics, line, facts, frame) for line, facts in lines.items()],
            f"Simulated and real: {group}",
            notes,
            theme,
        )
        for group, lines in groups.items()
    ]


def table(snapshot: Snapshot) -> pd.DataFrame:
    """Return every fact whose months are over: fact, real, range, simulated, within the range, source."""
    targets = [each for each in load_targets() if each.episode == Episode.MARKET and _is_over(each, snapshot)]
    columns: Table = {name: snapshot.metrics[name].to_numpy() for name in snapshot.metrics.columns}
    start = snapshot.metrics["date"].min().date() if targets else date.min
    values = read_all(targets, columns, start) if targets else np.zeros(0)
    return pd.DataFrame(
        {
            "fact": [each.name for each in targets],
            "real": [_told(each.value, each.unit) for each in targets],
            "range": [f"{_told(each.low)} to {_told(each.high, each.unit)}" for each in targets],
            "simulated": [
                _told(float(value), each.unit) for each, value in zip(targets, values, strict=True)
            ],
            "within": [
                "yes" if each.low <= value <= each.high else "no"
                for each, value in zip(targets, values, strict=True)
            ],
            "source": [each.source for each in targets],
        }
    )


def _told(value: float, unit: str = "") -> str:
    """A value as people write it; large ones in thousands, millions or billions."""
    shown = magnitude(abs(value), unit) if abs(value) >= 1e6 else Magnitude(1.0, unit)
    short = {1e-6: " m", 1e-9: " bn"}.get(shown.factor, "")
    return f"{number(value * shown.factor)}{short} {unit}".strip()


def _is_over(target: Target, snapshot: Snapshot) -> bool:
    return target.pick.end <= f"{snapshot.date:%Y-%m}" and snapshot.month >= 0


def _span(snapshot: Snapshot) -> Span:
    """From the start of the run to the last fact."""
    last = max(target.pick.end for target in load_targets() if target.episode == Episode.MARKET)
    return Span(snapshot.metrics["date"].min(), pd.Timestamp(f"{last}-01"))


def _panel(metrics: pd.DataFrame, line: Line, facts: Sequence[Target], frame: _Frame) -> Spec:
    layout, theme = frame.layout, frame.theme
    simulated = _simulated(metrics, line)
    simulated = simulated[simulated["date"] <= frame.span.last]
    points = pd.DataFrame([_point(fact, line) for fact in facts])
    most = float(max(points["high"].max(), simulated["value"].max() if len(simulated) else 0.0))
    unit = f"{facts[0].unit} per month" if line.is_total else facts[0].unit
    shown = magnitude(most, unit)
    values = ["value", "low", "high"]
    points[values] *= shown.factor
    simulated = simulated.assign(value=simulated["value"] * shown.factor)
    axes = Axes(frame.span, 0.0, 1.08 * most * shown.factor, shown.unit)
    width_px, height_px = layout.small_width_px, layout.small_height_px
    layers = [
        *event_marks(axes, frame.events, width_px, height_px, PALETTES[theme], names=False),
        _line(simulated, axes, theme),
        *_points(points, axes, theme, shown),
    ]
    return layered(layers, width_px, height_px, line.title)


def _simulated(metrics: pd.DataFrame, line: Line) -> pd.DataFrame:
    """The line's value by month: the sum of its rows, or their mean."""
    rows = metrics[metrics["metric"] == line.metric]
    keep = named(rows["who"].to_numpy(np.str_), line.who)
    if line.item:
        keep &= named(rows["item"].to_numpy(np.str_), line.item)
    by_month = rows[keep].groupby("date")["value"]
    return (by_month.sum() if line.is_total else by_month.mean()).reset_index()


def _point(fact: Target, line: Line) -> dict[str, object]:
    """A fact in the middle of its months; a total is shown per month."""
    first, last = (pd.Timestamp(f"{month}-01") for month in (fact.pick.start, fact.pick.end))
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    share = 1.0 / months if line.is_total else 1.0
    return {
        "date": first + (last - first) / 2,
        "first": first,
        "last": last,
        "value": fact.value * share,
        "low": fact.low * share,
        "high": fact.high * share,
        "fact": fact.name,
        "real": f"{_told(fact.value, fact.unit)} ({_told(fact.low)} to {_told(fact.high)})",
        "note": fact.note,
        "source": fact.source,
    }


def _line(simulated: pd.DataFrame, axes: Axes, theme: Theme) -> Spec:
    return {
        "data": {"values": records(simulated)},
        "mark": {"type": "line", "strokeWidth": 2.2, "color": PALETTES[theme].series[0]},
        "encoding": {"x": axes.x(), "y": axes.y("value")},
    }


def _points(points: pd.DataFrame, axes: Axes, theme: Theme, shown: Magnitude) -> list[Spec]:
    """A dot a fact, an upright rule for its range, a level one for its months."""
    colour = PALETTES[theme].series[1]
    data = {"values": records(points)}
    tooltip = [
        {"field": "fact"},
        {"field": "real"},
        {"field": "value", "type": "quantitative", "format": ",.4~g", "title": shown.unit},
        {"field": "note"},
        {"field": "source"},
    ]
    rule = {"type": "rule", "color": colour, "strokeWidth": 1.6}
    x, y = axes.x(), axes.y("value")
    return [
        {
            "data": data,
            "mark": rule,
            "encoding": {"x": x, "y": axes.y("low"), "y2": {"field": "high"}, "tooltip": tooltip},
        },
        {
            "data": data,
            "mark": {**rule, "opacity": 0.6},
            "encoding": {"x": {**x, "field": "first"}, "x2": {"field": "last"}, "y": y, "tooltip": tooltip},
        },
        {
            "data": data,
            "mark": {"type": "point", "filled": True, "size": 55, "color": colour, "opacity": 1},
            "encoding": {"x": x, "y": y, "tooltip": tooltip},
        },
    ]
