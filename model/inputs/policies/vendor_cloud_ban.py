"""A ban of vendors' own clouds: who makes the chips may not rent them."""

from typing import ClassVar, Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.policies.base import Policy
from model.inputs.rules import Rules


class VendorCloudBan(Policy):
    """Takes vendors' own clouds off the market while in force; running contracts run out."""

    stage: ClassVar[int] = 2
    policy: Literal["vendor_cloud_ban"] = "vendor_cloud_ban"
    vendors: tuple[str, ...] = Field((), description="vendors that may not rent; all if empty")

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Strike the terms."""
        rules.vendor_clouds = [
            terms for terms in rules.vendor_clouds if self.vendors and terms.vendor not in self.vendors
        ]
