"""Alliance: equity in a lab, whose needs come first and are planned for."""

from dataclasses import dataclass
from typing import ClassVar

from agents.strategies.cloud.base import CloudStrategy


@dataclass(frozen=True, slots=True)
class Alliance(CloudStrategy):
    """Builds for the lab it owns a part of (as Microsoft for OpenAI)."""

    name: ClassVar[str] = "alliance"
    meaning: ClassVar[str] = "holds equity in a lab and builds capacity for it"

    own_preference: float = 1.4
    host_share: float = 0.4
    ally_weight: float = 1.0
