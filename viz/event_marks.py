"""Dated events as marks on the time axis of a panel."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from experiments.events import Event
from viz.axes import Axes
from viz.spec import Spec, records
from viz.theme import Palette

EVENT_ROW_PX = 14
CHARACTER_PX = 6.0
LABEL_PX = 10.5


@dataclass(frozen=True, slots=True)
class _Taken:
    """Where an event's rule stands (px from the left) and how many rows up it reaches."""

    start: float
    row: int


def event_marks(
    axes: Axes, events: Sequence[Event], width_px: int, height_px: int, palette: Palette, names: bool
) -> list[Spec]:
    """Return a rule an event and its name above it, or its number if `names` is false."""
    if not events:
        return []
    span = axes.span
    px_per_day = width_px / max((span.last - span.first).days, 1)
    taken: list[_Taken] = []
    rows = []
    # From the last to the first: a name that would run across later rules stands above them.
    for number, event in reversed(list(enumerate(events, 1))):
        text = event.label if names else str(number)
        start = (pd.Timestamp(event.day) - span.first).days * px_per_day
        end = start + (len(text) + 1) * CHARACTER_PX
        row = max((other.row + 1 for other in taken if other.start < end), default=0)
        taken.append(_Taken(start, row))
        rows.append({"date": pd.Timestamp(event.day), "text": text, "y": -8.0 - EVENT_ROW_PX * row})
    data = {"values": records(pd.DataFrame(rows))}
    # Heights in px, above the panel: these have no scale.
    height = {"field": "y", "type": "quantitative", "scale": None}
    rule = {"type": "rule", "color": palette.faint, "strokeDash": [3, 3], "opacity": 0.8, "yOffset": -5}
    label = {"type": "text", "align": "left", "dx": 3, "fontSize": LABEL_PX, "color": palette.faint}
    return [
        {"data": data, "mark": rule, "encoding": {"x": axes.x(), "y": height, "y2": {"value": height_px}}},
        {"data": data, "mark": label, "encoding": {"x": axes.x(), "y": height, "text": {"field": "text"}}},
    ]
