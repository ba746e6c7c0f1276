"""A tariff on chips from abroad."""

from typing import ClassVar, Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.parameter import parameter
from model.inputs.policies.base import CLOSED_MARKETS, Policy, regions_of
from model.inputs.rules import Rules


class Tariff(Policy):
    """Firms in the regions pay a duty on chips of foreign makers; the state takes it in.

    What start-ups buy from a foreign maker directly bears none: its offer has one price for all
    regions, and none of those offers reaches a closed market. They feel the duty in the channel's prices.
    """

    stage: ClassVar[int] = 1
    policy: Literal["tariff"] = "tariff"
    regions: tuple[str, ...] = Field((CLOSED_MARKETS,), description="regions that levy the tariff")
    rate: float = parameter(
        0.25,
        "duty over the price",
        "share",
        low=0,
        high=10,
        source="lever; 25 % duty on licensed H200 for China, 15 January 2026 (Baker McKenzie, "
        "https://sanctionsnews.bakermckenzie.com/)",
    )

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Add the duty."""
        for region in regions_of(self.regions, catalogue):
            rules.tariff[region] += self.rate
