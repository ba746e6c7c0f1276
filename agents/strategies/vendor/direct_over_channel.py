"""Direct over channel: starves the resellers that take the premium, sells to users itself."""

from dataclasses import dataclass
from typing import ClassVar

from agents.strategies.vendor.dgx_cloud import DgxCloud


@dataclass(frozen=True, slots=True)
class DirectOverChannel(DgxCloud):
    """Triples direct sales and serves channels last."""

    name: ClassVar[str] = "direct_over_channel"
    meaning: ClassVar[str] = "sells directly to users, serves resellers last"

    channel_weight: float = 0.2
    direct_factor: float = 3.0
