"""How much start-ups want to train: as much as its return pays for.

In a contest for users n equal labs each spend (n − 1) / n of their part of the prize (Tullock 1980): what is
spent on training follows the prize, and the compute that it buys the rent.
"""

import numpy as np
from numpy.typing import NDArray

from agents.prize import extrapolated, possible_prize
from agents.startups.population import Startups
from model.state.world import World

type Matrix = NDArray[np.float64]


def training_level(startups: Startups, world: World) -> Matrix:
    """Training that a firm of each group wants over that of the opening, runs × groups.

    The prize is what users would spend if they knew what models can do, as growth has it within the horizon
    of investors. Who is not paid by users has no rivals for them, but can do as much more with better models.
    ``startups.training_growth`` comes on top.
    """
    traits, investors = startups.traits, world.numbers("climate", 1)
    prize = possible_prize(world, traits.region) * extrapolated(
        world,
        traits.region,
        investors.horizon_months,
        investors.growth_persistence,
        investors.overreaction,
    )
    contest = np.where(traits.paid_by_users, contested(startups) * cheaper(startups, world), 1.0)
    return prize * contest * world.numbers.grown("startups", "training_growth", 1)


def contested(startups: Startups) -> Matrix:
    """The part of its contest that each firm has not won yet, runs × groups: who has all gains nothing."""
    pull = startups.attention_sum / np.maximum(startups.traits.firms, 1.0)
    whole = startups.by_arena(startups.attention_sum)[:, startups.traits.arena]
    won = np.where(whole > 0, pull / np.where(whole > 0, whole, 1.0), 0.0)
    return 1.0 - np.minimum(won, 1.0)


def cheaper(startups: Startups, world: World) -> Matrix:
    """The opening rent over today's in each group's region; one where nothing is let."""
    now, opening = world.users.rent_usd, startups.opening_rent_usd
    known = (now > 0) & (opening > 0)
    ratio: Matrix = np.where(known, opening, 1.0) / np.where(known, now, 1.0)
    return ratio[:, startups.traits.region]
