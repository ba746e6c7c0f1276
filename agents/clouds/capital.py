"""How much compute a large buyer wants: marginal revenue product meets user cost.

Two parts of the revenue meet one user cost. The buyer's own business has a constant elasticity; the race
for new users is a contest for a prize (Tullock 1980). Where spending outgrows cash flow, finance costs more
(Fazzari, Hubbard and Petersen 1988).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.state import elementary
from model.state.compiling import compiled, gufunc

type Vector = NDArray[np.float64]

STEPS = 48
"""Halvings of the interval in which the root lies: to one part in 10^12 of its logarithm."""
LOG_RANGE = 12.0
"""The root lies within a factor of e^12 of the business's own need."""


@dataclass(frozen=True, slots=True)
class Business:
    """The own business, runs × clouds: at a user cost of ``base_usd`` (USD per A100-month) it wants
    ``base_a100``, and an ``elasticity`` above zero says how that answers the cost."""

    base_a100: Vector
    base_usd: Vector
    elasticity: Vector


@dataclass(frozen=True, slots=True)
class Arena:
    """The race, runs × clouds: a prize (USD a month), the rivals' effort (the sum of their A100s to the
    power of ``returns``), and those returns, at most one."""

    prize_usd: Vector
    rivals: Vector
    returns: Vector


@dataclass(frozen=True, slots=True)
class Finance:
    """What an order costs beyond user cost, runs × clouds.

    The order for a need of K is ``outlay_usd`` × max(0, ``speed`` × (K − ``net_a100``) + ``worn_a100``). Each
    ``cash_flow_usd`` that it exceeds the first one by adds ``premium_usd`` to the month's cost of an A100.
    """

    outlay_usd: Vector
    speed: Vector
    net_a100: Vector
    worn_a100: Vector
    cash_flow_usd: Vector
    premium_usd: Vector


@compiled
def _revenue_usd(
    own_a100: Any, base_a100: Any, base_usd: Any, elasticity: Any, prize_usd: Any, rivals: Any, returns: Any
) -> Any:
    """What one more A100 earns a month: u0 (B/K)^(1/η) in the own business, and its part of the race."""
    business = base_usd * elementary.power(base_a100 / own_a100, 1.0 / elasticity)
    if prize_usd <= 0.0 or rivals <= 0.0:
        return business
    effort = elementary.power(own_a100, returns)
    both = effort + rivals
    return business + returns * prize_usd * (effort / own_a100) * rivals / (both * both)


@gufunc("(),(),(),(),(),(),()->()", ", ".join(["float64"] * 7 + ["float64[:]"]))
def _marginal(
    own_a100: Any,
    base_a100: Any,
    base_usd: Any,
    elasticity: Any,
    prize_usd: Any,
    rivals: Any,
    returns: Any,
    found: Any,
) -> None:
    found[0] = 0.0
    if base_a100 > 0.0 and own_a100 > 0.0:
        found[0] = _revenue_usd(own_a100, base_a100, base_usd, elasticity, prize_usd, rivals, returns)


@gufunc("(),(),(),(),(),(),(),(),(),(),(),(),()->()", ", ".join(["float64"] * 13 + ["float64[:]"]))
def _root(
    base_a100: Any,
    base_usd: Any,
    elasticity: Any,
    prize_usd: Any,
    rivals: Any,
    returns: Any,
    user_cost_usd: Any,
    outlay_usd: Any,
    speed: Any,
    net_a100: Any,
    worn_a100: Any,
    cash_flow_usd: Any,
    premium_usd: Any,
    wanted: Any,
) -> None:
    """Bisect the logarithm of K: revenue falls in it and cost does not."""
    wanted[0] = 0.0
    if base_a100 <= 0.0 or user_cost_usd <= 0.0:
        return
    low, high = -LOG_RANGE, LOG_RANGE
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        own = base_a100 * elementary.exp(middle)
        order_usd = outlay_usd * max(0.0, speed * (own - net_a100) + worn_a100)
        excess = max(0.0, order_usd / max(cash_flow_usd, 1.0) - 1.0)
        cost = user_cost_usd + premium_usd * excess
        if _revenue_usd(own, base_a100, base_usd, elasticity, prize_usd, rivals, returns) > cost:
            low = middle
        else:
            high = middle
    wanted[0] = base_a100 * elementary.exp(0.5 * (low + high))


def wanted_capital(business: Business, arena: Arena, user_cost_usd: Vector, finance: Finance) -> Vector:
    """The own need of A100s at work at which one more earns what it costs, runs × clouds.

    Zero for a buyer without a business of its own, and where nothing can be bought (a cost of zero).
    """
    wanted: Vector = _root(
        business.base_a100,
        business.base_usd,
        business.elasticity,
        arena.prize_usd,
        arena.rivals,
        arena.returns,
        user_cost_usd,
        finance.outlay_usd,
        finance.speed,
        finance.net_a100,
        finance.worn_a100,
        finance.cash_flow_usd,
        finance.premium_usd,
    )
    return wanted


def marginal_revenue_usd(own_a100: Vector, business: Business, arena: Arena) -> Vector:
    """What one more A100 at work would earn a month beside these, runs × clouds; zero without a business."""
    found: Vector = _marginal(
        own_a100,
        business.base_a100,
        business.base_usd,
        business.elasticity,
        arena.prize_usd,
        arena.rivals,
        arena.returns,
    )
    return found
