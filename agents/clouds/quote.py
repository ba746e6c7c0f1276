"""Clouds' own needs, rents, and how much of their capacity they use themselves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds.capacity import compute_of_chips, held_units, ratio, target_use
from agents.clouds.listings import rental_listings
from agents.clouds.need import ample, own_need
from agents.clouds.view import cloud_view
from agents.strategies.cloud.base import CloudView
from model.state.maths import power, total
from model.state.offers import Mode
from model.state.randomness import Purpose, key_of, mix, stream, to_unit
from model.state.world import World

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class QuotePage:
    """Rents before and after they were looked at, runs × clouds × chips."""

    view: CloudView
    after: Vector


def state_needs(world: World) -> None:
    """Clouds' own work of the month: what they want at the user cost that they last bought at.

    Where less is installed than they and their tenants want, both get the same part of it.
    """
    clouds = world.clouds
    wanted = own_need(world, np.zeros_like(clouds.base_a100), ample(world))
    installed = total(held_units(world) * compute_of_chips(world)) * target_use(world)
    part = np.minimum(1.0, ratio(installed, wanted + clouds.rental_a100))
    clouds.first_party_a100[...] = wanted * part


def quote_rents(actors: Actors) -> None:
    """Set rents, first ones for chips that are new to a cloud; then set capacity apart for own use."""
    world, clouds = actors.world, actors.world.clouds
    held = held_units(world)
    is_new = (held > 0) & (clouds.rent_usd_per_hour <= 0)
    clouds.rent_usd_per_hour[...] = np.where(is_new, _entry_rents(world), clouds.rent_usd_per_hour)
    rents_out = clouds.rents_out[:, None]
    clouds.repricing_draw[...] = np.where(clouds.rents_out, _draws(world), clouds.repricing_draw)
    view = cloud_view(world)
    asked = actors.clouds.ask("rents", view)
    rebates = np.broadcast_to(actors.clouds.ask("rebates", view), view.use.shape)[..., 0]
    clouds.rent_usd_per_hour[...] = np.where(rents_out, asked, clouds.rent_usd_per_hour)
    # The first month's tenants pay what the record lists.
    clouds.rebate[...] = np.where(clouds.rents_out & (world.month > 0), rebates, 0.0)
    if actors.notebook.is_open:
        actors.notebook.write(QuotePage(view, clouds.rent_usd_per_hour.copy()))
    _plan_capacity(world, held)


def _draws(world: World) -> Vector:
    """A uniform number for each cloud's decision to look at its rents, runs × clouds."""
    month = world.snapshot.month
    keys = np.array([key_of(row.name) for row in world.setup.cast.cloud], np.uint64)
    streams = np.array([stream(seed, Purpose.REPRICING, month) for seed in world.seeds], np.uint64)
    return to_unit(mix(keys[None, :] ^ streams[:, None]))


def _entry_rents(world: World) -> Vector:
    """First rents of chips by their compute over A100; own chips a little below."""
    rules, compute = world.numbers("cloud", 1), world.snapshot.compute.mixed(0.5)
    reference = compute[:, world.setup.chips.reference, None]
    relative = power(np.maximum(compute / np.maximum(reference, 1e-9), 1e-6), rules.entry_rent_exponent)
    entry: Vector = world.clouds.anchor_usd_per_hour[:, None] * relative[:, None]
    return np.where(world.clouds.own_chip, rules.own_chip_rent[..., None] * entry, entry)


def _plan_capacity(world: World, held: Vector) -> None:
    """Own use takes own chips first, then a part of the rest; tenants keep a share of every chip."""
    clouds, rules = world.clouds, world.numbers("cloud", 2)
    clouds.bound_units[...] = _bound_units(world)
    compute = compute_of_chips(world)
    keep = np.where(clouds.rents_out[:, None], rules.rental_floor, 0.0)
    most_own = np.where(clouds.own_chip, 1.0 - keep * clouds.rented_out_share, 1.0 - keep)
    most = np.minimum(held * most_own, np.maximum(held - clouds.bound_units, 0.0))
    need = clouds.first_party_a100
    own_a100 = total(np.where(clouds.own_chip, most * compute, 0.0))
    other_a100 = total(np.where(clouds.own_chip, 0.0, most * compute))
    own_part = np.minimum(1.0, ratio(need, own_a100))
    other_part = np.minimum(1.0, ratio(np.maximum(0.0, need - own_a100), other_a100))
    part = np.where(clouds.own_chip, own_part[..., None], other_part[..., None])
    clouds.first_party_units[...] = most * part


def _bound_units(world: World) -> Vector:
    """Chips that tenants hold under running contracts, runs × clouds × chips."""
    bound = np.zeros_like(world.clouds.bound_units)
    reserved = rental_listings(world, Mode.RESERVED)
    bound[:, reserved.cloud, reserved.chip] = world.bound_units[:, reserved.number]
    return bound
