"""Own chips: puts its own silicon before bought chips, more so when it is encroached upon."""

from typing import ClassVar

from agents.strategies.cloud.base import CloudStrategy, HostShare, OwnPreference, RetaliationFactor


class OwnChips(CloudStrategy):
    """Doubles the score of own chips and answers encroachment with more of them."""

    name: ClassVar[str] = "own_chips"
    meaning: ClassVar[str] = "prefers chips of its own, and builds more when encroached upon"

    own_preference: OwnPreference = 2.0
    host_share: HostShare = 0.15
    retaliation_factor: RetaliationFactor = 1.5
