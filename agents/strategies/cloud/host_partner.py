"""Host partner: takes the vendor's cloud into its data centres, earns the fee, loses the customer."""

from typing import ClassVar

from agents.strategies.cloud.base import CloudStrategy, HostShare, RetaliationFactor


class HostPartner(CloudStrategy):
    """Opens all its hosting capacity and does not strike back."""

    name: ClassVar[str] = "host_partner"
    meaning: ClassVar[str] = "hosts a vendor's cloud for a fee, and does not retaliate"

    host_share: HostShare = 1.0
    retaliation_factor: RetaliationFactor = 0.0
