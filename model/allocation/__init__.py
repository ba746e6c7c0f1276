"""How scarce units are shared out: one rationing rule a file."""

from collections.abc import Callable

from model.allocation.first_come import first_come
from model.allocation.highest_bid import highest_bid
from model.allocation.loyalty import loyalty
from model.allocation.priority import priority
from model.allocation.pro_rata import pro_rata
from model.allocation.request import Request, Units

type Rule = Callable[[Request], Units]

RULES: dict[str, Rule] = {
    "first_come": first_come,
    "highest_bid": highest_bid,
    "loyalty": loyalty,
    "priority": priority,
    "pro_rata": pro_rata,
}

__all__ = ["RULES", "Request", "Rule", "Units"]
