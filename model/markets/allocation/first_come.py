"""First come, first served: the oldest order first."""

import numpy as np

from model.markets.allocation.request import Request, Units, in_order


def first_come(request: Request) -> Units:
    """Serve by falling age of the order, ties broken by weight."""
    return in_order(request, np.lexsort((-request.weight, -request.waited_months), axis=-1))
