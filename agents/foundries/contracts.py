"""Capacity contracts: makers commit ahead, foundries build what is committed, what is unused costs a fee.

A capacity option (Barnes-Schuster, Bassok and Anupindi 2002): who commits for a month chooses the
newsvendor's quantile of its need then, between what a unit earns and the fee for one that is not used.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.foundries.bottlenecks import (
    foundry_of,
    maker_place,
    makers_of,
    margin_usd,
    price_usd,
    use_of,
)
from agents.vendors.demand import demand_ahead, relative_deviation
from agents.vendors.generations import generation_shares, relative_compute, taken_ahead
from agents.vendors.lines import lines_of
from model.state.kinds import Kind
from model.state.maths import exp, normal_quantile, total
from model.state.wafers import RING
from model.state.world import World

type Vector = NDArray[np.float64]
type Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Contracts:
    """A month's commitments (runs × bottlenecks × makers) and what is built for them (× bottlenecks)."""

    committed_wafers: Vector
    built_wafers: Vector


def lead_months(world: World) -> Index:
    """Months ahead for which makers commit, runs × bottlenecks."""
    rules, nodes = world.numbers("foundry", 1), len(world.wafers.opening_wafers)
    count = world.foundries.load.shape[1]
    is_node = np.arange(count) < nodes
    months = np.where(is_node, rules.node_lead_months, rules.packaging_lead_months)
    return months.astype(np.int64)


def building_months(world: World, lead: Index) -> Index:
    """Months until what is begun for them opens: sooner where packaging is early."""
    nodes = np.zeros((world.runs, len(world.wafers.opening_wafers)))
    early = np.concatenate([nodes, world.rules.packaging_months_early], axis=1)
    months: Index = np.clip(lead - early, 1, RING - 1).astype(np.int64)
    return months


def commitments(need: Vector, deviation: Vector, worth: Vector, fee: Vector, months: Vector) -> Vector:
    """What is committed for a month ahead: need × e^(z σ √T), z at the quantile worth / (worth + fee)."""
    ratio = worth / np.maximum(worth + fee, 1e-9)
    margin = normal_quantile(np.clip(ratio, 1e-9, 1.0 - 1e-9)) * deviation * np.sqrt(months)
    return np.where(worth > 0, need * exp(np.clip(margin, -20.0, 20.0)), 0.0)


def additions(committed: Vector, standing: Vector, capacity: Vector, most_growth: Vector) -> Vector:
    """Capacity that is begun: what is committed beyond what stands or is being built, within growth."""
    return np.minimum(np.maximum(committed - standing, 0.0), most_growth * capacity)


def sign_contracts(world: World, capacity: Vector) -> Contracts:
    """Makers commit for the month a lead ahead; foundries begin what those commitments lack.

    ``capacity`` (runs × bottlenecks) is without shocks, which nobody expects to last.
    """
    wafers, rules, months = world.wafers, world.numbers("foundry", 1), lead_months(world)
    need, worth = _needs(world, months)
    table = world.foundries
    table.contract_worth_usd[...] += rules.worth_smoothing[..., None] * (worth - table.contract_worth_usd)
    fee = (rules.unused_fee * price_usd(world))[..., None]
    committed = commitments(
        need, _deviation(world), table.contract_worth_usd, fee, months[..., None].astype(np.float64)
    )
    standing = capacity + total(wafers.built_wafers.transpose(0, 2, 1))
    built = additions(total(committed), standing, capacity, rules.most_growth)
    built = np.where(foundry_of(world) >= 0, built, 0.0)
    wafers.expand(world.month, built, building_months(world, months))
    granted = np.minimum(1.0, (standing + built) / np.maximum(total(committed), 1e-9))[..., None] * committed
    run, bottleneck = np.ogrid[: world.runs, : built.shape[1]]
    wafers.contracted_wafers[run, (world.month + months) % RING, bottleneck] = granted
    return Contracts(granted, built)


def due_contracts(world: World) -> Vector:
    """What was contracted for this month, runs × bottlenecks × makers."""
    return world.wafers.contracted_wafers[:, world.month % RING]


def pay_for_unused(world: World, used: Vector) -> None:
    """Makers pay the fee on what they had contracted and did not use, as far as their cash goes.

    ``used`` is runs × bottlenecks × makers.
    """
    foundry, setup, run = foundry_of(world), world.setup, world.run[:, None]
    unused = np.maximum(due_contracts(world) - used, 0.0)
    fee = unused * (world.numbers("foundry", 1).unused_fee * price_usd(world))[..., None]
    makers = makers_of(setup)
    for bottleneck in np.flatnonzero(foundry >= 0).tolist():
        payee = int(setup.firms.foundries[foundry[bottleneck]])
        paid = np.minimum(fee[:, bottleneck], np.maximum(world.money.balance_usd[:, makers], 0.0))
        world.money.pay(Kind.CAPACITY, run, makers, payee, paid)


def _needs(world: World, months: Index) -> tuple[Vector, Vector]:
    """Need at the end of the lead, and what a unit earns, runs × bottlenecks × makers."""
    chips = _chips_ahead(world, months)
    taken = chips * use_of(world.setup)
    need = by_maker(world, taken)
    earned = by_maker(world, chips * (use_of(world.setup) > 0) * margin_usd(world)[:, None])
    return need, np.where(need > 0, earned / np.where(need > 0, need, 1.0), 0.0)


def _chips_ahead(world: World, months: Index) -> Vector:
    """Chips a month that will be wanted then, runs × bottlenecks × chips.

    Vendors look at their families' demand, others at what they have ordered lately.
    """
    lines, wafers = lines_of(world.setup), world.wafers
    ahead = np.unique(months)
    relative = relative_compute(world)
    share = generation_shares(lines, taken_ahead(world, ahead))
    demand = demand_ahead(world, ahead) * share / np.where(relative > 0, relative, 1.0)[:, None]
    sold = np.take_along_axis(demand, np.searchsorted(ahead, months)[..., None], axis=1)
    ordered = (wafers.coming_units / wafers.cycle_months)[:, None]
    return np.where(lines.made, np.where(lines.base < 0, sold, 0.0), ordered)


def _deviation(world: World) -> Vector:
    """Deviation of lasting news about need, log a month, mean of a maker's chips: runs × 1 × makers.

    News of a month of which a smoothing takes in a part lasts to that part (Muth 1960).
    """
    lines, rules = lines_of(world.setup), world.numbers("vendor", 1)
    lasting = np.where(lines.made, rules.smoothing * relative_deviation(world), 0.0)
    count = by_maker(world, np.ones((1, 1, len(lines.made))))
    return by_maker(world, lasting[:, None]) / np.maximum(count, 1.0)


def by_maker(world: World, values: Vector) -> Vector:
    """The sum over each maker's chips: runs × bottlenecks × makers of × chips."""
    place, makers = maker_place(world.setup), makers_of(world.setup)
    summed = np.zeros((*values.shape[:-1], len(makers)))
    for chip in np.flatnonzero(place >= 0).tolist():
        summed[..., place[chip]] += values[..., chip]
    return summed
