"""Clouds go round the resellers they are tied to: compiled, as each sale leaves less for those after."""

from typing import Any

from model.state.compiling import compiled, gufunc


@compiled
def best_chip(ask_usd: Any, offered: Any, worth_usd: Any, compute: Any) -> int:
    """The chip with most compute for money among those worth more than the ask, or -1."""
    best, most = -1, 0.0
    for chip in range(len(ask_usd)):
        ask = ask_usd[chip]
        if 0.0 < ask < worth_usd[chip] and compute[chip] > 0.0 and offered[chip] >= 1.0:
            value = compute[chip] / max(ask, 1.0)
            if value > most:
                best, most = chip, value
    return best


@gufunc(
    "(c,m),(m,k),(m,k),(c,k),(c,k),(c),(c),(c)->(c,m),(c,m)",
    "boolean[:,:], float64[:,:], float64[:,:], float64[:,:], float64[:,:], float64[:], float64[:], "
    "float64[:], int64[:,:], int64[:,:]",
)
def buy_in_turn(
    meets: Any,
    ask_usd: Any,
    offered_units: Any,
    worth_usd: Any,
    compute: Any,
    budget_usd: Any,
    cash_usd: Any,
    gap_a100: Any,
    chips: Any,
    units: Any,
) -> None:
    """Which chip and how many of it each cloud buys of each reseller: clouds × members.

    ``meets`` says who knows whom, ``ask_usd`` and ``offered_units`` are members × chips, ``worth_usd`` and
    ``compute`` clouds × chips; budget, cash and the compute still missed have one entry a cloud.
    """
    offered = offered_units.copy()
    for cloud in range(meets.shape[0]):
        budget, cash, gap = budget_usd[cloud], cash_usd[cloud], gap_a100[cloud]
        for member in range(meets.shape[1]):
            chips[cloud, member] = units[cloud, member] = 0
            if not meets[cloud, member]:
                continue
            chip = best_chip(ask_usd[member], offered[member], worth_usd[cloud], compute[cloud])
            if chip < 0:
                continue
            ask = ask_usd[member, chip]
            wanted = min(offered[member, chip] // 2, budget / ask, gap / compute[cloud, chip])
            bought = min(int(wanted), int(max(cash, 0.0) / ask))
            if bought <= 0:
                continue
            cash -= bought * ask
            budget -= bought * ask
            gap -= bought * compute[cloud, chip]
            offered[member, chip] = max(0.0, offered[member, chip] - bought)
            chips[cloud, member], units[cloud, member] = chip, bought
