"""Use of compute: power, running costs, wear, and the start-ups' side of the ledgers."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.hardware import kwh_per_month
from model.inputs.accounts import Outside
from model.ledger import MILLI, ChipFlow, Kind, Payments
from model.sight import Sight
from model.startup_tables import StartupUse
from model.state import maths

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]


def settle_startups(market: "ComputeMarket", sight: Sight, outcome: StartupUse) -> None:
    """Revenue, people and power of the start-ups; chips of closed ones go to the channel."""
    accounts = market.accounts
    groups = np.arange(len(accounts.groups)) + accounts.first_group
    nothing = np.full(len(groups), -1)
    none = np.zeros(len(groups))
    taxed = sight.rules.carbon_share[market.cast.startups.group_region]
    flows: tuple[tuple[Outside, Kind, Vector, bool], ...] = (
        (Outside.CUSTOMERS, Kind.SALES, outcome.revenue_usd, True),
        (Outside.STAFF, Kind.STAFF, outcome.staff_usd, False),
        (Outside.UTILITIES, Kind.ENERGY, outcome.energy_usd * (1 - taxed), False),
        (Outside.STATE, Kind.CARBON, outcome.energy_usd * taxed, False),
        (Outside.SUPPLIERS, Kind.OPERATIONS, outcome.running_usd, False),
    )
    for outside, kind, amount, comes_in in flows:
        other = np.full(len(groups), accounts.outside(outside))
        payer, payee = (other, groups) if comes_in else (groups, other)
        market.money.pay_many(Payments(payer, payee, kind, nothing, none, amount))
    for group, chip in np.argwhere(outcome.scrapped_milli > 0):
        market.chips.remove(
            accounts.first_group + int(group),
            int(chip),
            int(outcome.scrapped_milli[group, chip]),
            ChipFlow.RETIRED,
        )
    resell_orphans(market, outcome)
    market.last_use = outcome


def resell_orphans(market: "ComputeMarket", outcome: StartupUse) -> None:
    """Chips of closed start-ups are bought by resellers of the region that can pay, or retired."""
    salvage = market.settings.startups.salvage_share
    cash_factor = market.settings.channel.used_chips_cash_factor
    investors = market.accounts.outside(Outside.INVESTORS)
    for group, chip in np.argwhere(outcome.orphaned_milli > 0):
        owner = market.accounts.first_group + int(group)
        milli = int(outcome.orphaned_milli[group, chip])
        region = int(market.cast.startups.group_region[group])
        price_usd = salvage * float(market.street_usd[region, chip])
        cost_usd = price_usd * milli / MILLI
        buyers = [
            reseller
            for reseller in market.cast.resellers
            if reseller.region == region and reseller.cash_usd > cash_factor * cost_usd
        ]
        if not buyers or milli < MILLI:
            market.chips.remove(owner, int(chip), milli, ChipFlow.RETIRED)
            continue
        buyer = buyers[(int(group) + market.month) % len(buyers)]
        whole = milli - milli % MILLI
        market.chips.move(owner, buyer.account, int(chip), whole)
        market.chips.remove(owner, int(chip), milli - whole, ChipFlow.RETIRED)
        market.money.pay(
            buyer.account,
            investors,
            Kind.LIQUIDATION,
            price_usd * whole / MILLI,
            int(chip),
            whole / MILLI,
        )


def burn_power(market: "ComputeMarket", sight: Sight) -> None:
    """Clouds and hosts pay for the power of what runs on their floors, busy or idle."""
    rules = market.settings.use
    utilities = market.accounts.outside(Outside.UTILITIES)
    state = market.accounts.outside(Outside.STATE)
    full_kwh = kwh_per_month(market)
    for cloud in market.cast.clouds:
        held = market.chips.units(cloud.account) + cloud.hosted_units
        used = np.minimum(cloud.used_units + cloud.hosted_used_units, held)
        busy = used + rules.idle_power_share * (held - used)
        pue = market.catalogue.regions[cloud.region].pue
        kwh = float(maths.total(busy * full_kwh)) * pue
        price = float(sight.rules.electricity_usd_per_kwh[cloud.region])
        carbon = float(sight.rules.carbon_usd_per_kwh[cloud.region])
        market.tally.energy_kwh[cloud.account] += kwh
        market.money.pay(cloud.account, utilities, Kind.ENERGY, kwh * price, units=kwh)
        market.money.pay(cloud.account, state, Kind.CARBON, kwh * carbon, units=kwh)
    outcome = market.last_use
    if outcome is not None:
        regions = market.cast.startups.group_region
        prices = sight.rules.power_usd_per_kwh[regions]
        kwh_by_group = outcome.energy_usd / np.maximum(prices, 1e-9)
        first = market.accounts.first_group
        market.tally.energy_kwh[first : first + len(regions)] += kwh_by_group


def pay_running_costs(market: "ComputeMarket") -> None:
    """Floors, people and plants of the strategic firms, never more than they have."""
    accounts, money = market.accounts, market.money
    suppliers, staff = accounts.outside(Outside.SUPPLIERS), accounts.outside(Outside.STAFF)
    for firm in (*market.cast.clouds, *market.cast.vendors, *market.cast.resellers):
        cost = firm.running_cost_usd()
        payee = staff if firm in market.cast.vendors else suppliers
        kind = Kind.STAFF if payee == staff else Kind.OPERATIONS
        money.pay(firm.account, payee, kind, min(cost, max(firm.cash_usd, 0.0)))
    for foundry in market.cast.foundries:
        cost = foundry.running_cost_usd()
        money.pay(foundry.account, suppliers, Kind.OPERATIONS, min(cost, max(foundry.cash_usd, 0)))


def retire(market: "ComputeMarket") -> None:
    """A part of the clouds' and fleets' idle and old chips leaves for good."""
    rate = market.settings.cloud.scrap_rate
    for cloud in market.cast.clouds:
        held = market.chips.held[cloud.account]
        for chip in np.flatnonzero(held >= MILLI):
            units = int(held[chip] / MILLI * rate)
            if units:
                market.chips.remove(cloud.account, int(chip), units * MILLI, ChipFlow.RETIRED)
        cloud.used_units = np.minimum(cloud.used_units, market.chips.units(cloud.account))


def deployed(market: "ComputeMarket") -> Vector:
    """Chips in use anywhere: what clouds, start-ups and fleets hold."""
    first = market.accounts.first_group
    held = market.chips.held[first:].sum(axis=0, dtype=np.int64)
    for cloud in market.cast.clouds:
        held = held + market.chips.held[cloud.account]
    units: Vector = held / MILLI
    return units
