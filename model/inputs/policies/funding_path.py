"""The funding path: how much venture money reaches AI start-ups, quarter by quarter."""

from datetime import date
from typing import Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.growth import mean
from model.inputs.parameter import parameter
from model.inputs.policies.base import Policy
from model.inputs.rules import Rules


class FundingPath(Policy):
    """A step path of quarterly totals; after it funding starts from the mean of the last four."""

    policy: Literal["funding_path"] = "funding_path"
    usd_per_quarter: dict[date, float] = Field(
        description="venture money to AI start-ups by first day of the quarter, USD"
    )
    factor: float = parameter(1.0, "multiplies the whole path", "factor", low=0, source="lever")

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Add a third of the quarter's money to the month; beyond the path it is no recorded figure."""
        today = calendar.date_of(rules.month)
        points = sorted(self.usd_per_quarter.items())
        past = [usd for day, usd in points if day <= today]
        beyond = bool(points) and calendar.month_of(points[-1][0]) + 3 <= rules.month
        lasting = past[-4:]
        quarter_usd = mean(lasting) if beyond else past[-1] if past else 0.0
        rules.funding_recorded = rules.funding_recorded and not beyond
        rules.funding_usd += self.factor * quarter_usd / 3
