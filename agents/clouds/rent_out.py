"""What clouds offer to start-ups, and what became of it."""

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds.capacity import held_units, utilisation
from agents.clouds.listings import rental_listings
from agents.expectations import learned_growth
from model.inputs.calendar import HOURS_PER_MONTH
from model.markets.rents import paid_rents
from model.state.maths import log, total
from model.state.offers import Mode
from model.state.world import World

type Vector = NDArray[np.float64]

CROWDED_USE = 0.85
"""Use of capacity beyond which tenants wait; what a month's waiting comes to is a parameter."""


def offer_clouds(actors: Actors) -> None:
    """Put free chips on the board, part on demand, part under reserved terms."""
    world, clouds = actors.world, actors.world.clouds
    rules = world.numbers("cloud", 1)
    free = np.maximum(held_units(world) - clouds.first_party_units - clouds.bound_units, 0.0)
    free = np.where(clouds.own_chip, free * clouds.rented_out_share, free)
    monthly = paid_rents(world) * HOURS_PER_MONTH
    wait = rules.crowded_wait_months * np.maximum(utilisation(world) - CROWDED_USE, 0.0)
    terms = world.terms
    for mode, part, discount, months in (
        (Mode.ON_DEMAND, 1 - rules.reserved_share, np.zeros(len(clouds.rents_out)), 0),
        (Mode.RESERVED, rules.reserved_share, clouds.reserved_discount, rules.reserved_months),
    ):
        own = rental_listings(world, mode)
        terms.price_usd[:, own.number] = monthly[:, own.cloud, own.chip] * (1 - discount[own.cloud])
        terms.capacity_units[:, own.number] = free[:, own.cloud, own.chip] * part
        terms.commitment_months[:, own.number] = months
        terms.wait_months[:, own.number] = wait[:, own.cloud]


def note_cloud_demand(actors: Actors) -> None:
    """See what was rented and what was asked for in vain; the outlook follows slowly."""
    world, clouds = actors.world, actors.world.clouds
    trade = world.trade
    assert trade is not None, "start-ups trade before clouds look at their demand"
    compute = world.snapshot.compute.mixed(0.5)
    rented = np.zeros_like(clouds.used_units)
    asked: Vector = np.zeros_like(clouds.unmet_a100)
    for mode in (Mode.ON_DEMAND, Mode.RESERVED):
        own = rental_listings(world, mode)
        new = world.trade_totals.new_units[:, own.number]
        short = np.maximum(trade.first_choice_units[:, own.number] - new, 0.0)
        short_a100 = short * compute[:, own.chip]
        rented[:, own.cloud, own.chip] += new + world.trade_totals.running_units[:, own.number]
        by_rank = np.zeros((*asked.shape, own.most))
        by_rank[:, own.cloud, own.rank] = short_a100
        asked = asked + total(by_rank)
    served = total(rented * compute[:, None])
    clouds.unmet_a100[...] = asked
    _learn_demand(world, served + asked)
    clouds.rental_profit_usd[...] = total(rented * np.maximum(_margin_usd(world), 0.0))
    clouds.used_units[...] = np.minimum(clouds.first_party_units + rented, held_units(world))
    clouds.ally_unmet_a100[...] = _unmet_of_allies(world)


def _learn_demand(world: World, asked: Vector) -> None:
    """Tenants' demand and its growth follow what was asked for, slowly."""
    clouds, rules = world.clouds, world.numbers("cloud", 1)
    before = clouds.rental_a100.copy()
    clouds.rental_a100 += rules.smoothing * (asked - before)
    both = (before > 0) & (clouds.rental_a100 > 0)
    grown = log(np.where(both, clouds.rental_a100 / np.where(both, before, 1.0), 1.0))
    clouds.rental_growth[...] = learned_growth(clouds.rental_growth, grown, rules.growth_learning)


def _margin_usd(world: World) -> Vector:
    """What a rented chip leaves a month after power and hosting, runs × clouds × chips."""
    clouds, rules = world.clouds, world.numbers("cloud", 2)
    discount = 1.0 - rules.reserved_share * clouds.reserved_discount[:, None]
    energy = world.snapshot.energy_usd_per_month[:, world.setup.firms.cloud_region]
    margin: Vector = paid_rents(world) * HOURS_PER_MONTH * discount - energy
    return margin - rules.hosting_usd_per_chip_month


def _unmet_of_allies(world: World) -> Vector:
    """What labs that a cloud owns a part of could not rent, runs × clouds."""
    is_ally = world.owner[:, None, :] == world.setup.firms.clouds[:, None]
    unmet: Vector = total(np.where(is_ally, world.startup_unmet_a100[:, None, :], 0.0))
    return unmet
