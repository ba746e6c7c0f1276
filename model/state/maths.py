"""Portable maths for arrays and numbers: the only place where floats are summed or raised.

The same bits on every machine, for a number, an array, any layout, compiled or plain. ``sqrt``
and + - * / are exact in IEEE 754 and stay numpy's, as do sums in row order (``np.add.at``,
``np.bincount``, ``np.cumsum``). Zeros in place of what a mask leaves out, or as padding, change
no bit of a sum. All are numpy's generalised ufuncs, so ``axis``, ``keepdims`` and ``out`` work.
"""

from typing import Any

from model.state import elementary, normal
from model.state.compiling import gufunc

_ONE = ("()->()", "float64, float64[:]")
_TWO = ("(),()->()", "float64, float64, float64[:]")


@gufunc(*_ONE)
def exp(x: Any, found: Any) -> None:
    """The exponential, by element."""
    found[0] = elementary.exp(x)


@gufunc(*_ONE)
def log(x: Any, found: Any) -> None:
    """The natural logarithm, by element; minus infinity of zero."""
    found[0] = elementary.log(x)


@gufunc(*_ONE)
def log10(x: Any, found: Any) -> None:
    """The logarithm to base ten, by element; minus infinity of zero."""
    found[0] = elementary.log10(x)


@gufunc(*_ONE)
def cos(x: Any, found: Any) -> None:
    """The cosine of angles in radians, by element; not a number beyond 800,000."""
    found[0] = elementary.cos(x)


@gufunc(*_TWO)
def power(x: Any, y: Any, found: Any) -> None:
    """``x`` to the power ``y``, by element; not a number for x below zero."""
    found[0] = elementary.power(x, y)


@gufunc(*_ONE)
def normal_share(x: Any, found: Any) -> None:
    """The share of a standard normal distribution below x, by element."""
    found[0] = normal.share_below(x)


@gufunc(*_ONE)
def normal_quantile(share: Any, found: Any) -> None:
    """The standard normal number with that share of the distribution below it, by element."""
    found[0] = normal.quantile(share)


@gufunc("(n)->()", "float64[:], float64[:]")
def total(x: Any, found: Any) -> None:
    """Sum over the last axis (or ``axis``) from left to right."""
    so_far = 0.0
    for place in range(x.shape[0]):
        so_far += x[place]
    found[0] = so_far


@gufunc("(n),(n)->()", "float64[:], float64[:], float64[:]")
def dot(x: Any, y: Any, found: Any) -> None:
    """Sum of products over the last axis (or ``axis``) from left to right."""
    so_far = 0.0
    for place in range(x.shape[0]):
        so_far += x[place] * y[place]
    found[0] = so_far
