"""The list price that earns most, when customers resent a rise over what they think fair: compiled.

Okun 1981; Kahneman, Knetsch and Thaler 1986.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.state import elementary
from model.state.compiling import gufunc

type Vector = NDArray[np.float64]

LOWEST, HIGHEST = -0.4, 0.6
"""Logs over the fair price between which a price is looked for."""
STEPS = 1_000


@gufunc("(),(),(),(),(),(),()->()", ", ".join(["float64"] * 7 + ["float64[:]"]))
def _best_rise(
    fair_usd: Any,
    cost_usd: Any,
    tightness: Any,
    rise_now: Any,
    elasticity: Any,
    goodwill: Any,
    resented: Any,
    found: Any,
) -> None:
    step = (HIGHEST - LOWEST) / STEPS
    dearer, fewer = elementary.exp(step), elementary.exp(-elasticity * step)
    price = fair_usd * elementary.exp(LOWEST)
    demand = tightness * elementary.exp(elasticity * (rise_now - LOWEST))
    best, most = 0.0, -np.inf
    for place in range(STEPS + 1):
        rise = LOWEST + step * place
        risen = max(rise, 0.0)
        lost = 0.5 * goodwill * risen * (risen + 2.0 * resented)
        profit = (price * (1.0 - lost) - cost_usd) * min(demand, 1.0)
        if profit > most:
            best, most = rise, profit
        price *= dearer
        demand *= fewer
    found[0] = best


@dataclass(frozen=True, slots=True)
class Asking:
    """What a list price answers to: fair price p^F, cost c, how scarce the chip is, what demand answers.

    ``tightness`` is D/Q, what is wanted over what can be delivered, at a log ``rise_now`` over p^F;
    ``resented`` is a rise that is held against the vendor anyhow. All of one shape.
    """

    fair_usd: Vector
    cost_usd: Vector
    tightness: Vector
    rise_now: Vector
    elasticity: Vector
    resented: Vector


def best_rise(asking: Asking, goodwill: Vector | float) -> Vector:
    """Log x over the fair price that maximises (p^F e^x − c) min(Q, D e^−εx) less the goodwill that it costs.

    Goodwill ψ: beside what is resented anyhow, z, a rise costs ½ψ ((x + z)² − z²) of sales, a fall nothing.
    """
    rise: Vector = _best_rise(
        asking.fair_usd,
        asking.cost_usd,
        asking.tightness,
        asking.rise_now,
        asking.elasticity,
        goodwill,
        asking.resented,
    )
    return rise
