"""The environment as agents: the regulator states the rules, the climate hands out venture money."""

from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from model.firm_roles import CastRow
from model.inputs.rules import Rules
from model.startup_tables import PromisedRound
from model.state import maths

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]


class Regulator(mesa.Agent["ComputeMarket"]):
    """States which rules hold: every dated policy in force speaks, in order."""

    model: "ComputeMarket"

    def rules_of(self, month: int) -> Rules:
        """The month's rules."""
        model = self.model
        rules = model.blank_rules(month)
        for policy in model.policies_in_force(month):
            policy.apply(rules, model.calendar, model.catalogue)
        return rules

    def cast_rows(self) -> list[CastRow]:
        """One line for the regulator, with its dated rules."""
        policies = self.model.settings.policies
        dated = ", ".join(f"{name} ({policy.start})" for name, policy in policies.items() if policy.start)
        return [CastRow("Regulator", "regulator", "all", "dated rules", "", dated)]


class FundingClimate(mesa.Agent["ComputeMarket"]):
    """Splits the month's venture money over types and regions; named rounds go where they are due.

    ``funding_usd`` is venture money by group, ``round_usd`` what named rounds add, ``equity_usd`` the
    part of it that firms of the cast pay, ``promised`` what each of them pays whom.
    """

    model: "ComputeMarket"

    def __init__(self, model: "ComputeMarket") -> None:
        super().__init__(model)
        groups = len(model.accounts.groups)
        self.funding_usd: Vector = np.zeros(groups)
        self.round_usd: Vector = np.zeros(groups)
        self.equity_usd: Vector = np.zeros(groups)
        self.promised: list[PromisedRound] = []
        self._weight = self._weights()
        self.mood = 1.0

    def _weights(self) -> Vector:
        weights = np.zeros(len(self.model.accounts.groups))
        at = 0
        for row in self.model.rows.type:
            for share in row.regions.values():
                weights[at] = row.funding_weight * share
                at += 1
        total = maths.total(weights)
        return weights / total if total > 0 else weights

    def split_funding(self, rules: Rules) -> None:
        """Decide the month's money by group."""
        self.mood = self._mood()
        self.funding_usd = rules.funding_usd * self.mood * self._weight
        self.round_usd = np.zeros_like(self.funding_usd)
        self.equity_usd = np.zeros_like(self.funding_usd)
        self.promised = []
        names = self.model.accounts.groups
        for due in rules.rounds:
            if due.startup not in names:
                continue
            group = names.index(due.startup)
            amount = due.amount_usd
            if due.investor is not None and due.investor in self.model.accounts.firms:
                investor = self.model.accounts.firm(due.investor)
                amount = min(amount, self._free_usd(investor))
                self.equity_usd[group] += amount
                self.promised.append(PromisedRound(group, investor, amount))
            self.round_usd[group] += amount

    def _free_usd(self, investor: int) -> float:
        """What an investor has at hand and has not promised yet."""
        promised_usd = float(maths.total([due.usd for due in self.promised if due.investor == investor]))
        return max(0.0, float(self.model.money.balance_usd[investor]) - promised_usd)

    def _mood(self) -> float:
        """Factor on the path: start-ups' revenue over that of the start, when asked to; 0.2 to 5."""
        weight = self.model.settings.climate.mood_weight
        if weight <= 0 or self.model.last_use is None:
            return 1.0
        revenue = float(maths.total(self.model.last_use.revenue_usd))
        opening = self.model.cast.startups.opening_revenue_usd
        return float(np.clip(maths.power(revenue / max(opening, 1.0), weight), 0.2, 5.0))

    def cast_rows(self) -> list[CastRow]:
        """One line for the climate."""
        path = self.model.policies_in_force(0)
        rules = self.model.cast.regulator.rules_of(0)
        opening = f"{rules.funding_usd / 1e9:.1f} bn USD in the first month ({len(path)} policies)"
        return [CastRow("Funding climate", "climate", "all", "follows the path", "", opening)]
