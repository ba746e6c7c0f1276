"""Grey traders buy from one seller after the other: compiled, as each sale leaves less for the next."""

from typing import Any

from model.state.compiling import gufunc


@gufunc(
    "(m),(m),(m),(),(),()->(m)",
    "boolean[:], float64[:], float64[:], float64, float64, float64, int64[:]",
)
def buy_in_turn(
    wants: Any, price_usd: Any, most_units: Any, cash_share: Any, cash_usd: Any, limit_units: Any, units: Any
) -> None:
    """Units bought of each seller: what it lets go, a share of the cash pays for, and can be carried."""
    cash, left = cash_usd, limit_units
    for seller in range(len(wants)):
        units[seller] = 0
        if wants[seller] and left >= 1.0:
            payable = min(most_units[seller], cash_share * cash / price_usd[seller])
            units[seller] = int(max(min(left, payable), 0.0))
            cash -= units[seller] * price_usd[seller]
            left -= units[seller]
