"""Rental cloud: buys what pays, rents it out, builds nothing."""

from typing import ClassVar

from agents.strategies.cloud.base import CloudStrategy


class RentalCloud(CloudStrategy):
    """Buys chips for rent and own use; hosts little."""

    name: ClassVar[str] = "rental_cloud"
    meaning: ClassVar[str] = "buys chips and rents them out"
