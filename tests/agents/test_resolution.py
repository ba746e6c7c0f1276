"""The number of rows is a resolution: aggregates do not depend on it beyond noise."""

from dataclasses import dataclass

import numpy as np
import pytest

from tests.small_worlds import market_of, months_of, short_history

SEEDS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Totals:
    """A year's sums over all start-ups; firms at its end."""

    revenue_usd: float
    rents_usd: float
    firms_alive: float
    compute_a100_months: float


def year(rows: int, seed: int) -> Totals:
    """Twelve months of the history at a resolution."""
    market = market_of(short_history(months=12, startups=rows), seed, record=False)
    revenue = rents = compute = 0.0
    for _ in months_of(market):
        rented = ~market.listings.is_purchase
        trade, outcome = market.last_trade, market.cast.startups.outcome
        revenue += float(market.last_use.revenue_usd.sum())
        rents += float((trade.amount_usd + trade.contract_usd)[:, rented].sum())
        compute += float((outcome.serving_a100 + outcome.training_a100).sum())
    return Totals(revenue, rents, float(market.cast.startups.firms_alive.sum()), compute)


@pytest.fixture(scope="module")
def totals() -> dict[int, list[Totals]]:
    """Every resolution, the finest with one seed."""
    return {
        rows: [year(rows, seed) for seed in (SEEDS if rows < 30_000 else SEEDS[:1])]
        for rows in (300, 3000, 30_000)
    }


@pytest.mark.parametrize(
    ("field", "within"),
    [
        ("revenue_usd", 0.04),
        ("rents_usd", 0.04),
        ("firms_alive", 0.04),
        ("compute_a100_months", 0.08),
    ],
)
@pytest.mark.parametrize("rows", [300, 30_000])
def test_aggregates_are_the_same_at_every_resolution(totals, rows, field, within):
    means = {
        count: float(np.mean([getattr(total, field) for total in found])) for count, found in totals.items()
    }
    assert means[rows] == pytest.approx(means[3000], rel=within)
