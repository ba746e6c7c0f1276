"""Chips leave the foundries: they come into being at whoever ordered them, who pays."""

import numpy as np
from numpy.typing import NDArray

from model.inputs.accounts import Outside
from model.state.kinds import MILLI, Kind
from model.state.money import Payment
from model.state.world import World

type Vector = NDArray[np.float64]


def take_deliveries(world: World) -> None:
    """Take what is due out of the line, void orders that may not be served, pay for wafers.

    A foundry that is no part of the cast delivers nothing.
    """
    world.arrived_units[...] = np.where(world.setup.chips.foundry >= 0, world.wafers.arrive(world.month), 0)
    void_unlawful_orders(world)
    setup, units = world.setup, world.arrived_units
    run, chip = units.nonzero()
    made, maker = units[run, chip], setup.chips.maker[chip]
    price_usd = unit_price_usd(world)
    parts_usd = np.maximum(unit_cost_usd(world) - price_usd, 0.0)[run, chip]
    foundry = setup.firms.foundries[setup.chips.foundry[chip]]
    world.chips.make(run, maker, chip, made * MILLI)
    own = setup.chips.is_inhouse[chip]
    world.counters.own_made_units[run[own], chip[own]] += made[own]
    world.counters.received_units[run[own], maker[own], chip[own]] += made[own]
    suppliers = setup.outside(Outside.SUPPLIERS)
    world.money.pay_in_turn(
        run,
        Payment(Kind.WAFERS, maker, foundry, made * price_usd[chip], chip, made),
        Payment(Kind.COMPONENTS, maker, suppliers, made * parts_usd, chip, made),
    )


def unit_price_usd(world: World) -> Vector:
    """Wafer and packaging price of one good chip, by chip: the same in all runs."""
    catalogue, foundry = world.setup.catalogue, world.setup.chips.foundry
    wafer = world.wafers.wafer_usd / catalogue.good_dies_per_wafer
    fees = np.append(world.foundries.packaging_fee_usd, 0.0)  # the last: of foundries not in the cast (-1)
    packages, fee = catalogue.packages_per_interposer_wafer, fees[foundry]
    return wafer + np.where(packages > 0, fee / np.where(packages > 0, packages, 1.0), 0.0)


def unit_cost_usd(world: World) -> Vector:
    """What a chip costs its maker: runs × chips."""
    margin = 1.0 + world.numbers("vendor", 1).unit_cost_margin
    cost: Vector = world.setup.catalogue.cost_to_make_usd * margin
    return cost


def void_unlawful_orders(world: World) -> None:
    """Open orders that may no longer be delivered, or whose maker is a stranger now, are void."""
    rules, regions = world.rules, world.setup.firms.region
    makers = np.maximum(world.setup.chips.maker, 0)
    unlicensed = rules.barred & (rules.licensed_units <= 0)[:, None]
    barred = unlicensed[:, :, np.maximum(regions, 0)].transpose(0, 2, 1) & (regions >= 0)[:, None]
    abroad = regions[makers] != regions[:, None]
    stranger = world.ties.strength[:, makers].transpose(0, 2, 1) <= 0
    refused = (barred & abroad) | stranger
    world.orders.cancel(slice(None), np.where(refused, world.orders.open_units, 0))


def note_shipments(world: World) -> None:
    """This month's deliveries enter those that waits are reckoned by."""
    newest = world.numbers("vendor", 1).shipment_smoothing
    shipped = world.orders.filled_units.sum(axis=1, dtype=np.int64)
    world.prices.shipped_units[...] = newest * shipped + (1 - newest) * world.prices.shipped_units
