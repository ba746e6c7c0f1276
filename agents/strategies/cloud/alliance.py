"""Alliance: equity in a lab, whose needs come first and are planned for."""

from typing import ClassVar

from agents.strategies.cloud.base import AllyWeight, CloudStrategy, HostShare, OwnPreference


class Alliance(CloudStrategy):
    """Builds for the lab it owns a part of (as Microsoft for OpenAI)."""

    name: ClassVar[str] = "alliance"
    meaning: ClassVar[str] = "holds equity in a lab and builds capacity for it"

    own_preference: OwnPreference = 1.4
    host_share: HostShare = 0.4
    ally_weight: AllyWeight = 1.0
