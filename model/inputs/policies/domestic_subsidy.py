"""A subsidy to domestic chips: the state pays part of the price and of the learning."""

from typing import ClassVar, Literal

import numpy as np

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.catalogue_entries import Stack
from model.inputs.parameter import parameter
from model.inputs.policies.base import Policy
from model.inputs.rules import Rules


class DomesticSubsidy(Policy):
    """Lowers what buyers pay for the chips of the domestic stack, and speeds its learning."""

    stage: ClassVar[int] = 1
    policy: Literal["domestic_subsidy"] = "domestic_subsidy"
    price_share: float = parameter(
        0.3,
        "part of the price that the state pays",
        "share",
        low=0,
        high=1,
        source="lever; the CHIPS Act's tax credit is 25 % of investment (public record)",
    )
    learning_factor: float = parameter(
        2.0, "multiplies how fast the fitness of those chips grows", "factor", low=0, high=20, source="lever"
    )

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Set the state's share of the price and the pace of learning, chip by chip."""
        domestic = np.array([chip.stack == Stack.DOMESTIC for chip in catalogue.chips])
        rules.subsidy_share[domestic] = np.maximum(rules.subsidy_share[domestic], self.price_share)
        rules.learning_factor[domestic] *= self.learning_factor
