"""Licences for barred chips: so many a month may be delivered all the same."""

from typing import ClassVar, Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.parameter import parameter
from model.inputs.policies.base import CLOSED_MARKETS, Policy, regions_of
from model.inputs.rules import Rules


class LicenceQuota(Policy):
    """Opens a monthly quota of barred chips into a region."""

    stage: ClassVar[int] = 1
    policy: Literal["licence_quota"] = "licence_quota"
    regions: tuple[str, ...] = Field((CLOSED_MARKETS,), description="regions that get licences")
    units_per_month: float = parameter(
        5_000.0, "barred chips that may be delivered", "chips/month", low=0, source="lever"
    )

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Add the quota."""
        for region in regions_of(self.regions, catalogue):
            rules.licensed_units[region] += self.units_per_month
