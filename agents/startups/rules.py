"""How a start-up decides: elementwise rules in float64, written once.

Every function takes numbers of one row; those without an ``if`` take arrays over rows too. The
kernel compiles them, or runs them as they stand, to the same bits: they therefore use only + - * /,
sqrt, comparisons and ``minimum``/``maximum``.
Amounts are per firm, compute in A100s (or A100-months when stored), money in USD.
"""

from typing import Any

import numpy as np

from agents.startups.compiling import larger, smaller
from agents.startups.tables import BINS, LOWEST_EXPONENT

SEASON_MONTHS = 6
"""A firm buys hardware twice a year, with half a year's budget."""

SHORT_COMMITMENT_MONTHS = 3
"""A commitment of a training run's length may come on top of a running contract."""

LEAST_RELATIVE_QUALITY = 0.02

STRONG, ACQUAINTED, UNTIED = 0, 1, 2
"""Order of service under shortage."""


def attention(size: Any, talent: Any, trained: Any, frontier: Any) -> Any:
    """A firm's pull on users: its size and talent times the square root of its relative training.

    The contest form is Tullock's (1980); frontier is the best of the type last month.
    """
    quality = smaller(trained / larger(frontier, 1e-9), 1.0) + LEAST_RELATIVE_QUALITY
    return size * talent * np.sqrt(quality)


def rent_budget(
    cash: Any, revenue: Any, spend_rate: Any, rent_share: Any, revenue_share: Any, voucher: Any
) -> Any:
    """What may go to rented compute this month: a share of the burn and of revenue, and the voucher.

    All of it within cash, of which the voucher is a part.
    """
    own = cash - voucher
    return smaller(rent_share * spend_rate * own + revenue_share * revenue + voucher, cash)


def buy_budget(cash: Any, rent: Any, buy_share: Any, in_season: Any) -> Any:
    """What may go to own chips: half a year's budget in the firm's season, else nothing."""
    season_usd = smaller(SEASON_MONTHS * buy_share * cash, cash - rent)
    return season_usd if in_season else 0.0


def stack_odds(share: Any, untied_odds: float) -> Any:
    """How the share of a firm's code that runs on a stack scales the odds of its offers."""
    return untied_odds + (1.0 - untied_odds) * share


def tie_factor(strength: Any, tie_odds: float) -> Any:
    """How trust in a supplier scales the odds of its offers."""
    return 1.0 + tie_odds * strength


def step_over(point: Any, before: Any, after: Any) -> Any:
    """A point on the sum of odds, moved past a taken offer's part if it lies there or beyond.

    The maximum keeps a moved point beyond the part however the sum rounds.
    """
    return larger(point + (after - before), after) if point >= before else point


def trust_class(strength: Any, strong: float, acquainted: float) -> Any:
    """Class of service under shortage, from trust in the supplier."""
    if strength >= strong:
        return STRONG
    return ACQUAINTED if strength >= acquainted else UNTIED


def smallest_lot(power: Any, min_order: Any) -> Any:
    """Compute of the smallest amount on offer, in A100s."""
    return larger(power * min_order, 1e-12)


def fit(gap: Any, lot: Any) -> Any:
    """How far a need fills the smallest amount on offer: paying for idle chips lowers the odds."""
    return smaller(gap / lot, 1.0)


def wanted_units(gap: Any, power: Any, budget: Any, price: Any, min_order: Any) -> Any:
    """Chips wanted from an offer: the need or the minimum order, whichever is more, within the budget."""
    needed = larger(gap / larger(power, 1e-12), min_order)
    units = smaller(needed, budget / larger(price, 1e-9))
    return units if gap > 1e-9 and units >= min_order else 0.0


def staff_cost(cash: Any, revenue: Any, size: Any, rate: Any, floor: Any, revenue_share: Any) -> Any:
    """Pay for people: a share of cash and of revenue, at least the floor, within cash."""
    wanted = larger(rate * cash + revenue_share * revenue, floor * size)
    return smaller(wanted, larger(cash, 0.0))


def histogram_bin(compute: Any) -> Any:
    """Bin of compute a firm, four to a doubling: exponent and upper two bits of the fraction."""
    # numba views a number as its bits only straight out of np.float64, which leaves arrays arrays.
    bits: Any = np.float64(larger(compute, 1e-300)).view(np.int64)
    quarter = (bits >> 50) - (1023 + LOWEST_EXPONENT - 1) * 4
    return smaller(larger(quarter, 0), BINS - 1)


def learn(share: Any, used: Any, speed: float) -> Any:
    """A stack's share of a firm's code drifts towards the stack's share of its use."""
    return share + speed * (used - share)


def grow(strength: Any, traded: Any, growth: float, fade: float) -> Any:
    """Trust fades every month and closes part of the gap to one in a month of trade."""
    faded = strength * (1.0 - fade)
    return faded + growth * (1.0 - faded) if traded else faded
