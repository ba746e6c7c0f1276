"""Cournot: producers choose how many chips to hold, and rents clear by the market's own rule.

Each producer is a small cloud that follows its use (``CloudStrategy.rents``). How many chips it holds is
chosen before a run, by best response: three runs around the present number give a parabola, since
profit is quadratic in one's own number when demand is linear, and its top is the best response. Profit
is what the ledger shows. With choke price a and cost c a unit sold, n producers end with n / (n + 1) of
the quantity at which price equals cost, at a price of (a + n c) / (n + 1) (Cournot 1838).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.oracles.result import OracleResult
from experiments.oracles.small_market import (
    as_much_as_they_can,
    books_after,
    cast_of,
    rental_cloud,
    small_market,
)
from model.state.kinds import Kind

CHOKE_USD, STEPS, ROWS_A_STEP, CHIPS_EACH = 2_000.0, 50, 60, 50
MOST_UNITS = STEPS * ROWS_A_STEP * CHIPS_EACH
"""Demand at a price of nothing."""
SENSITIVITY = 30.0
"""Nearly one good: what is left of taste lets prices of unequal producers differ by a few percent."""
TARGET_USE = 0.9
SETTINGS = {
    "startups": {"count": STEPS * ROWS_A_STEP},
    "choice": {"price_sensitivity": SENSITIVITY},
    # All chips held cost power, used or not; a slow rule does not swing where buyers switch so readily.
    "cloud": {"target_utilisation": TARGET_USE, "small_speed": 0.068},
    "use": {"idle_power_share": 1.0},
    "policies": {"dear power": {"policy": "power_price", "factor": 5.0}},
}
SETTLING_MONTHS, COUNTED_MONTHS = 50, 30
ROUNDS = 3
TRIAL = 0.25
"""Part of one's own chips by which the trials go up and down."""
FIRST_SHARE = 0.8
"""Chips of all producers over demand at a price of nothing, at first; prices stay where demand is linear."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A mean month of a settled market: all producers' sales, and profit by producer."""

    sold_units: float
    price_usd: float
    cost_usd: float
    """What one unit sold costs."""
    profit_usd: NDArray[np.float64]


def cournot() -> list[OracleResult]:
    """Quantity and price of two and of three producers."""
    return [result for producers in (2, 3) for result in _settled(producers)]


def _settled(producers: int) -> list[OracleResult]:
    """Best responses in turn, a few rounds of them; rents start where they were after the last round."""
    units = np.full(producers, FIRST_SHARE * MOST_UNITS / producers)
    now = _run(units, CHOKE_USD / 2)
    for _ in range(ROUNDS):
        for producer in range(producers):
            units[producer] = _best_response(units, producer, now.price_usd)
        now = _run(units, now.price_usd)
    sold_share = now.sold_units / (MOST_UNITS * (1 - now.cost_usd / CHOKE_USD))
    price_usd = (CHOKE_USD + producers * now.cost_usd) / (producers + 1)

    def result(what: str, theory: float, simulated: float, tolerance: float, unit: str) -> OracleResult:
        return OracleResult("cournot", what, theory, simulated, tolerance, unit, "Cournot 1838")

    return [
        result(
            f"quantity of {producers} producers over the competitive one",
            producers / (producers + 1),
            sold_share,
            0.02,
            "1",
        ),
        result(f"price of {producers} producers", price_usd, now.price_usd, 0.03 * price_usd, "USD/month"),
    ]


def _best_response(units: NDArray[np.float64], producer: int, rent_usd: float) -> float:
    """Top of the parabola through three profits around the present number of chips."""
    factors = np.array([1 - TRIAL, 1.0, 1 + TRIAL])
    profits = []
    for factor in factors:
        tried = units.copy()
        tried[producer] *= factor
        profits.append(float(_run(tried, rent_usd).profit_usd[producer]))
    square, slope, _ = np.polyfit(factors, profits, 2)
    top = -slope / (2 * square) if square < 0 else factors[int(np.argmax(profits))]
    return float(np.clip(top, 0.5, 1.5) * units[producer])


def _run(units: NDArray[np.float64], rent_usd: float) -> Settled:
    """Let rents settle for these numbers of chips, then take the mean of some months."""
    names = [f"producer {number}" for number in range(len(units))]
    market = small_market(
        cast_of(
            type=as_much_as_they_can(CHOKE_USD, STEPS, ROWS_A_STEP, CHIPS_EACH),
            cloud=[rental_cloud(name, int(held), rent_usd) for name, held in zip(names, units, strict=True)],
        ),
        SETTINGS,
    )
    books = books_after(market, SETTLING_MONTHS, COUNTED_MONTHS)
    rents = [books.taken(name, Kind.RENTAL) for name in names]
    income_usd = np.array([rent.amount_usd for rent in rents])
    cost_usd = np.array([books.paid(name, Kind.ENERGY).amount_usd for name in names])
    sold = sum(rent.units for rent in rents)
    return Settled(
        sold_units=sold / COUNTED_MONTHS,
        price_usd=float(income_usd.sum()) / sold,
        cost_usd=float(cost_usd.sum()) / sold,
        profit_usd=(income_usd - cost_usd) / COUNTED_MONTHS,
    )
