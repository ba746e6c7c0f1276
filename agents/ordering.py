"""Orders to suppliers: order-up-to, inflated under rationing, cancelled when the need has gone."""

import numpy as np
from numpy.typing import NDArray

from model.state import maths

type Vector = NDArray[np.float64]


def order_up_to(forecast: Vector, lead_months: Vector, safety_months: Vector, position: Vector) -> Vector:
    """Cover forecast demand over lead time plus a safety stock, minus what is held or coming.

    The order-up-to rule of Chen, Drezner, Ryan and Simchi-Levi (2000); one review period is a month.
    """
    return np.maximum(forecast * (lead_months + 1.0 + safety_months) - position, 0.0)


def inflation(fill_rate: Vector, propensity: Vector, most: Vector) -> Vector:
    """Multiple of the need that is ordered when only part of it is expected to arrive.

    Who expects a fill rate f orders need / f**propensity (rationing game: Lee, Padmanabhan and Whang
    1997); the propensity varies between buyers with a fat tail (Sterman and Dogan 2015).
    """
    multiple: Vector = np.minimum(
        np.maximum(maths.power(np.maximum(fill_rate, 0.05), np.negative(propensity)), 1.0), most
    )
    return multiple


def propensity_of(draw: Vector) -> Vector:
    """How strongly a buyer inflates: many hardly, a few a lot (Pareto tail, bounded)."""
    propensity: Vector = np.minimum(0.35 * maths.power(1.0 - draw, -0.45) - 0.25, 1.6)
    return propensity
