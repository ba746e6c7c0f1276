"""What the best lawful substitute lets a street price be: as much compute, elsewhere, some time later."""

import numpy as np
from numpy.typing import NDArray

from model.state.kinds import MILLI
from model.state.maths import exp
from model.state.world import World

type Vector = NDArray[np.float64]

EVEN_MIX = 0.5
"""Chips are compared by useful compute that is half for training, half for inference."""


def substitute_usd(world: World) -> Vector:
    """Most that anybody pays on the street of its region for a chip, runs × regions × chips.

    Another chip's price for equal compute, times what changing over costs: from its maker, where waiting
    counts as it does in asks, or from the street. Infinite where there is no other.
    """
    compute = world.snapshot.compute.mixed(EVEN_MIX)[:, None]
    useful = np.where(compute > 0, compute, 1.0)
    cheapest = np.where(compute > 0, np.minimum(_from_makers(world), _from_street(world)) / useful, np.inf)
    order = np.sort(cheapest, axis=2)
    other = np.where(cheapest == order[..., :1], order[..., 1:2], order[..., :1])
    bound: Vector = world.numbers("channel", 2).switching_cost * other * compute
    return bound


def _from_makers(world: World) -> Vector:
    """List price with duty, and what waiting is worth, where a chip may be ordered.

    Crypto miners, who set the price while they buy, are no customers of makers.
    """
    snapshot, rules = world.snapshot, world.numbers("channel", 2)
    late = np.maximum(snapshot.lead_months[:, None] - rules.normal_wait_months, 0.0)
    paid = snapshot.list_usd[:, None] * snapshot.duty.transpose(0, 2, 1) * exp(rules.wait_weight * late)
    sold = snapshot.orderable.transpose(0, 2, 1) & ~world.setup.chips.is_inhouse
    sold &= ~snapshot.rules.mining.is_on[:, None, None]
    return np.where(sold, paid, np.inf)


def _from_street(world: World) -> Vector:
    """Last month's street price, where resellers of the region have any of a chip that is lawful there."""
    firms, snapshot = world.setup.firms, world.snapshot
    stocked = world.chips.held[:, firms.resellers] >= MILLI
    here = firms.reseller_region == np.arange(world.setup.regions)[:, None]
    there = (stocked[:, None] & here[..., None]).any(axis=2)
    lawful = there & ~snapshot.rules.barred.transpose(0, 2, 1)
    return np.where(lawful, snapshot.street_usd, np.inf)
