"""The number of rows is a resolution: aggregates do not depend on it beyond noise."""

from dataclasses import dataclass

import numpy as np
import pytest

from model.batch import Batch
from tests.small_worlds import short_history

SEEDS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Totals:
    """A year's sums over all start-ups; firms at its end."""

    revenue_usd: float
    rents_usd: float
    firms_alive: float
    compute_a100_months: float


def year(rows: int, seeds: tuple[int, ...]) -> list[Totals]:
    """Twelve months of the history at a resolution, one entry a seed."""
    batch = Batch([short_history(months=12, startups=rows)] * len(seeds), seeds, record=False)
    revenue, rents, compute = np.zeros((3, len(seeds)))
    world = batch.world
    while batch.months_done < batch.months_total:
        batch.run_month()
        trade, state = world.trade, world.startup_state
        rented = ~world.listings.is_purchase[trade.listing]
        revenue += world.outcome.revenue_usd.sum(axis=1)
        rents += (trade.amount_usd + trade.contract_usd)[..., rented].sum(axis=(1, 2))
        compute += (state.serving_a100 + state.training_a100).sum(axis=1)
    alive = batch.actors.startups.firms_alive.sum(axis=1)
    return [Totals(*map(float, each)) for each in zip(revenue, rents, alive, compute, strict=True)]


@pytest.fixture(scope="module")
def totals() -> dict[int, list[Totals]]:
    """Every resolution, the finest with one seed."""
    return {rows: year(rows, SEEDS if rows < 30_000 else SEEDS[:1]) for rows in (300, 3000, 30_000)}


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
