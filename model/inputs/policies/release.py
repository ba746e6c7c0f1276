"""A release: a model that shows the public what AI can do."""

from datetime import date
from typing import Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.parameter import parameter
from model.inputs.policies.base import Policy, regions_of
from model.inputs.rules import Rules

DAYS_A_MONTH = 31


class Release(Policy):
    """Draws attention once: users then notice what models can do. It adds no growth of its own."""

    policy: Literal["release"] = "release"
    start: date | None = Field(None, description="day of the release; the run's start if absent")
    regions: tuple[str, ...] = Field((), description="regions where it is news; all if empty")
    size: float = parameter(
        1.0, "attention that it draws; one is ChatGPT's of November 2022", "1", low=0, high=10, source="lever"
    )

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """News for a month's length from its day on, so that two months share it; it fades by itself."""
        age = self.months_since_start(rules.month, calendar)
        day = 1 if self.start is None else self.start.day
        left = 1.0 - (day - 1) / DAYS_A_MONTH
        part = left if age == 0 else 1.0 - left if age == 1 else 0.0
        rules.release_size[regions_of(self.regions, catalogue)] += self.size * part
