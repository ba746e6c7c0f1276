"""Pro rata: everyone gets the same part of the order, which invites inflated orders."""

import numpy as np

from model.markets.allocation.request import Request, Units, weighted


def pro_rata(request: Request) -> Units:
    """Share in proportion to what was ordered (Lee, Padmanabhan and Whang 1997)."""
    return weighted(request, np.ones_like(request.weight))
