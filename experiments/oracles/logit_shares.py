"""Logit shares with rationing: who rents where, when the tempting offers are full.

Start-ups order offers by a Luce choice, so that with ample chips each supplier's share is its odds over
all odds. A full supplier serves its first choices pro rata, and who is turned away takes the next offer
of the order (Plackett 1975; Luce 1959): by independence from irrelevant alternatives the refused part is
shared by the odds of the others. So with s the shares by odds and a first supplier that holds only k,
another one has s_j + (s_1 − k) s_j / (1 − s_1); if that fills a second one, its refusals go on to the rest.
"""

import numpy as np
from numpy.typing import NDArray

from experiments.oracles.result import OracleResult
from experiments.oracles.small_market import books_after, buyers, cast_of, rental_cloud, small_market
from model.state.kinds import Kind

RENTS_USD = np.array([600.0, 800.0, 1_000.0, 1_300.0])
SENSITIVITY = 1.6
ROWS, CHIPS_EACH, MONTHS = 10_000, 20, 10
WANTED = ROWS * CHIPS_EACH
AMPLE = 2.0
SOURCES = "Luce 1959; Plackett 1975"


def logit_shares() -> list[OracleResult]:
    """Shares with ample chips, one full supplier and two full ones."""
    odds = RENTS_USD**-SENSITIVITY
    share = odds / odds.sum()
    one = np.array([0.25, AMPLE, AMPLE, AMPLE])
    two = np.array([0.25, 0.33, AMPLE, AMPLE])
    refused = share[0] - one[0]
    after_one = np.append(one[0], share[1:] + refused * share[1:] / (1 - share[0]))
    refused_again = after_one[1] - two[1]
    after_two = np.array([two[0], two[1], *(after_one[2:] + refused_again * share[2:] / share[2:].sum())])
    cases = [
        ("ample chips", np.full(4, AMPLE), share),
        ("one supplier full", one, after_one),
        ("two suppliers full", two, after_two),
    ]
    return [_furthest(case, theory, _simulated(capacity)) for case, capacity, theory in cases]


def _furthest(case: str, theory: NDArray[np.float64], simulated: NDArray[np.float64]) -> OracleResult:
    """The share that is furthest off; four standard errors of a half are allowed."""
    worst = int(np.argmax(np.abs(simulated - theory)))
    return OracleResult(
        name="logit shares",
        quantity=f"{case}: share furthest off, supplier {worst + 1}",
        theory=float(theory[worst]),
        simulated=float(simulated[worst]),
        tolerance=4 * 0.5 / float(np.sqrt(ROWS * MONTHS)),
        unit="share",
        source=SOURCES,
    )


def _simulated(capacity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Parts of what buyers want that each supplier lets, with chips so many times what they want."""
    names = [f"supplier {number + 1}" for number in range(len(RENTS_USD))]
    market = small_market(
        cast_of(
            type=[buyers("buyer", ROWS, 10 * CHIPS_EACH * RENTS_USD.max(), CHIPS_EACH)],
            cloud=[
                rental_cloud(name, int(part * WANTED), float(rent))
                for name, part, rent in zip(names, capacity, RENTS_USD, strict=True)
            ],
        ),
        {
            "startups": {"count": ROWS},
            "choice": {"price_sensitivity": SENSITIVITY},
            "cloud": {"small_speed": 0.0},
        },
    )
    books = books_after(market, 0, MONTHS)
    return np.array([books.taken(name, Kind.RENTAL).units for name in names]) / (WANTED * MONTHS)
