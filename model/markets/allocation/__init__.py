"""How scarce units are shared out: one rationing rule a file."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from model.markets.allocation.first_come import first_come
from model.markets.allocation.highest_bid import highest_bid
from model.markets.allocation.loyalty import loyalty
from model.markets.allocation.priority import priority
from model.markets.allocation.pro_rata import pro_rata
from model.markets.allocation.request import Request, Units

type Rule = Callable[[Request], Units]

RULES: dict[str, Rule] = {
    "first_come": first_come,
    "highest_bid": highest_bid,
    "loyalty": loyalty,
    "priority": priority,
    "pro_rata": pro_rata,
}


def share_out(request: Request, rules: NDArray[np.str_]) -> Units:
    """Units given, runs × claimants, each run by the rule of its name; whole claims where units suffice."""
    given = request.wanted.copy()
    short = request.is_short
    for name in sorted(set(rules[short].tolist())):
        runs = short & (rules == name)
        given[runs] = RULES[name](request.of(runs))
    return given


__all__ = ["RULES", "Request", "Rule", "Units", "share_out"]
