"""Floors, people and plants of the strategic firms: what every month costs, never more than they have."""

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds import hosting
from agents.foundries import production
from agents.resellers import offer
from model.inputs.accounts import Outside
from model.markets.hosting import pay_hosts
from model.state.kinds import Kind
from model.state.world import World

type Vector = NDArray[np.float64]


def pay_running_costs(actors: Actors) -> None:
    """Clouds pay first, then vendors (fees to hosts before people), then the channel, then foundries."""
    world, firms = actors.world, actors.world.setup.firms
    suppliers, staff = (world.setup.outside(which) for which in (Outside.SUPPLIERS, Outside.STAFF))
    _pay(world, Kind.OPERATIONS, firms.clouds, suppliers, hosting.running_costs_usd(world))
    pay_hosts(world)
    _pay(world, Kind.STAFF, firms.vendors, staff, world.vendors.operating_cost_usd)
    _pay(world, Kind.OPERATIONS, firms.resellers, suppliers, offer.running_costs_usd(world))
    _pay(world, Kind.OPERATIONS, firms.foundries, suppliers, production.running_costs_usd(world))


def _pay(world: World, kind: Kind, firms: NDArray[np.int64], payee: int, cost_usd: Vector) -> None:
    """Firms pay what they can of their costs (runs × firms)."""
    paid_usd = np.minimum(cost_usd, np.maximum(world.money.balance_usd[:, firms], 0.0))
    world.money.pay(kind, world.run[:, None], firms, payee, paid_usd)
