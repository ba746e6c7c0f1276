"""The standard normal distribution of one number, with the same bits on every machine.

The quantile is Wichura's AS 241 (1988), the share Marsaglia's series (2004, "Evaluating the normal
distribution"), good to 2e-15.
"""

import math

from model.state.compiling import compiled
from model.state.elementary import INF, NAN, exp, log, polynomial

LOG_ROOT_OF_TWO_PI = 0.91893853320467274178
FAR = 8.3
"""Beyond so many standard deviations less than the last place of one is left."""

# Coefficients of AS 241, the highest power first: of the middle, the sides and the tails.
MIDDLE_OVER = (
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987,
    13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665,
)  # fmt: skip
MIDDLE_UNDER = (
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597,
    5394.196021424751, 687.1870074920579, 42.31333070160091, 1.0,
)  # fmt: skip
SIDE_OVER = (
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
    3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
)  # fmt: skip
SIDE_UNDER = (
    1.0507500716444169e-09, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
    0.6897673349851, 1.6763848301838038, 2.053191626637759, 1.0,
)  # fmt: skip
TAIL_OVER = (
    2.0103343992922881e-07, 2.7115555687434876e-05, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
)  # fmt: skip
TAIL_UNDER = (
    2.0442631033899397e-15, 1.421511758316446e-07, 1.8463183175100548e-05, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1.0,
)  # fmt: skip


@compiled
def share_below(x: float) -> float:
    """The share of a standard normal distribution below x."""
    if not abs(x) < FAR:
        return x if x != x else 1.0 if x > 0.0 else 0.0
    part, whole, before, odd = x, x, 0.0, 1.0
    while whole != before:
        odd += 2.0
        part *= x * x / odd
        before, whole = whole, whole + part
    return 0.5 + whole * exp(-0.5 * x * x - LOG_ROOT_OF_TWO_PI)


@compiled
def quantile(share: float) -> float:
    """The standard normal number with that share of the distribution below it."""
    if not 0.0 < share < 1.0:
        return -INF if share == 0.0 else INF if share == 1.0 else NAN
    away = share - 0.5
    if abs(away) <= 0.425:
        r = 0.180625 - away * away
        return away * polynomial(r, MIDDLE_OVER) / polynomial(r, MIDDLE_UNDER)
    r = math.sqrt(-log(share if away < 0.0 else 1.0 - share))
    if r <= 5.0:
        r -= 1.6
        far = polynomial(r, SIDE_OVER) / polynomial(r, SIDE_UNDER)
    else:
        r -= 5.0
        far = polynomial(r, TAIL_OVER) / polynomial(r, TAIL_UNDER)
    return -far if away < 0.0 else far
