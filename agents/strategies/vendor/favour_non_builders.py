"""Favour the clouds that build no chips: feed the weak, starve the rivals of tomorrow."""

from typing import ClassVar

from agents.strategies.vendor.base import BuilderWeight, SmallCloudWeight
from agents.strategies.vendor.dgx_cloud import DgxCloud


class FavourNonBuilders(DgxCloud):
    """Small clouds and those without a chip programme come first under shortage."""

    name: ClassVar[str] = "favour_non_builders"
    meaning: ClassVar[str] = "serves clouds that build no chips before those that do"

    builder_weight: BuilderWeight = 0.35
    small_cloud_weight: SmallCloudWeight = 3.0
