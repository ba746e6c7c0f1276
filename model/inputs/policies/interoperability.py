"""Interoperability: code runs on other stacks with less work."""

from typing import ClassVar, Literal

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.parameter import parameter
from model.inputs.policies.base import Policy
from model.inputs.rules import Rules


class Interoperability(Policy):
    """Takes away part of what it costs to leave a stack, for start-ups and clouds."""

    stage: ClassVar[int] = 1
    policy: Literal["interoperability"] = "interoperability"
    portability: float = parameter(
        1.0, "part of the switching cost that is gone", "share", low=0, high=1, source="lever"
    )

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Raise portability."""
        rules.portability = max(rules.portability, self.portability)
