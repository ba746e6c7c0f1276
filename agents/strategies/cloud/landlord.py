"""Landlord: buys what pays, rents it out, builds nothing."""

from dataclasses import dataclass
from typing import ClassVar

from agents.strategies.cloud.base import CloudStrategy


@dataclass(frozen=True, slots=True)
class Landlord(CloudStrategy):
    """Buys chips for rent and own use; hosts little."""

    name: ClassVar[str] = "landlord"
    meaning: ClassVar[str] = "buys chips and rents them out"
