"""A carbon tax on the power that chips use."""

from typing import ClassVar, Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.parameter import parameter
from model.inputs.policies.base import Policy, regions_of
from model.inputs.rules import Rules


class CarbonTax(Policy):
    """Adds the tax on a region's grid carbon to each kilowatt-hour; the state takes it in."""

    stage: ClassVar[int] = 1
    policy: Literal["carbon_tax"] = "carbon_tax"
    regions: tuple[str, ...] = Field((), description="regions touched; all if empty")
    usd_per_tonne: float = parameter(
        80.0,
        "tax on a tonne of carbon dioxide",
        "USD/t",
        low=0,
        source="lever; EU allowances stood at about 80 EUR in 2022-23 (public record)",
    )

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Add the tax to the regions' kilowatt-hours."""
        for region in regions_of(self.regions, catalogue):
            carbon = catalogue.regions[region].carbon_kg_per_kwh
            rules.carbon_usd_per_kwh[region] += self.usd_per_tonne * carbon / 1000
