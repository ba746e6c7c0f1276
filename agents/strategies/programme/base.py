"""What the owner of a chip programme decides: how many chips to order, and how many to rent out."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A programme in volume: what it can make and what its owner could use.

    ``saving`` is the saving per unit of compute against bought chips (share), ``maturity`` that of
    its software.
    """

    can_make_units: float
    owner_gap_a100: float
    power_a100: float
    saving: float
    maturity: float


@dataclass(frozen=True, slots=True)
class ProgrammeStrategy:
    """Orders what its owner needs, up to what it can make."""

    name: ClassVar[str] = ""
    meaning: ClassVar[str] = ""

    rented_share: float = 0.0

    def orders(self, view: ProgrammeView) -> float:
        """Chips to order this month; none that cost more than bought ones and run worse."""
        if view.power_a100 <= 0 or view.saving < -0.5:
            return 0.0
        return min(view.can_make_units, max(view.owner_gap_a100, 0.0) / view.power_a100)

    def rented_out(self, view: ProgrammeView) -> float:
        """Part of the installed chips that strangers may rent, once the software is fit for them."""
        return self.rented_share if view.maturity > 0.4 else 0.0
