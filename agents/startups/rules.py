"""How a start-up decides: elementwise rules in float64, written once.

Every function takes numbers of one row, or arrays over rows: numpy runs them on columns
(readable.py) and numba compiles the same functions for single rows (kernel.py), to the same bits.
They therefore use only + - * /, sqrt, comparisons and ``np.where``/``minimum``/``maximum``.
Amounts are per firm, compute in A100s (or A100-months when stored), money in USD.
"""

from typing import Any

import numpy as np

SEASON_MONTHS = 6
"""A firm buys hardware twice a year, with half a year's budget."""

LEAST_RELATIVE_QUALITY = 0.02


def attention(size: Any, talent: Any, trained: Any, frontier: Any) -> Any:
    """A firm's pull on users: its size and talent times the square root of its relative training.

    The contest form is Tullock's (1980); frontier is the best of the type last month.
    """
    quality = np.minimum(trained / np.maximum(frontier, 1e-9), 1.0) + LEAST_RELATIVE_QUALITY
    return size * talent * np.sqrt(quality)


def rent_budget(
    cash: Any, revenue: Any, spend_rate: Any, rent_share: Any, revenue_share: Any
) -> Any:
    """What may go to rented compute this month: a share of the burn and of revenue, within cash."""
    return np.minimum(rent_share * spend_rate * cash + revenue_share * revenue, cash)


def buy_budget(cash: Any, rent: Any, buy_share: Any, in_season: Any) -> Any:
    """What may go to own chips: half a year's budget in the firm's season, else nothing."""
    season_usd = np.minimum(SEASON_MONTHS * buy_share * cash, cash - rent)
    return np.where(in_season, season_usd, 0.0)


def stack_odds(share: Any, stranger_odds: float) -> Any:
    """How the share of a firm's code that runs on a stack scales the odds of its offers."""
    return stranger_odds + (1.0 - stranger_odds) * share


def tie_factor(strength: Any, tie_odds: float) -> Any:
    """How trust in a supplier scales the odds of its offers."""
    return 1.0 + tie_odds * strength


def trust_class(strength: Any, strong: float, acquainted: float) -> Any:
    """Order of service under shortage: 0 strong tie, 1 acquainted, 2 stranger."""
    return np.where(strength >= strong, 0, np.where(strength >= acquainted, 1, 2))


def fit(gap: Any, power: Any, door: Any) -> Any:
    """How far a need fills the smallest amount on offer: paying for idle chips lowers the odds."""
    return np.minimum(gap / np.maximum(power * door, 1e-12), 1.0)


def wanted_units(gap: Any, power: Any, budget: Any, price: Any, door: Any) -> Any:
    """Chips wanted from an offer: the need or the door, whichever is more, within the budget."""
    needed = np.maximum(gap / np.maximum(power, 1e-12), door)
    units = np.minimum(needed, budget / np.maximum(price, 1e-9))
    return np.where((gap > 1e-9) & (units >= door), units, 0.0)


def staff_cost(
    cash: Any, revenue: Any, size: Any, rate: Any, floor: Any, revenue_share: Any
) -> Any:
    """Pay for people: a share of cash and of revenue, at least the floor, within cash."""
    wanted = np.maximum(rate * cash + revenue_share * revenue, floor * size)
    return np.minimum(wanted, np.maximum(cash, 0.0))


def learn(share: Any, used: Any, speed: float) -> Any:
    """A stack's share of a firm's code drifts towards the stack's share of its use."""
    return share + speed * (used - share)


def grow(strength: Any, traded: Any, growth: float, fade: float) -> Any:
    """Trust fades every month and closes part of the gap to one in a month of trade."""
    faded = strength * (1.0 - fade)
    return np.where(traded, faded + growth * (1.0 - faded), faded)
