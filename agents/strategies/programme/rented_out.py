"""Rented out: part of the chips is let through the owner's cloud."""

from dataclasses import dataclass
from typing import ClassVar

from agents.strategies.programme.base import ProgrammeStrategy, ProgrammeView


@dataclass(frozen=True, slots=True)
class RentedOut(ProgrammeStrategy):
    """Lets up to 40 % of its chips, and makes more than the owner needs for that."""

    name: ClassVar[str] = "rented_out"
    meaning: ClassVar[str] = "rents part of its chips out through the owner's cloud"

    rented_share: float = 0.4

    def orders(self, view: ProgrammeView) -> float:
        """As inside only, with room for tenants."""
        own = ProgrammeStrategy.orders(self, view)
        return min(view.can_make_units, own / (1.0 - self.rented_share))
