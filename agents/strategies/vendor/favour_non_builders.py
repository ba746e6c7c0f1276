"""Favour the clouds that build no chips: feed the weak, starve the rivals of tomorrow."""

from dataclasses import dataclass
from typing import ClassVar

from agents.strategies.vendor.dgx_cloud import DgxCloud


@dataclass(frozen=True, slots=True)
class FavourNonBuilders(DgxCloud):
    """Small clouds and those without a chip programme come first under shortage."""

    name: ClassVar[str] = "favour_non_builders"
    meaning: ClassVar[str] = "serves clouds that build no chips before those that do"

    builder_weight: float = 0.35
    small_cloud_weight: float = 3.0
