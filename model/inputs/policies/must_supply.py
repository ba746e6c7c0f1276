"""A must-supply rule: a vendor may not favour some customers over others."""

from typing import ClassVar, Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.policies.base import Policy
from model.inputs.rules import Rules


class MustSupply(Policy):
    """Scarce chips are shared pro rata to orders, whatever the vendor's strategy."""

    stage: ClassVar[int] = 1
    policy: Literal["must_supply"] = "must_supply"
    vendors: tuple[str, ...] = Field(("Nvidia",), description="vendors that are bound")

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Bind the vendors."""
        rules.must_supply |= set(self.vendors)
