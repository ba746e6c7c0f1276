"""What vendors put on the start-ups' board: chips sold directly, and the free part of their own clouds."""

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from model.markets.hosting import fleet_units, instance_usd
from model.state.offers import Mode
from model.state.world import World

OWN_CLOUD_WAIT_MONTHS = 0.1
"""Instances of a running fleet are there within days."""
DIRECT_OVER_LEAD = 0.5
"""Direct stock arrives in half the time that an order with the maker takes."""


def offer_vendors(actors: Actors) -> None:
    """Post the month's terms; the board is blank before."""
    _offer_direct(actors.world)
    _offer_own_clouds(actors.world)


def _offer_direct(world: World) -> None:
    """Chips set aside for start-ups, with network, less what the state pays."""
    listings, snapshot, terms = world.listings, world.snapshot, world.terms
    rows = np.flatnonzero(listings.mode == Mode.DIRECT)
    chip = listings.chip[rows]
    attach = world.setup.firms.attach[listings.supplier[rows]]
    paid = 1 - snapshot.rules.subsidy_share[:, chip] + attach
    terms.price_usd[:, rows] = snapshot.list_usd[:, chip] * paid
    terms.capacity_units[:, rows] = world.vendors.direct_units[:, chip]
    terms.wait_months[:, rows] = DIRECT_OVER_LEAD * snapshot.lead_months[:, chip]
    terms.min_order_units[:, rows] = world.numbers("choice", 1).min_order_chips


def _offer_own_clouds(world: World) -> None:
    """Instances of the fleets that no contract binds; nothing where there are no terms for a cloud."""
    listings, clouds, terms = world.listings, world.rules.vendor_clouds, world.terms
    rows = np.flatnonzero(listings.mode == Mode.VENDOR_CLOUD)
    chip = listings.chip[rows]
    vendor = np.searchsorted(world.setup.firms.vendors, listings.supplier[rows])
    is_open = clouds.is_open[:, vendor]

    def post(column: NDArray[np.float64] | NDArray[np.int64], values: NDArray[np.float64]) -> None:
        column[:, rows] = np.where(is_open, values, column[:, rows])

    free = np.maximum(0.0, fleet_units(world)[:, chip] - world.bound_units[:, rows])
    post(terms.price_usd, instance_usd(world)[:, chip])
    post(terms.capacity_units, np.where(clouds.chips[:, vendor, chip], free, 0.0))
    post(terms.wait_months, np.full(is_open.shape, OWN_CLOUD_WAIT_MONTHS))
    post(terms.min_order_units, clouds.chips_per_instance[:, vendor])
    post(terms.commitment_months, clouds.commitment_months[:, vendor].astype(np.float64))
