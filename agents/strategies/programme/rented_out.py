"""Rented out: part of the chips is let through the owner's cloud."""

from dataclasses import dataclass
from typing import ClassVar

from agents.strategies.programme.base import ProgrammeStrategy


@dataclass(frozen=True, slots=True)
class RentedOut(ProgrammeStrategy):
    """Lets up to 40 % of its chips."""

    name: ClassVar[str] = "rented_out"
    meaning: ClassVar[str] = "rents part of its chips out through the owner's cloud"

    rented_share: float = 0.4
