"""A cap on what resellers may charge over the maker's list price."""

from typing import ClassVar, Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.parameter import parameter
from model.inputs.policies.base import Policy, regions_of
from model.inputs.rules import Rules


class ChannelPriceCap(Policy):
    """No quote of the channel may exceed list price by more than the premium allowed."""

    stage: ClassVar[int] = 1
    policy: Literal["channel_price_cap"] = "channel_price_cap"
    regions: tuple[str, ...] = Field((), description="regions touched; all if empty")
    max_premium: float = parameter(
        0.10,
        "highest street price over list price, less one",
        "share",
        low=-0.5,
        high=10,
        source="lever; A100 in China stood at about +20 % in May 2023 (php.cn, 30 May 2023)",
    )

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Lower the cap of each region."""
        for region in regions_of(self.regions, catalogue):
            rules.channel_cap[region] = min(rules.channel_cap[region], self.max_premium)
