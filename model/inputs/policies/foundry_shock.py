"""A foundry shock: a foundry, or one of its nodes, loses part of its capacity for a time."""

from typing import ClassVar, Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.parameter import parameter
from model.inputs.policies.base import Policy
from model.inputs.rules import Rules


class FoundryShock(Policy):
    """Multiplies capacity while in force; packaging too when asked."""

    stage: ClassVar[int] = 1
    policy: Literal["foundry_shock"] = "foundry_shock"
    foundry: str = Field("TSMC", description="the foundry that is hit")
    node: str | None = Field(None, description="the node that is hit; every node if absent")
    capacity_factor: float = parameter(
        0.5, "what is left of the capacity", "factor", low=0, high=10, source="lever"
    )
    hits_packaging: bool = Field(False, description="whether advanced packaging is hit as well")

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Scale wafer and packaging capacity of the month."""
        if self.node is None:
            factor = rules.foundry_factor.get(self.foundry, 1.0)
            rules.foundry_factor[self.foundry] = factor * self.capacity_factor
        else:
            rules.node_factor[self.node] = rules.node_factor.get(self.node, 1.0) * self.capacity_factor
        if self.hits_packaging:
            factor = rules.packaging_factor.get(self.foundry, 1.0)
            rules.packaging_factor[self.foundry] = factor * self.capacity_factor
