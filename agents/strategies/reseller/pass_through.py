"""Pass-through: an integrator or distributor that sells what it gets."""

from typing import ClassVar

from agents.strategies.reseller.base import ResellerStrategy


class PassThrough(ResellerStrategy):
    """Holds nothing back and does not speculate."""

    name: ClassVar[str] = "pass_through"
    meaning: ClassVar[str] = "sells what it gets, at the price the market bears"
