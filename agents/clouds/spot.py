"""Clouds that will not wait buy at once from resellers they are tied to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds.capacity import compute_of_chips, need
from agents.clouds.spot_round import buy_in_turn
from agents.clouds.view import cloud_view
from model.markets.sales import deliver
from model.state.maths import exp
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
    """Who looks at the spot market, with what, and what a chip at once is worth to them."""
    world, rules, firms = actors.world, actors.world.numbers("cloud", 2), actors.world.setup.firms
    snapshot, compute = world.snapshot, compute_of_chips(world)
    ally = actors.clouds.ask("planned_for_ally_a100", cloud_view(world))[..., 0]
    barred = snapshot.rules.barred[:, :, firms.cloud_region].swapaxes(1, 2)
    wait = np.where(barred, rules.barred_wait_months, snapshot.lead_months[:, None])
    patience = exp(rules.wait_discount * np.maximum(wait - 1.0, 0.0))
    return _Buyers(
        budget_usd=world.numbers("cloud", 1).spot_share * world.clouds.budget_usd,
        gap_a100=need(world, ally, compute).gap_a100,
        cash_usd=world.money.balance_usd[:, firms.clouds],
        compute=compute,
        worth_usd=snapshot.list_usd[:, None] * patience,
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
