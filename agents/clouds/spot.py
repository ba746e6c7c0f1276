"""Clouds that will not wait buy at once from resellers they are tied to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds.capacity import compute_of_chips, held_units, target_use
from agents.clouds.spot_round import buy_in_turn
from model.markets.sales import deliver
from model.state.maths import total
from model.state.world import World

type Vector = NDArray[np.float64]
type Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Buyers:
    """What clouds may spend and what they miss, runs × clouds (× chips); they pay less than ``worth_usd``."""

    budget_usd: Vector
    gap_a100: Vector
    cash_usd: Vector
    compute: Vector
    worth_usd: Vector


def buy_spot(actors: Actors) -> None:
    """Buy from tied resellers at once when the wait at the maker costs more than the premium."""
    world, resellers = actors.world, actors.world.resellers
    world.clouds.spot_units[...] = 0.0
    buyers = _buyers(actors)
    firms = world.setup.firms
    tied = world.ties.strength[:, firms.resellers[None, :], firms.clouds[:, None]] > 0
    tied &= (buyers.gap_a100 > 0)[..., None]
    chips, units = buy_in_turn(
        tied,
        resellers.ask_usd,
        resellers.offered_units,
        buyers.worth_usd,
        buyers.compute,
        buyers.budget_usd,
        buyers.cash_usd,
        buyers.gap_a100,
    )
    if units.any():
        _book(world, chips, units)


def _buyers(actors: Actors) -> _Buyers:
    """Who looks at the spot market, with what, and what a chip at once is worth to them.

    It is worth what as much compute on order costs, and what that compute earns beyond its user cost until
    it would come; less the network that is still to be bought.
    """
    world, clouds, firms = actors.world, actors.world.clouds, actors.world.setup.firms
    compute = compute_of_chips(world)
    earned = np.maximum(clouds.marginal_value_usd - clouds.user_cost_usd, 0.0) * target_use(world)
    worth = clouds.outlay_usd_per_a100 + clouds.wait_months * earned
    network = firms.attach[np.maximum(world.setup.chips.maker, 0)] * world.snapshot.list_usd
    return _Buyers(
        budget_usd=world.numbers("cloud", 1).spot_share * clouds.investment_usd,
        gap_a100=clouds.wanted_a100 - total(held_units(world) * compute),
        cash_usd=world.money.balance_usd[:, firms.clouds],
        compute=compute,
        worth_usd=worth[..., None] * compute - network[:, None],
    )


def _book(world: World, chips: Counts, bought: Counts) -> None:
    """Enter the month's sales, runs × clouds × resellers, by cloud and then by reseller."""
    run, cloud, reseller = sold = bought.nonzero()
    chip, units = chips[sold], bought[sold]
    firms, resellers = world.setup.firms, world.resellers
    ask_usd = resellers.ask_usd[run, reseller, chip]
    np.add.at(world.clouds.spot_units, (run, cloud, chip), units)
    np.add.at(resellers.offered_units, (run, reseller, chip), -units)
    np.add.at(resellers.spot_sold_units, (run, reseller, chip), units)
    deliver(world, run, firms.resellers[reseller], firms.clouds[cloud], chip, units, ask_usd)
    np.add.at(world.counters.premium_usd, run, units * (ask_usd - world.snapshot.list_usd[run, chip]))
