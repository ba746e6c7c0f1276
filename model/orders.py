"""The book of open chip orders: what every buyer has ordered from makers and not yet received."""

import numpy as np
from numpy.typing import NDArray

type Units = NDArray[np.int64]


class OrderBook:
    """Open units by buyer and chip (a chip has one maker), with the age of what is open."""

    def __init__(self, buyers: int, chips: int) -> None:
        self.open_units: Units = np.zeros((buyers, chips), dtype=np.int64)
        self.age_months: NDArray[np.float64] = np.zeros((buyers, chips))
        self.placed_units: Units = np.zeros((buyers, chips), dtype=np.int64)
        self.cancelled_units: Units = np.zeros((buyers, chips), dtype=np.int64)
        self.filled_units: Units = np.zeros((buyers, chips), dtype=np.int64)

    def start_month(self) -> None:
        """Forget last month's flows; what is still open grows a month older."""
        self.placed_units[:] = 0
        self.cancelled_units[:] = 0
        self.filled_units[:] = 0
        self.age_months = np.where(self.open_units > 0, self.age_months + 1.0, 0.0)

    def place(self, buyer: int | Units, units: Units) -> None:
        """Add new orders of a buyer (or several); the age of what is open becomes the mean."""
        before = self.open_units[buyer]
        total = np.maximum(before + units, 1)
        self.age_months[buyer] = self.age_months[buyer] * before / total
        self.open_units[buyer] += units
        self.placed_units[buyer] += units

    def cancel(self, buyer: int | Units, units: Units) -> None:
        """Withdraw orders of a buyer (or several), at most what is open."""
        units = np.minimum(units, self.open_units[buyer])
        self.open_units[buyer] -= units
        self.cancelled_units[buyer] += units

    def fill(self, chip: int, units: Units) -> None:
        """Take delivered units of one chip off the book, by buyer."""
        self.open_units[:, chip] -= units
        self.filled_units[:, chip] += units

    def fill_rate(self, buyer: int | Units) -> NDArray[np.float64]:
        """Part of what a buyer (or several) had open at delivery that arrived this month, by chip."""
        filled = self.filled_units[buyer]
        was_open = self.open_units[buyer] + filled - self.placed_units[buyer] + self.cancelled_units[buyer]
        return np.where(was_open > 0, filled / np.maximum(was_open, 1), 1.0)
