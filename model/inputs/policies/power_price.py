"""The price of electricity in a region."""

from typing import ClassVar, Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.growth import grown
from model.inputs.parameter import parameter
from model.inputs.policies.base import Policy, regions_of
from model.inputs.rules import Rules


class PowerPrice(Policy):
    """Scales the catalogue's price in some or all regions, with a yearly trend."""

    stage: ClassVar[int] = 1
    policy: Literal["power_price"] = "power_price"
    regions: tuple[str, ...] = Field((), description="regions touched; all if empty")
    factor: float = parameter(1.0, "multiplies the price", "factor", low=0, source="lever")
    growth_per_year: float = parameter(
        0.0, "trend of the price", "per year", low=-0.9, high=5, source="assumption: flat real prices"
    )

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Scale the month's price."""
        years = self.months_since_start(rules.month, calendar) / 12
        rules.electricity_usd_per_kwh[regions_of(self.regions, catalogue)] *= self.factor * grown(
            self.growth_per_year, years
        )
