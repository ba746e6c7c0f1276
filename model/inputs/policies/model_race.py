"""A race for models: the clouds of some regions want large models of their own."""

from typing import Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.growth import half_left
from model.inputs.parameter import parameter
from model.inputs.policies.base import Policy, regions_of
from model.inputs.rules import Rules


class ModelRace(Policy):
    """Adds to the growth of the clouds' own need in some regions; the addition fades."""

    policy: Literal["model_race"] = "model_race"
    regions: tuple[str, ...] = Field((), description="regions touched; all if empty")
    first_party_growth: float = parameter(
        0.06, "added growth of the clouds' own need", "per month", low=-1, high=2
    )
    half_life_months: float = parameter(9.0, "months until the added growth has halved", "months", low=1)

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Add what is left of the race to the month's growth."""
        left = half_left(self.months_since_start(rules.month, calendar), self.half_life_months)
        rules.first_party_growth[regions_of(self.regions, catalogue)] += self.first_party_growth * left
