"""Opens the users of all runs, and lets them look around and adopt once a month."""

import numpy as np
from numpy.typing import NDArray

from agents.prize import learn_growth
from agents.startups.population import Startups
from agents.users import adoption
from model.state.maths import total
from model.state.world import World

type Matrix = NDArray[np.float64]

SOLVED = (
    "opening_usd", "half_capability", "capability", "perceived", "adopted_usd", "spending_usd",
    "potential_usd", "possible_usd", "opening_potential_usd", "opening_possible_usd", "believed_growth",
)  # fmt: skip
"""What the opening state holds that is worked out from parameters."""


def open_users(startups: Startups, world: World) -> None:
    """Users as they open: they spend what start-ups open with, and perceive less than is possible."""
    users, rates = world.users, world.numbers("users", 1)
    users.opening_usd[...] = _opening_usd(startups, world)
    users.adopted_usd[...] = users.opening_usd
    users.capability[...] = _capability(startups, world)
    users.perceived[...] = users.capability - rates.opening_gap
    part = np.minimum(1.0 / (rates.opening_adoption * rates.market_multiple), 0.999)
    users.half_capability[...] = adoption.half_point(users.perceived, part, rates.capability_spread)
    users.spending_usd[...] = users.adopted_usd
    users.potential_usd[...] = users.adopted_usd / rates.opening_adoption
    users.opening_potential_usd[...] = users.potential_usd
    spread = rates.capability_spread
    most_usd, deterred = rates.market_multiple * users.opening_usd, np.zeros(1)
    able = adoption.potential(most_usd, users.capability, users.half_capability, spread, deterred)
    users.possible_usd[...] = users.opening_possible_usd[...] = able
    users.believed_growth[...] = world.numbers("startups", 1).business_growth


def adopt(startups: Startups, world: World) -> None:
    """Users notice what the best models can do, adopt, and spend."""
    users, rates, rules = world.users, world.numbers("users", 1), world.rules
    able = np.maximum(users.capability, _capability(startups, world))
    news = adoption.attention(users.attention, rates.attention_fading, rules.release_size)
    most_usd = rates.market_multiple * users.opening_usd
    talk = users.adopted_usd / np.maximum(most_usd, 1e-9)
    rate = rates.noticing + rates.noticing_of_news * news + rates.noticing_of_users * talk
    seen = adoption.perceived(users.perceived, able, rate)
    deterred = adoption.deterrence(users.rent_usd, startups.opening_rent_usd, rates.rent_elasticity)
    would = adoption.potential(most_usd, seen, users.half_capability, rates.capability_spread, deterred)
    before_usd = users.spending_usd.copy()
    users.capability[...] = able
    users.attention[...] = news
    users.perceived[...] = seen
    users.adopted_usd[...] = adoption.adopted(users.adopted_usd, would, rates.innovation, rates.imitation)
    users.spending_usd[...] = users.adopted_usd * rules.demand_factor
    users.potential_usd[...] = would * rules.demand_factor
    could = adoption.potential(most_usd, able, users.half_capability, rates.capability_spread, deterred)
    users.possible_usd[...] = could * rules.demand_factor
    learn_growth(world, before_usd)


def note_rents(startups: Startups, world: World) -> None:
    """Remember what start-ups of each region's bloc pay for compute, on which users' prices rest."""
    trade, listings = world.trade, world.listings
    if trade is None:
        raise RuntimeError("rents are noted after the start-ups' trade")
    users, traits = world.users, startups.traits
    rented = ~listings.is_purchase[trade.listing]
    power = world.snapshot.compute.inference[:, None, listings.chip[trade.listing[rented]]]
    paid_usd = total((trade.amount_usd + trade.contract_usd)[:, :, rented], axis=2)
    compute = total((trade.units + trade.contract_units)[:, :, rented] * power, axis=2)
    bloc = traits.region_bloc[traits.region]
    for region, here in enumerate(traits.region_bloc.tolist()):
        paid, got = (total(table[:, bloc == here], axis=1) for table in (paid_usd, compute))
        users.rent_usd[:, region] = np.where(got > 0, paid / np.maximum(got, 1e-9), users.rent_usd[:, region])
    unknown = np.isnan(startups.opening_rent_usd) & (users.rent_usd > 0)
    np.copyto(startups.opening_rent_usd, users.rent_usd, where=unknown)


def _opening_usd(startups: Startups, world: World) -> Matrix:
    """What users pay start-ups a month as the world opens: one row of regions."""
    traits = startups.traits
    paid = np.where(traits.paid_by_users, startups.opening_revenue_usd, 0.0)
    return np.bincount(traits.region, paid, world.setup.regions)[None, :]


def _capability(startups: Startups, world: World) -> Matrix:
    """Capability of the best model that users can reach, runs × regions: their bloc's best."""
    traits = startups.traits
    progress = world.numbers.so_far("startups", lambda rates: rates.algorithmic_progress, 1)
    trained = np.where(traits.paid_by_users, startups.trained_max_a100_months, 0.0)
    bloc = traits.region_bloc
    best = np.stack(
        [trained[:, bloc[traits.region] == here].max(axis=1, initial=0.0) for here in bloc.tolist()], axis=1
    )
    able: Matrix = adoption.capability(best, progress)
    return able
