"""Rented out: part of the chips is let through the owner's cloud."""

from typing import ClassVar

from agents.strategies.programme.base import ProgrammeStrategy, RentedShare


class RentedOut(ProgrammeStrategy):
    """Lets a part of its chips, once their software is fit for others."""

    name: ClassVar[str] = "rented_out"
    meaning: ClassVar[str] = "rents part of its chips out through the owner's cloud"

    rented_share: RentedShare = 0.4
