"""Auction: scarce units go to whoever pays most."""

import numpy as np

from model.markets.allocation.request import Request, Units, in_order


def highest_bid(request: Request) -> Units:
    """Serve by falling bid, ties broken by weight."""
    return in_order(request, np.lexsort((-request.weight, -request.bid_usd), axis=-1))
