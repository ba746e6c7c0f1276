"""How the month's venture money is split, and which named rounds are due."""

import numpy as np
from numpy.typing import NDArray

from model.state.maths import power, total
from model.state.world import World

type Vector = NDArray[np.float64]

LEAST_MOOD, MOST_MOOD = 0.2, 5.0
"""Factors on the path of funding, at the least and at the most."""


def open_climate(world: World) -> None:
    """Fill the weights by which groups share in venture money."""
    types = world.setup.cast.type
    shares = [row.funding_weight * share for row in types for share in row.regions.values()]
    weight = np.zeros(len(world.funding.weight))
    weight[: len(shares)] = shares
    everything = float(total(weight))
    world.funding.weight[...] = weight / everything if everything > 0 else weight


def split_funding(world: World) -> None:
    """Decide the month's money by group; named rounds go where they are due."""
    table = world.funding
    table.mood[...] = _mood(world)
    table.funding_usd[...] = (world.rules.funding_usd * table.mood)[:, None] * table.weight
    table.round_usd[...] = 0.0
    table.equity_usd[...] = 0.0
    promised = [row for run in range(world.runs) for row in _rounds(world, run)]
    columns = list(zip(*promised, strict=True)) or [(), (), (), ()]
    table.promised_run, table.promised_group, table.promised_investor = (
        np.array(column, np.int64) for column in columns[:3]
    )
    table.promised_usd = np.array(columns[3], np.float64)


def _mood(world: World) -> Vector:
    """Factor on the path, one a run: start-ups' revenue over that of the start, where it counts at all."""
    weight, outcome = world.numbers("climate", 0).mood_weight, world.outcome
    if outcome is None:
        return np.ones(world.runs)
    relative = total(outcome.revenue_usd) / np.maximum(world.funding.opening_revenue_usd, 1.0)
    mood = np.minimum(np.maximum(power(relative, weight), LEAST_MOOD), MOST_MOOD)
    return np.where(weight > 0, mood, 1.0)


def _rounds(world: World, run: int) -> list[tuple[int, int, int, float]]:
    """Add a run's rounds to their groups; returns what firms of the cast pay: run, group, investor, USD."""
    accounts, table = world.setup.accounts, world.funding
    promised: list[tuple[int, int, int, float]] = []
    for due in world.rules.rounds[run]:
        if due.startup not in accounts.groups:
            continue
        group, amount_usd = accounts.groups.index(due.startup), due.amount_usd
        if due.investor in accounts.firms:
            investor = accounts.firms.index(due.investor)
            before = float(total([row[3] for row in promised if row[2] == investor]))
            free_usd = max(0.0, float(world.money.balance_usd[run, investor]) - before)
            amount_usd = min(amount_usd, free_usd)
            table.equity_usd[run, group] += amount_usd
            promised.append((run, group, investor, amount_usd))
        table.round_usd[run, group] += amount_usd
    return promised
