"""A demand shock: what users and start-ups want changes by a factor in some regions."""

from typing import ClassVar, Literal

from pydantic import Field

from model.calendar import Calendar
from model.catalogue import Catalogue
from model.parameter import parameter
from model.policies.base import Policy
from model.rules import Rules


class DemandShock(Policy):
    """Multiplies wanted compute and what users pay while in force."""

    stage: ClassVar[int] = 1
    policy: Literal["demand_shock"] = "demand_shock"
    regions: tuple[str, ...] = Field((), description="regions touched; all if empty")
    factor: float = parameter(0.5, "multiplies demand", "factor", low=0, high=100, source="lever")

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Scale the month's demand."""
        names = self.regions or tuple(region.name for region in catalogue.regions)
        for name in names:
            rules.demand_factor[catalogue.region_index(name)] *= self.factor
