"""A named round: one investor's money for one named start-up, in equal monthly parts."""

from typing import ClassVar, Literal

from pydantic import Field

from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.parameter import parameter
from model.inputs.policies.base import Policy
from model.inputs.rules import FundingRound, Rules


class NamedRound(Policy):
    """Money outside the funding path, or inside it when ``within_path`` says so."""

    stage: ClassVar[int] = 1
    policy: Literal["funding_round"] = "funding_round"
    startup: str = Field(description="who gets the money")
    investor: str | None = Field(None, description="a firm of the cast; absent: outside investors")
    amount_usd: float = parameter(0.0, "size of the round", "USD", low=0, source="the scenario's note")
    months: int = parameter(1, "paid out over", "months", low=1, high=120, source="assumption")
    within_path: bool = Field(True, description="whether the funding path's total already holds this money")

    def apply(self, rules: Rules, calendar: Calendar, catalogue: Catalogue) -> None:
        """Pay one tranche while tranches are left."""
        if self.months_since_start(rules.month, calendar) >= self.months:
            return
        tranche_usd = self.amount_usd / self.months
        rules.rounds.append(FundingRound(self.startup, self.investor, tranche_usd))
        if self.within_path:
            rules.funding_usd = max(0.0, rules.funding_usd - tranche_usd)
