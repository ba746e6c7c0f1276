"""Monthly counters for the metrics; reset as a month starts, never read by a decision."""

import numpy as np
from numpy.typing import NDArray

type Vector = NDArray[np.float64]


class Moments:
    """Running sums of orders and demand, enough for their variances: runs × firms of a tier."""

    def __init__(self, runs: int, firms: int) -> None:
        self.months = 0
        self.orders: Vector = np.zeros((runs, firms))
        self.orders_squared: Vector = np.zeros((runs, firms))
        self.demand: Vector = np.zeros((runs, firms))
        self.demand_squared: Vector = np.zeros((runs, firms))

    def add(self, orders: Vector, demand: Vector) -> None:
        """One more month."""
        self.months += 1
        self.orders += orders
        self.orders_squared += orders * orders
        self.demand += demand
        self.demand_squared += demand * demand


class Counters:
    """Counts of one month; ``tiers`` are the histories that bullwhip ratios need.

    ``received_units`` is runs × accounts × chips, ``energy_kwh`` runs × accounts, ``rented_by_class``
    runs × accounts × size classes, the other units runs × chips, ``premium_usd`` one entry a run.
    """

    def __init__(self, runs: int, accounts: int, chips: int, tiers: dict[str, int]) -> None:
        self.received_units: Vector = np.zeros((runs, accounts, chips))
        self.shipped_units: Vector = np.zeros((runs, chips))
        self.own_made_units: Vector = np.zeros((runs, chips))
        self.seized_units: Vector = np.zeros((runs, chips))
        self.energy_kwh: Vector = np.zeros((runs, accounts))
        self.rented_by_class: Vector = np.zeros((runs, accounts, 3))
        self.premium_usd: Vector = np.zeros(runs)
        self.tiers = {tier: Moments(runs, firms) for tier, firms in tiers.items()}

    def next_month(self) -> None:
        """Start counting anew; histories stay."""
        for counter in (
            self.received_units,
            self.shipped_units,
            self.own_made_units,
            self.seized_units,
            self.energy_kwh,
            self.rented_by_class,
            self.premium_usd,
        ):
            counter[...] = 0.0
