"""What the channel shows to others: stock on offer, and its running costs."""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from model.state import maths
from model.state.offers import Listings, Mode
from model.state.setup import Setup
from model.state.world import World

type Vector = NDArray[np.float64]
type Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ChannelListings:
    """The channel's listings: their numbers, and the member and chip of each."""

    numbers: Index
    members: Index
    chips: Index


def channel_listings(world: World) -> ChannelListings:
    """Where each listing of the channel stands in the channel's tables."""
    return _of_channel(world.listings, world.setup)


@functools.lru_cache(maxsize=4)
def _of_channel(listings: Listings, setup: Setup) -> ChannelListings:
    accounts, numbers = setup.firms.resellers, np.flatnonzero(listings.mode == Mode.CHANNEL)
    member_of = np.full(setup.firms.count, -1, np.int64)
    member_of[accounts] = np.arange(len(accounts))
    return ChannelListings(numbers, member_of[listings.supplier[numbers]], listings.chip[numbers])


def offer_channel(actors: Actors) -> None:
    """Put stock on the board of offers to start-ups."""
    world = actors.world
    table, terms, on = world.resellers, world.terms, channel_listings(world)
    ask = table.ask_usd[:, on.members, on.chips]
    free = np.where(ask > 0, table.offered_units[:, on.members, on.chips], 0.0)
    terms.price_usd[:, on.numbers] = ask
    terms.capacity_units[:, on.numbers] = free
    terms.wait_months[:, on.numbers] = world.numbers("channel", 1).wait_months
    terms.min_order_units[:, on.numbers] = world.numbers("choice", 1).min_order_chips


def running_costs_usd(world: World) -> Vector:
    """Own costs over the month's sales: runs × members."""
    table = world.resellers
    sales_usd: Vector = maths.total(table.sold_units * table.ask_usd)
    return world.numbers("channel", 1).operating_share * sales_usd
