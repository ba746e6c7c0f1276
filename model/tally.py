"""What the month's phases note down for the metrics; reset every month, never read by a decision."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.ledger import Payments

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]


@dataclass(slots=True)
class Tally:
    """Counts of one month, and the histories that bullwhip ratios need."""

    accounts: int
    chips: int
    payments: list[Payments] = field(default_factory=list)
    received_units: Matrix = field(init=False)
    shipped_units: Vector = field(init=False)
    own_made_units: Vector = field(init=False)
    seized_units: Vector = field(init=False)
    energy_kwh: Vector = field(init=False)
    used_units: Matrix = field(init=False)
    first_party_units: Matrix = field(init=False)
    rented_by_class: Matrix = field(init=False)
    premium_usd: float = 0.0
    orders_by_tier: dict[str, list[float]] = field(default_factory=dict)
    demand_by_tier: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.next_month()

    def next_month(self) -> None:
        """Start counting anew; histories stay."""
        self.received_units = np.zeros((self.accounts, self.chips))
        self.shipped_units = np.zeros(self.chips)
        self.own_made_units = np.zeros(self.chips)
        self.seized_units = np.zeros(self.chips)
        self.energy_kwh = np.zeros(self.accounts)
        self.used_units = np.zeros((self.accounts, self.chips))
        self.first_party_units = np.zeros((self.accounts, self.chips))
        self.rented_by_class = np.zeros((self.accounts, 3))
        self.premium_usd = 0.0

    def note_tier(self, tier: str, orders: float, demand: float) -> None:
        """One month of a tier's orders against the demand it met."""
        self.orders_by_tier.setdefault(tier, []).append(orders)
        self.demand_by_tier.setdefault(tier, []).append(demand)
