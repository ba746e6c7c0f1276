"""Shovel seller: sells chips to whoever digs, and rents out none."""

from dataclasses import dataclass
from typing import ClassVar

from agents.strategies.vendor.base import VendorStrategy


@dataclass(frozen=True, slots=True)
class ShovelSeller(VendorStrategy):
    """Supplies clouds, channels and a few labs alike."""

    name: ClassVar[str] = "shovel_seller"
    meaning: ClassVar[str] = "sells chips to clouds, channels and labs; never rents"
