"""Model time (whole months since the scenario's start) and dates."""

from dataclasses import dataclass
from datetime import date

HOURS_PER_MONTH = 730.0
"""Hours in an average month (8,760 / 12)."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns dates into months since ``start`` and back; ``start`` is the first of a month."""

    start: date
    months: int

    def month_of(self, day: date) -> int:
        """Months from the start to the month that holds ``day`` (negative before the start)."""
        return (day.year - self.start.year) * 12 + day.month - self.start.month

    def date_of(self, month: int) -> date:
        """First day of model month ``month``."""
        years, months = divmod(self.start.month - 1 + month, 12)
        return date(self.start.year + years, months + 1, 1)

    @property
    def last(self) -> date:
        """First day of the last month that is traded."""
        return self.date_of(self.months - 1)
