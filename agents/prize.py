"""What there is to win: what users of a bloc are expected to spend, over what they were to at the opening."""

import numpy as np
from numpy.typing import NDArray

from agents.expectations import expected_growth, learned_growth
from model.state.maths import exp, log, total
from model.state.world import World

type Matrix = NDArray[np.float64]
type Index = NDArray[np.int64]


def perceived_prize(world: World, region: Index) -> Matrix:
    """What users of each region's bloc would spend at what they know of AI, over that of the opening."""
    users = world.users
    return _over_opening(world, users.potential_usd, users.opening_potential_usd, region)


def possible_prize(world: World, region: Index) -> Matrix:
    """What they would spend if they knew what models can do, which those who make them do know."""
    users = world.users
    return _over_opening(world, users.possible_usd, users.opening_possible_usd, region)


def extrapolated(
    world: World, region: Index, ahead_months: Matrix, persistence: Matrix, overreaction: Matrix
) -> Matrix:
    """Factor by which what is spent is believed to outgrow its lasting growth some months ahead."""
    unusual = world.users.believed_growth[:, region] - world.numbers("startups", 1).business_growth
    factor: Matrix = exp(expected_growth(unusual, np.zeros(1), ahead_months, persistence, overreaction))
    return factor


def _over_opening(world: World, now_usd: Matrix, opening_usd: Matrix, region: Index) -> Matrix:
    """Ratio of a bloc's sums at each of some regions; one where users spend nothing."""
    now, opening = (by_bloc(world, usd)[:, region] for usd in (now_usd, opening_usd))
    known = (now > 0) & (opening > 0)
    ratio: Matrix = np.where(known, now, 1.0) / np.where(known, opening, 1.0)
    return ratio


def learn_growth(world: World, before_usd: Matrix) -> None:
    """Everybody learns how fast what users of a bloc spend grows, from what they spent a month before."""
    before, after = by_bloc(world, before_usd), by_bloc(world, world.users.spending_usd)
    known = (before > 0) & (after > 0)
    seen = log(np.where(known, after, 1.0)) - log(np.where(known, before, 1.0))
    believed = world.users.believed_growth
    weight = world.numbers("climate", 1).growth_learning
    believed[...] = np.where(known, learned_growth(believed, seen, weight), believed)


def by_bloc(world: World, usd: Matrix) -> Matrix:
    """The sum over its bloc at each region: runs × regions."""
    bloc = world.setup.region_bloc
    summed: Matrix = total(np.where(bloc[:, None] == bloc, usd[:, None], 0.0))
    return summed
