"""How firms come to know each other: search, and referral by those they already deal with."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.state import maths
from model.state.randomness import Purpose, key_of, uniforms

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]


def meet(market: "ComputeMarket") -> None:
    """Now and then a buyer meets a seller it does not know: a partner's partner, or a busy one.

    Sellers are vendors anywhere and resellers of the region; half of the meetings (the referral
    share) follow whom the buyer's partners deal with, the rest follow sales so far.
    """
    rules, ties = market.settings.network, market.ties
    vendors = [vendor.account for vendor in market.cast.vendors]
    resellers = [reseller.account for reseller in market.cast.resellers]
    buyers = np.array([cloud.account for cloud in market.cast.clouds] + resellers, np.int64)
    if not len(buyers):
        return
    keys = np.array([key_of(f"meets {market.accounts.firms[buyer]}") for buyer in buyers], np.uint64)
    searching = uniforms(market.seed, Purpose.FIRM_SEARCH, keys, market.month)
    whom = uniforms(market.seed, Purpose.FIRM_SEARCH_WHOM, keys, market.month)
    linked = (ties.strength + ties.strength.T) > 0
    sales = maths.total(ties.trade_usd, axis=1)
    for place in np.flatnonzero(searching < rules.firm_search_rate):
        buyer = int(buyers[place])
        open_to = np.zeros(len(sales), np.bool_)
        open_to[vendors] = True
        if buyer not in resellers:
            local = [r for r in resellers if market.firm_region[r] == market.firm_region[buyer]]
            open_to[local] = True
        open_to &= ties.strength[:, buyer] == 0
        open_to[buyer] = False
        friends = maths.dot(linked[buyer].astype(np.float64), linked)
        seller = drawn(open_to, friends, sales, rules.referral_share, float(whom[place]))
        if seller is not None:
            ties.meet(seller, buyer, rules.first_trust)


def drawn(
    open_to: NDArray[np.bool_], friends: Vector, sales: Vector, referral: float, draw: float
) -> int | None:
    """The seller that a draw points at: by shared partners with the referral share, else by sales."""
    if not open_to.any():
        return None
    odds = np.zeros(len(sales))
    for weight, part in ((friends, referral), (np.sqrt(sales + 1.0), 1.0 - referral)):
        counted = np.where(open_to, weight, 0.0)
        total = float(maths.total(counted))
        odds += part * (counted / total if total > 0 else open_to / maths.total(open_to))
    return int(np.searchsorted(np.cumsum(odds), draw * float(maths.total(odds)), side="right"))
