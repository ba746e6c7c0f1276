"""Chips of vendors' own clouds: what customers use, in whose data centres they stand, what hosts earn."""

import numpy as np
from numpy.typing import NDArray

from model.state.kinds import MILLI, Kind
from model.state.maths import exp, log, total
from model.state.offers import Mode
from model.state.world import World

type Vector = NDArray[np.float64]


def fleet_units(world: World) -> Vector:
    """Chips of their makers' own clouds, runs × chips."""
    vendor = world.setup.chips.vendor
    if not len(world.setup.firms.fleets):
        return np.zeros((world.runs, len(vendor)))
    fleet = world.setup.firms.fleets[vendor]
    held = world.chips.held[:, fleet, np.arange(len(vendor))] / MILLI
    return np.where(vendor >= 0, held, 0.0)


def instance_usd(world: World) -> Vector:
    """Rent of a chip of its maker's own cloud a month, runs × chips; zero without terms for one.

    All chips are listed alike; what stands idle is let below the list (``instance_discount``), never below
    the host's fee.
    """
    setup, terms = world.setup, world.rules.vendor_clouds
    if not len(setup.firms.fleets):
        return np.zeros((world.runs, setup.chips.count))
    vendor = setup.chips.vendor
    listed = terms.price_usd_per_chip_month[:, vendor]
    floor = np.minimum(listed, terms.host_fee_usd_per_chip_month[:, vendor])
    paid = np.maximum(listed * exp(-world.vendors.instance_discount), floor)
    return np.where((vendor >= 0) & terms.is_open[:, vendor], paid, 0.0)


def reprice_instances(world: World) -> None:
    """Instances that stand idle get cheaper, and up to the list dearer again: as spot rents do."""
    rules, fleet = world.numbers("cloud", 1), fleet_units(world)
    asked = world.vendors.fleet_used_units / np.maximum(rules.target_utilisation * fleet, 1.0)
    move = rules.small_speed * log(np.minimum(np.maximum(asked, 0.1), 2.0))
    discount = np.maximum(world.vendors.instance_discount - move, 0.0)
    world.vendors.instance_discount[...] = np.where(fleet >= 1.0, discount, 0.0)


def hosted(world: World, fleet: Vector) -> Vector:
    """What of a fleet (runs × chips) stands where, by each vendor's hosts: runs × clouds × chips."""
    if not len(world.setup.firms.fleets):
        return np.zeros((world.runs, len(world.setup.firms.clouds), fleet.shape[1]))
    share = world.vendors.hosted_share[:, world.setup.chips.vendor].transpose(0, 2, 1)
    part: Vector = share * fleet[:, None]
    return part


def used_of_own_cloud(world: World) -> Vector:
    """Chips of their makers' own clouds that customers used in the last month traded: runs × chips."""
    used = np.zeros_like(world.vendors.fleet_used_units)
    numbers = np.flatnonzero(world.listings.mode == Mode.VENDOR_CLOUD)
    np.add.at(used.T, world.listings.chip[numbers], world.trade_totals.units[:, numbers].T)
    return used


def fleet_sizes(world: World) -> Vector:
    """Chips of each vendor's fleet, runs × vendors."""
    units: Vector = total(world.chips.units(world.setup.firms.fleets))
    return units


def pay_hosts(world: World) -> None:
    """Hosts earn their fee for every chip of a fleet they host, as far as the vendor's cash goes."""
    firms, terms, run = world.setup.firms, world.rules.vendor_clouds, world.run[:, None]
    size = fleet_sizes(world)
    shares = np.where(terms.is_open[:, :, None], world.vendors.hosted_share, 0.0)
    # Host by host: what one is paid is no longer there for the next.
    for host in np.flatnonzero(shares.any(axis=(0, 1))).tolist():
        hosted = size * shares[:, :, host]
        fee = hosted * terms.host_fee_usd_per_chip_month
        paid = np.minimum(fee, np.maximum(world.money.balance_usd[:, firms.vendors], 0.0))
        payee = int(firms.clouds[host])
        world.money.pay(Kind.HOSTING, run, firms.vendors, payee, paid, quantity=hosted)
