"""What the month's phases note down for the metrics; reset as a month starts, never read by a decision."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.ledger import Payments

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]


@dataclass(slots=True)
class Moments:
    """Running sums of orders and demand, enough for their variances."""

    months: int = 0
    orders: float = 0.0
    orders_squared: float = 0.0
    demand: float = 0.0
    demand_squared: float = 0.0

    def add(self, orders: float, demand: float) -> None:
        """One more month."""
        self.months += 1
        self.orders += orders
        self.orders_squared += orders * orders
        self.demand += demand
        self.demand_squared += demand * demand

    @property
    def amplification(self) -> float | None:
        """Squared coefficient of variation of orders over that of demand; none without variation."""
        if self.orders <= 0 or self.demand <= 0:
            return None
        of_orders = self.months * self.orders_squared / (self.orders * self.orders) - 1.0
        of_demand = self.months * self.demand_squared / (self.demand * self.demand) - 1.0
        return max(of_orders, 0.0) / of_demand if of_demand > 1e-9 else None


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
    tiers: dict[str, Moments] = field(default_factory=dict)

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
        self.tiers.setdefault(tier, Moments()).add(orders, demand)
