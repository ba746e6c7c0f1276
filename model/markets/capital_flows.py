"""Start-ups' side of the ledgers: sales and costs, venture money, rounds that firms of the cast pay."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.inputs.accounts import Outside
from model.markets.liquidation import resell_liquidated
from model.state.kinds import ChipFlow, Kind
from model.state.startup_tables import StartupUse
from model.state.world import World

type Vector = NDArray[np.float64]
type Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stakes:
    """Who bought equity of whom this month, one row each: run, group of start-ups, investor's account."""

    run: Counts
    group: Counts
    investor: Counts


def settle_startups(world: World) -> None:
    """Revenue, people and power of the start-ups; worn-out chips leave, those of closed firms are resold."""
    outcome, setup = outcome_of(world), world.setup
    taxed = world.rules.carbon_share[:, setup.group_region]
    kwh = outcome.energy_kwh
    _flow(world, Outside.CUSTOMERS, Kind.SALES, outcome.revenue_usd, comes_in=True)
    _flow(world, Outside.STAFF, Kind.STAFF, outcome.staff_usd)
    _flow(world, Outside.UTILITIES, Kind.ENERGY, outcome.energy_usd * (1 - taxed), quantity=kwh)
    _flow(world, Outside.STATE, Kind.CARBON, outcome.energy_usd * taxed, quantity=kwh)
    _flow(world, Outside.SUPPLIERS, Kind.OPERATIONS, outcome.running_usd)
    run, group, chip = rows = (outcome.scrapped_milli > 0).nonzero()
    account = group + setup.accounts.first_group
    world.chips.remove(run, account, chip, outcome.scrapped_milli[rows], ChipFlow.RETIRED)
    resell_liquidated(world, outcome.liquidated_milli)


def outcome_of(world: World) -> StartupUse:
    """What the start-ups did this month."""
    assert world.outcome is not None, "nothing is settled before the start-ups have used their chips"
    return world.outcome


def _flow(
    world: World,
    outside: Outside,
    kind: Kind,
    amount_usd: Vector,
    *,
    comes_in: bool = False,
    quantity: Vector | float = 0.0,
) -> None:
    """Payments between all groups (runs × groups) and a part of the outside."""
    other, groups = world.setup.outside(outside), world.setup.groups
    payer, payee = (other, groups) if comes_in else (groups, other)
    world.money.pay_batch(kind, world.run[:, None], payer, payee, amount_usd, quantity=quantity)


def invest(world: World) -> Stakes:
    """Venture money reaches the groups; investors of named rounds pay; what is left comes back.

    Returns who bought into named start-ups: they own them from now on, and are trusted.
    """
    outcome, equity_usd = outcome_of(world), world.funding.equity_usd
    venture_usd = np.maximum(outcome.funding_usd - equity_usd, 0.0) + outcome.entry_usd
    _flow(world, Outside.INVESTORS, Kind.FUNDING, venture_usd, comes_in=True)
    _flow(world, Outside.INVESTORS, Kind.LIQUIDATION, outcome.liquidation_usd)
    table = world.funding
    run, group, investor = table.promised_run, table.promised_group, table.promised_investor
    paid_usd = _paid_usd(world, outcome.funding_usd.copy())
    payee = group + world.setup.accounts.first_group
    world.money.pay(Kind.EQUITY, run, investor, payee, paid_usd)
    sells = np.isin(investor, world.listings.suppliers)
    is_named = group >= world.owner.shape[1] - len(world.setup.cast.named)
    buys = (paid_usd > 0) & sells & is_named
    world.owner[run[buys], group[buys]] = investor[buys]
    return Stakes(run[buys], group[buys], investor[buys])


def _paid_usd(world: World, left_usd: Vector) -> Vector:
    """What is paid of each promise, in order, as far as the groups' funding (runs × groups) goes."""
    table = world.funding
    paid_usd = np.zeros(len(table.promised_usd))
    places = zip(table.promised_run.tolist(), table.promised_group.tolist(), strict=True)
    for row, place in enumerate(places):
        paid_usd[row] = min(table.promised_usd[row], left_usd[place])
        left_usd[place] -= paid_usd[row]
    return paid_usd
