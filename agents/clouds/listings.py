"""Which listings on the board are clouds' rents."""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.state.offers import Listings, Mode
from model.state.setup import Setup
from model.state.world import World

type Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RentalListings:
    """Clouds' listings of one mode: number, place of the cloud, chip, rank within the cloud."""

    number: Index
    cloud: Index
    chip: Index
    rank: Index

    @property
    def most(self) -> int:
        """Listings of the cloud that has most."""
        return int(self.rank.max(initial=-1)) + 1


def rental_listings(world: World, mode: Mode) -> RentalListings:
    """Clouds' listings of one mode."""
    return _of_mode(world.listings, world.setup, mode)


@functools.lru_cache(maxsize=8)
def _of_mode(listings: Listings, setup: Setup, mode: Mode) -> RentalListings:
    numbers = np.flatnonzero(listings.mode == mode)
    place = np.searchsorted(setup.firms.clouds, listings.supplier[numbers])
    order = np.argsort(place, kind="stable")
    number, place = numbers[order], place[order]
    rank = np.arange(len(place)) - np.searchsorted(place, place)
    return RentalListings(number, place, listings.chip[number], rank)
