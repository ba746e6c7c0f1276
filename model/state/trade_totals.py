"""What all start-ups together traded of each listing in the last month traded."""

import numpy as np
from numpy.typing import NDArray


class TradeTotals:
    """Sums over groups, runs × listings: ``new_units`` booked this month, ``running_units`` under contract,
    ``units`` both together, ``bought_milli`` in thousandths of a chip."""

    def __init__(self, runs: int, listings: int) -> None:
        self.new_units: NDArray[np.float64] = np.zeros((runs, listings))
        self.running_units: NDArray[np.float64] = np.zeros((runs, listings))
        self.units: NDArray[np.float64] = np.zeros((runs, listings))
        self.bought_milli: NDArray[np.int64] = np.zeros((runs, listings), np.int64)
