"""Pro rata: everyone gets the same part of the order, which invites inflated orders."""

import numpy as np

from model.markets.allocation.request import Request, Units
from model.markets.allocation.water_filling import share_by_pull


def pro_rata(request: Request) -> Units:
    """Share in proportion to what was ordered (Lee, Padmanabhan and Whang 1997)."""
    units: Units = share_by_pull(request.wanted, np.ones_like(request.weight), request.available)
    return units
