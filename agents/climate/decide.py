"""How much venture money there is, how it is split, and which named rounds are due."""

import numpy as np
from numpy.typing import NDArray

from agents.expectations import expected_growth, learned_growth
from model.state.maths import exp, log, total
from model.state.world import World

type Vector = NDArray[np.float64]

RECORD_MONTHS = 12
"""The last part of the path of funding whose mean is what funding starts from after it."""


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
    """Factor on the lasting level of the path, one a run: none while the path is recorded."""
    table, rates, recorded = world.funding, world.numbers("climate", 0), world.rules.funding_recorded
    worth = _worth(world)
    # Money starts from the mean of the record's last year, and so does what it is held against.
    weight = 1.0 / min(world.month + 1, RECORD_MONTHS)
    moved = table.recorded_worth + weight * (worth - table.recorded_worth)
    table.recorded_worth[...] = np.where(recorded, moved, table.recorded_worth)
    risen = worth - table.recorded_worth
    followed = mood_after(table.mood, risen, rates.funding_speed, rates.funding_elasticity)
    return np.where(recorded, 1.0, followed)


def mood_after(mood: Vector, risen: Vector, speed: Vector, elasticity: Vector) -> Vector:
    """The mood closes a part of the gap to what the rise of users' worth (log) calls for.

    The form follows Gompers et al. (2008): venture money answers public signals of what a market is worth.
    """
    moved: Vector = exp(log(mood) + speed * (elasticity * risen - log(mood)))
    return moved


def _worth(world: World) -> Vector:
    """Log of what investors expect users to spend within their horizon; they learn growth as they see it.

    Users' own money alone counts: what is paid out of venture money would make funding feed itself.
    """
    table, rates = world.funding, world.numbers("climate", 0)
    spending_usd = np.maximum(total(world.users.spending_usd, axis=1), 1.0)
    before_usd = np.where(table.seen_usd > 0, table.seen_usd, spending_usd)
    table.believed_growth[...] = learned_growth(
        table.believed_growth, log(spending_usd / before_usd), rates.growth_learning
    )
    table.seen_usd[...] = spending_usd
    expected = expected_growth(
        table.believed_growth,
        world.numbers("startups", 0).business_growth,
        rates.horizon_months,
        rates.growth_persistence,
        rates.overreaction,
    )
    worth: Vector = log(spending_usd) + expected
    return worth


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
