"""The scales of a panel: a span of months and a unit."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from viz.spec import Spec

FEW_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last month that a chart shows."""

    first: pd.Timestamp
    last: pd.Timestamp

    def holds(self, day: date) -> bool:
        """Say whether a day lies within the span."""
        return self.first <= pd.Timestamp(day) <= self.last


@dataclass(frozen=True, slots=True)
class Axes:
    """The scales of a panel, fixed beforehand so that labels can be placed without overlap."""

    span: Span
    bottom: float
    top: float
    unit: str

    def x(self) -> Spec:
        """Time from left to right."""
        first, last = self.span.first, self.span.last
        months = (last.year - first.year) * 12 + last.month - first.month
        few = months <= FEW_MONTHS
        step = 12 if not few else 3 if months > 3 else 1
        return {
            "field": "date",
            "type": "temporal",
            "title": None,
            "scale": {"domain": [_moment(first), _moment(last)]},
            "axis": {
                "format": "%b %y" if few else "%Y",
                "tickCount": {"interval": "month", "step": step},
                "labelFlush": False,
            },
        }

    def y(self, field: str) -> Spec:
        """The unit of the panel from bottom to top."""
        return {
            "field": field,
            "type": "quantitative",
            "title": self.unit,
            "stack": None,
            "scale": {"domain": [self.bottom, self.top], "nice": False},
            "axis": {"tickCount": 5, "titlePadding": 10},
        }


def _moment(day: pd.Timestamp) -> Spec:
    return {"year": day.year, "month": day.month, "date": day.day}
