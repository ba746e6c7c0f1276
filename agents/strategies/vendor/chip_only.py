"""Chip only: sells chips to all comers, and rents out none."""

from typing import ClassVar

from agents.strategies.vendor.base import VendorStrategy


class ChipOnly(VendorStrategy):
    """Supplies clouds, channels and a few labs alike."""

    name: ClassVar[str] = "chip_only"
    meaning: ClassVar[str] = "sells chips to clouds, channels and labs; never rents"
