"""Open chip orders: what every buyer has ordered from makers and not yet received."""

import numpy as np
from numpy.typing import NDArray

type Vector = NDArray[np.float64]
type Units = NDArray[np.int64]
type Buyers = NDArray[np.int64] | slice


class OrderBook:
    """Open units, runs × buyers × chips (a chip has one maker), with the age of what is open."""

    def __init__(self, runs: int, buyers: int, chips: int) -> None:
        shape = (runs, buyers, chips)
        self.open_units: Units = np.zeros(shape, np.int64)
        self.age_months: Vector = np.zeros(shape)
        self.placed_units: Units = np.zeros(shape, np.int64)
        self.cancelled_units: Units = np.zeros(shape, np.int64)
        self.filled_units: Units = np.zeros(shape, np.int64)

    def start_month(self) -> None:
        """Forget last month's flows; what is still open grows a month older."""
        self.placed_units[...] = 0
        self.cancelled_units[...] = 0
        self.filled_units[...] = 0
        self.age_months[...] = np.where(self.open_units > 0, self.age_months + 1.0, 0.0)

    def place(self, buyers: Buyers, units: Units, rows: NDArray[np.bool_] | None = None) -> None:
        """Add new orders, runs × buyers × chips; the age of what is open becomes the mean.

        ``rows`` (runs × buyers) says who orders at all: the ages of all others are not rounded again.
        """
        before = self.open_units[:, buyers]
        total = np.maximum(before + units, 1)
        age = self.age_months[:, buyers] * before / total
        if rows is not None:
            age = np.where(rows[..., None], age, self.age_months[:, buyers])
        self.age_months[:, buyers] = age
        self.open_units[:, buyers] += units
        self.placed_units[:, buyers] += units

    def cancel(self, buyers: Buyers, units: Units) -> None:
        """Withdraw orders, runs × buyers × chips, at most what is open."""
        units = np.minimum(units, self.open_units[:, buyers])
        self.open_units[:, buyers] -= units
        self.cancelled_units[:, buyers] += units

    def convert(self, chip: int, heir: int, units: Units, heir_units: Units) -> None:
        """Turn orders for one chip into orders for its heir, runs × buyers: neither placed nor withdrawn."""
        before = self.open_units[:, :, heir]
        age = self.age_months[:, :, heir] * before + self.age_months[:, :, chip] * heir_units
        in_all = before + heir_units
        self.age_months[:, :, heir] = np.where(in_all > 0, age / np.maximum(in_all, 1), 0.0)
        self.open_units[:, :, heir] = in_all
        self.open_units[:, :, chip] -= units

    def fill(self, chip: int, units: Units) -> None:
        """Take delivered units of one chip off the book, runs × buyers."""
        self.open_units[:, :, chip] -= units
        self.filled_units[:, :, chip] += units

    def fill_rate(self, buyers: Buyers) -> Vector:
        """Part of what was open at delivery that arrived this month, runs × buyers × chips."""
        filled = self.filled_units[:, buyers]
        withdrawn = self.cancelled_units[:, buyers]
        was_open = self.open_units[:, buyers] + filled - self.placed_units[:, buyers] + withdrawn
        return np.where(was_open > 0, filled / np.maximum(was_open, 1), 1.0)
