"""What every strategic firm has: a name, a role, a region, an account, a strategy."""

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.typing import NDArray

from model.firms import FirmRow, Role

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]
type Units = NDArray[np.int64]


class Firm(mesa.Agent["ComputeMarket"]):
    """A strategic firm: an ordinary Mesa agent whose strategy decides and whose methods apply."""

    role: Role

    def __init__(self, model: "ComputeMarket", row: FirmRow, strategy: Any) -> None:
        super().__init__(model)
        self.row = row
        self.name = row.name
        self.strategy = strategy
        self.account = model.accounts.firm(row.name)
        regions = [region.name for region in model.catalogue.regions]
        self.region = regions.index(row.region) if row.region in regions else -1

    @property
    def cash_usd(self) -> float:
        """Money at hand."""
        return float(self.model.money.balance_usd[self.account])

    @property
    def held_units(self) -> Vector:
        """Chips at hand, by chip."""
        return self.model.chips.units(self.account)
