"""Priority: the favoured are served in full before the next one gets anything."""

import numpy as np

from model.markets.allocation.request import Request, Units, in_order


def priority(request: Request) -> Units:
    """Serve by falling weight, ties broken by the longer wait."""
    return in_order(request, np.lexsort((-request.waited_months, -request.weight), axis=-1))
