"""Direct over channel: starves the resellers that take the premium, sells to users itself."""

from typing import ClassVar

from agents.strategies.vendor.base import ChannelWeight, DirectFactor
from agents.strategies.vendor.dgx_cloud import DgxCloud


class DirectOverChannel(DgxCloud):
    """Triples direct sales and serves channels last."""

    name: ClassVar[str] = "direct_over_channel"
    meaning: ClassVar[str] = "sells directly to users, serves resellers last"

    channel_weight: ChannelWeight = 0.2
    direct_factor: DirectFactor = 3.0
