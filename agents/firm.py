"""What every strategic firm has: a name, a role, a region, an account, a strategy."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.typing import NDArray

from agents.strategies.rows import Dated, in_force
from model.firm_roles import CastRow, Decision
from model.inputs.cast import FirmRow, Role
from model.state import maths

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]
type Units = NDArray[np.int64]


class Firm(mesa.Agent["ComputeMarket"]):
    """A strategic firm: an ordinary Mesa agent whose strategy decides and whose methods apply."""

    role: Role
    model: "ComputeMarket"

    def __init__(self, model: "ComputeMarket", row: FirmRow, strategies: Sequence[Dated]) -> None:
        super().__init__(model)
        self.row = row
        self.name = row.name
        self.strategies = strategies
        self.account = model.accounts.firm(row.name)
        regions = model.catalogue.region_names
        self.region = regions.index(row.region) if row.region in regions else -1

    @property
    def strategy(self) -> Any:
        """The strategy that it follows this month."""
        return in_force(self.strategies, self.model.month)

    @property
    def cash_usd(self) -> float:
        """Money at hand."""
        return float(self.model.money.balance_usd[self.account])

    @property
    def credit_usd(self) -> float:
        """What the firm may spend beyond its cash."""
        return 0.0

    @property
    def held_units(self) -> Vector:
        """Chips at hand, by chip."""
        return self.model.chips.units(self.account)

    def running_cost_usd(self) -> float:
        """This month's cost of floors, people or plants."""
        return 0.0

    def explain(self) -> list[Decision]:
        """What it decided this month and why; nothing is worked out unless somebody asks."""
        return []

    def cast_rows(self) -> list[CastRow]:
        """One line for the cast list."""
        model = self.model
        suppliers = [
            model.accounts.firms[other]
            for other in np.argsort(-model.ties.strength[:, self.account], kind="stable")
            if model.ties.strength[other, self.account] > 0
        ]
        customers = int(np.count_nonzero(model.ties.strength[self.account] > 0))
        ties = ", ".join(suppliers[:4]) + (f" +{len(suppliers) - 4}" if len(suppliers) > 4 else "")
        if customers:
            ties = f"{ties}{'; ' if ties else ''}{customers} customers"
        units = float(maths.total(self.held_units))
        parts = [f"{self.cash_usd / 1e6:,.0f} M USD"] if self.cash_usd else []
        parts += [f"{units:,.0f} chips"] if units else []
        return [
            CastRow(
                self.name,
                str(self.role),
                self.row.region,
                self.strategy.name,
                ties,
                ", ".join([*parts, *self.opening_notes()]),
            )
        ]

    def opening_notes(self) -> list[str]:
        """What else is worth saying of the opening state."""
        return []
