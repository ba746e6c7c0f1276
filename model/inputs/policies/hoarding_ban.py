"""A ban on hoarding: resellers must offer what they have and may not stock up on a rise."""

from typing import ClassVar, Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.policies.base import Policy, regions_of
from model.inputs.rules import Rules


class HoardingBan(Policy):
    """Every reseller of the regions acts as a pass-through while in force."""

    stage: ClassVar[int] = 1
    policy: Literal["hoarding_ban"] = "hoarding_ban"
    regions: tuple[str, ...] = Field((), description="regions touched; all if empty")

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Mark the regions."""
        for region in regions_of(self.regions, catalogue):
            rules.hoarding_banned[region] = True
