"""Prices and flows of chips that the whole market shares."""

import numpy as np
from numpy.typing import NDArray

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


class Prices:
    """List prices, what is on sale, smoothed shipments (× chips); street prices (× regions × chips)."""

    def __init__(self, runs: int, regions: int, list_usd: Vector) -> None:
        self.list_usd: Vector = np.repeat(list_usd[None], runs, axis=0)
        self.on_sale: Flags = np.zeros((runs, len(list_usd)), np.bool_)
        self.street_usd: Vector = np.tile(list_usd, (runs, regions, 1))
        self.shipped_units: Vector = np.zeros((runs, len(list_usd)))
