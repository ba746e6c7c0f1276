"""What a changed world takes over from the baseline's as it opens: whatever is solved from parameters."""

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds.opening import SOLVED as SOLVED_OF_CLOUDS
from agents.startups.population import Startups
from agents.users.decide import SOLVED as SOLVED_OF_USERS
from agents.vendors.opening import SOLVED as SOLVED_OF_VENDORS
from model.state.world import World

type Index = NDArray[np.int64]


def keep_opening(actors: Actors, runs: Index, past: Actors) -> None:
    """Give some runs what the runs of the past open with, from own needs to acquaintances.

    ``runs`` are their places in the batch, in the order of the past's.
    """
    world, before = actors.world, past.world
    for field in SOLVED_OF_CLOUDS:
        getattr(world.clouds, field)[runs] = getattr(before.clouds, field)
    for field in SOLVED_OF_USERS:
        getattr(world.users, field)[runs] = getattr(before.users, field)
    for field in SOLVED_OF_VENDORS:
        getattr(world.vendors, field)[runs] = getattr(before.vendors, field)
    _keep_lines(world, runs, before)
    channel = world.setup.firms.resellers
    world.chips.restate(runs, channel, before.chips.held[:, channel])
    _keep_rows(actors.startups, runs, past.startups)


def keep_first_month(actors: Actors, runs: Index, past: Actors) -> None:
    """Give some runs the past's first month: what later entry, funding and rents are held against."""
    startups, before = actors.startups, past.startups
    startups.opening_entry_cost_usd[runs] = before.opening_entry_cost_usd
    startups.opening_funding_usd[runs] = before.opening_funding_usd
    startups.opening_rent_usd[runs] = before.opening_rent_usd


def _keep_lines(world: World, runs: Index, before: World) -> None:
    """Chips in the line, but for those that now take another time to make."""
    wafers, were = world.wafers, before.wafers
    as_long = np.flatnonzero(wafers.cycle_months == were.cycle_months)
    steps = np.arange(min(wafers.line_units.shape[1], were.line_units.shape[1]))[:, None]
    wafers.line_units[runs[:, None, None], steps, as_long] = were.line_units[:, steps, as_long]
    wafers.most_started_wafers[runs[:, None], as_long] = were.most_started_wafers[:, as_long]


def _keep_rows(startups: Startups, runs: Index, before: Startups) -> None:
    """Talents of the start-ups of the first day, and whom they know where the same suppliers are about."""
    for place, run in enumerate(runs.tolist()):
        rows, were = startups.columns_of(run), before.columns_of(place)
        rows.talent[...] = were.talent
        if startups.suppliers == before.suppliers:
            rows.known[...] = were.known
    startups.open_sums()
