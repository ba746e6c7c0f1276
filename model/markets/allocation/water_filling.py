"""Shares in proportion to pull, nobody above the claim, in whole units: compiled, a run after the other."""

from typing import Any

import numpy as np

from model.state.compiling import compiled, gufunc

FULL = 1e-9
"""A claim that misses less than this is met."""
ENOUGH = 0.5
"""Less than half a unit is not shared out any more."""


@compiled
def fill(claims: Any, pull: Any, available: float, given: Any) -> None:
    """Give in proportion to pull; who is full leaves the rest to the others."""
    left, found_full = available, True
    is_open = claims > 0.0
    while left > ENOUGH and found_full and is_open.any():
        in_all = 0.0
        for place in range(len(claims)):
            if is_open[place]:
                in_all += pull[place]
        spent, found_full = 0.0, False
        for place in range(len(claims)):
            drawn = pull[place] if is_open[place] else 0.0
            step = min(left * drawn / in_all, claims[place] - given[place])
            given[place] += step
            spent += step
            if is_open[place] and claims[place] - given[place] <= FULL:
                is_open[place] = False
                found_full = True
        left -= spent


@compiled
def round_up(shares: Any, wanted: Any, available: int, units: Any) -> None:
    """Whole units close to shares: what is missing goes to the largest remainders, one each."""
    missing = available
    gap = np.empty(len(shares))
    for place in range(len(shares)):
        units[place] = min(int(np.floor(shares[place] + FULL)), wanted[place])
        gap[place] = units[place] - shares[place]
        missing -= units[place]
    gap[units >= wanted] = np.inf
    while missing > 0:
        neediest = np.argmin(gap)
        if gap[neediest] == np.inf:
            break
        units[neediest] += 1
        gap[neediest] = np.inf
        missing -= 1


@gufunc("(n),(n),()->(n)", "int64[:], float64[:], int64, int64[:]")
def share_by_pull(wanted: Any, weight: Any, available: Any, units: Any) -> None:
    """Whole units given of what is available, by claim times weight; whole claims where it suffices."""
    claimed = 0
    for place in range(len(wanted)):
        claimed += wanted[place]
        units[place] = wanted[place]
    if claimed <= available:
        return
    claims = wanted.astype(np.float64)
    given = np.zeros(len(wanted))
    fill(claims, claims * np.maximum(weight, FULL), float(available), given)
    round_up(given, wanted, available, units)
