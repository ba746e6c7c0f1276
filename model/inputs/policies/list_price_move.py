"""A dated move of a maker's list price, as when Nvidia raised A100 by a fifth in June 2022."""

from typing import ClassVar, Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.parameter import parameter
from model.inputs.policies.base import Policy
from model.inputs.rules import Rules


class ListPriceMove(Policy):
    """Multiplies list prices once, in the month in which it starts."""

    stage: ClassVar[int] = 1
    policy: Literal["list_price_move"] = "list_price_move"
    chips: tuple[str, ...] = Field((), description="chips whose list price moves")
    factor: float = parameter(1.0, "multiplies the list price", "factor", low=0.01, high=100, source="lever")

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Announce the move in its month."""
        if self.months_since_start(rules.month, calendar) == 0:
            for name in self.chips:
                chip = catalogue.chip_index(name)
                rules.list_moves[chip] = rules.list_moves.get(chip, 1.0) * self.factor
