"""Clouds that will not wait buy at once from resellers they are tied to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds.capacity import compute_of_chips, need
from agents.clouds.view import cloud_view
from model.markets.sales import deliver
from model.state.maths import exp
from model.state.world import World

type Vector = NDArray[np.float64]
type Counts = NDArray[np.int64]
type Flags = NDArray[np.bool_]


@dataclass(slots=True)
class _Buyers:
    """What clouds still have to spend and still miss, as it runs down; they pay less than ``worth_usd``."""

    budget_usd: Vector
    gap_a100: Vector
    cash_usd: Vector
    compute: Vector
    worth_usd: Vector


@dataclass(frozen=True, slots=True)
class _Sales:
    """Sales as rows: run, places of cloud and reseller, chip, units, USD a unit."""

    run: Counts
    cloud: Counts
    reseller: Counts
    chip: Counts
    units: Counts
    ask_usd: Vector


def buy_spot(actors: Actors) -> None:
    """Buy from tied resellers at once when the wait at the maker costs more than the premium."""
    world, clouds = actors.world, actors.world.clouds
    clouds.spot_units[...] = 0.0
    buyers = _buyers(actors)
    firms = world.setup.firms
    tied = world.ties.strength[:, firms.resellers[None, :], firms.clouds[:, None]] > 0
    tied &= (buyers.gap_a100 > 0)[..., None]
    sales = [_sell(world, buyers, *rows) for rows in _rounds(tied)]
    if sales:
        _book(world, sales)


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
        cash_usd=world.money.balance_usd[:, firms.clouds].copy(),
        compute=compute,
        worth_usd=snapshot.list_usd[:, None] * patience,
    )


def _rounds(meets: Flags) -> list[tuple[Counts, Counts, Counts]]:
    """Rows (run, cloud, reseller) in rounds in which nobody of a run comes twice.

    Each cloud still goes through its resellers in their order, and each reseller sees clouds in theirs.
    """
    pairs = np.argwhere(meets.any(axis=0))
    busy_cloud, busy_reseller = [0] * meets.shape[1], [0] * meets.shape[2]
    rounds: list[int] = []
    for cloud, reseller in pairs.tolist():
        turn = max(busy_cloud[cloud], busy_reseller[reseller])
        busy_cloud[cloud] = busy_reseller[reseller] = turn + 1
        rounds.append(turn)
    out = []
    for turn in range(max(rounds, default=-1) + 1):
        cloud, reseller = pairs[np.array(rounds) == turn].T
        run, place = np.nonzero(meets[:, cloud, reseller])
        out.append((run, cloud[place], reseller[place]))
    return out


def _sell(world: World, buyers: _Buyers, run: Counts, cloud: Counts, reseller: Counts) -> _Sales:
    """Each cloud takes the best chip that its reseller of this round offers, as far as money and need go."""
    resellers = world.resellers
    ask, offered = resellers.ask_usd[run, reseller], resellers.offered_units[run, reseller]
    compute, worth = buyers.compute[run, cloud], buyers.worth_usd[run, cloud]
    pays = (ask > 0) & (ask < worth) & (compute > 0)
    value = np.where(pays, compute / np.maximum(ask, 1.0), 0.0)
    chip = np.argmax(value * (offered >= 1), axis=1)
    row = np.arange(len(run))
    keep = np.flatnonzero((value[row, chip] > 0) & (offered[row, chip] >= 1))
    run, cloud, reseller, chip = run[keep], cloud[keep], reseller[keep], chip[keep]
    price, stock, a100 = ask[keep, chip], offered[keep, chip], compute[keep, chip]
    wanted = np.minimum(
        np.minimum(stock // 2, buyers.budget_usd[run, cloud] / price), buyers.gap_a100[run, cloud] / a100
    )
    affordable = np.maximum(buyers.cash_usd[run, cloud], 0.0) / price
    units = np.minimum(wanted.astype(np.int64), affordable.astype(np.int64))
    some = units > 0
    sold = _Sales(run[some], cloud[some], reseller[some], chip[some], units[some], price[some])
    _run_down(world, buyers, sold, a100[some])
    return sold


def _run_down(world: World, buyers: _Buyers, sold: _Sales, a100: Vector) -> None:
    """Less is left to offer, to spend and to want. Nobody comes twice among these rows."""
    buyer, lot = (sold.run, sold.cloud), (sold.run, sold.reseller, sold.chip)
    buyers.cash_usd[buyer] -= sold.units * sold.ask_usd
    buyers.budget_usd[buyer] -= sold.units * sold.ask_usd
    buyers.gap_a100[buyer] -= sold.units * a100
    world.clouds.spot_units[(*buyer, sold.chip)] += sold.units
    resellers = world.resellers
    resellers.offered_units[lot] = np.maximum(0.0, resellers.offered_units[lot] - sold.units)
    resellers.spot_sold_units[lot] += sold.units


def _book(world: World, sales: list[_Sales]) -> None:
    """Enter the month's sales into the ledgers, by cloud and then by reseller."""
    run, cloud, reseller, chip, units = (
        np.concatenate([getattr(part, name) for part in sales])
        for name in ("run", "cloud", "reseller", "chip", "units")
    )
    ask_usd = np.concatenate([part.ask_usd for part in sales])
    order = np.lexsort((reseller, cloud, run))
    run, chip, units, ask_usd = run[order], chip[order], units[order], ask_usd[order]
    firms = world.setup.firms
    seller, buyer = firms.resellers[reseller[order]], firms.clouds[cloud[order]]
    deliver(world, run, seller, buyer, chip, units, ask_usd)
    np.add.at(world.counters.premium_usd, run, units * (ask_usd - world.snapshot.list_usd[run, chip]))
