"""A demand shock: what users and start-ups want changes by a factor in some regions."""

from typing import ClassVar, Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.parameter import parameter
from model.inputs.policies.base import Policy, regions_of
from model.inputs.rules import Rules


class DemandShock(Policy):
    """Multiplies wanted compute and what users pay while in force."""

    stage: ClassVar[int] = 1
    policy: Literal["demand_shock"] = "demand_shock"
    regions: tuple[str, ...] = Field((), description="regions touched; all if empty")
    factor: float = parameter(0.5, "multiplies demand", "factor", low=0, high=100, source="lever")

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Scale the month's demand."""
        rules.demand_factor[regions_of(self.regions, catalogue)] *= self.factor
