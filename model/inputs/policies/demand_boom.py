"""A demand boom: training appetite and first-party use grow faster for a while."""

from typing import Literal

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.growth import half_left
from model.inputs.parameter import parameter
from model.inputs.policies.base import Policy
from model.inputs.rules import Rules


class DemandBoom(Policy):
    """Adds to monthly growth, less every month, and lifts the share spent on compute for good."""

    policy: Literal["demand_boom"] = "demand_boom"
    training_growth: float = parameter(
        0.06, "added growth of wanted training compute", "per month", low=-1, high=2
    )
    compute_share_boost: float = parameter(
        0.6, "how far start-ups raise the share of their burn that goes to compute", "share", low=-1, high=5
    )
    boost_rise_months: int = parameter(
        4, "months over which that share rises; it lasts", "months", low=1, high=60
    )
    half_life_months: float = parameter(15.0, "months until the added growth has halved", "months", low=1)

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Add what is left of the boom to the month's growth."""
        age = self.months_since_start(rules.month, calendar)
        left = half_left(age, self.half_life_months)
        rules.training_growth += self.training_growth * left
        rules.compute_share_boost += self.compute_share_boost * min(1.0, (age + 1) / self.boost_rise_months)
