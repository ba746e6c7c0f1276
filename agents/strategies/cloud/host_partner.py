"""Host partner: takes the vendor's cloud on its floor, earns the fee, loses the customer."""

from dataclasses import dataclass
from typing import ClassVar

from agents.strategies.cloud.base import CloudStrategy


@dataclass(frozen=True, slots=True)
class HostPartner(CloudStrategy):
    """Opens its whole hosting floor and does not strike back."""

    name: ClassVar[str] = "host_partner"
    meaning: ClassVar[str] = "hosts a vendor's cloud for a fee, and does not retaliate"

    host_share: float = 1.0
    retaliation_factor: float = 0.0
