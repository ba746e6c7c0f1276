"""Deliveries of vendors: variants, the own cloud, direct stock, then those who ordered."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds.hosting import host_room_units
from agents.strategies.vendor.base import VendorView
from agents.vendors.line_up import convert_orders, update_on_sale
from agents.vendors.lines import lines_of
from agents.vendors.own_clouds import find_room, send_out, take_back
from agents.vendors.sales import sell
from agents.vendors.view import stock_units, view_of
from model.markets import licences
from model.markets.hosting import fleet_sizes, reprice_instances, used_of_own_cloud
from model.state.kinds import MILLI, ChipFlow
from model.state.world import World

type Vector = NDArray[np.float64]
type Units = NDArray[np.int64]
type Flags = NDArray[np.bool_]

AT_MUST = "pro_rata"
"""How a vendor shares out when a policy binds it to supply everybody."""


@dataclass(frozen=True, slots=True)
class Shipping:
    """The view before chips moved into own clouds, the change wanted (runs × chips), and the view after."""

    before: VendorView
    fleet_change: Vector
    after: VendorView
    direct_units: Vector


def ship(actors: Actors) -> None:
    """Serve the backlog, feed or shrink the own clouds, set direct stock aside."""
    world = actors.world
    lines, direct = lines_of(world.setup), world.vendors.direct_units
    if not lines.of:
        return
    convert_orders(world)
    update_on_sale(world)
    world.vendors.fleet_used_units[...] = used_of_own_cloud(world)
    reprice_instances(world)
    has_business = _has_business(world)
    lawful = licences.lawful(world)
    _cut_down(world, lawful)
    before = view_of(world, world.arrived_units.astype(np.float64))
    change = lines.own_answer(actors.vendors.ask("fleet_change", before))
    whole_change = change.astype(np.int64)
    weights = actors.vendors.ask("buyer_weights", before)
    rules = np.where(world.rules.must_supply, AT_MUST, actors.vendors.trait("rationing"))
    sizes = fleet_sizes(world)
    take_back(world, whole_change)
    update_on_sale(world)  # what came back is for sale
    after = before
    for vendors in _turns(world):
        first = vendors[0]
        if world.rules.vendor_clouds.is_open[:, first].any():
            room = find_room(world, first, has_business[:, first], host_room_units(actors), sizes[:, first])
            send_out(world, first, whole_change, room)
        chips = np.concatenate([lines.of[vendor] for vendor in vendors])
        stock = after.stock_units[:, 0].copy()
        stock[:, chips] = stock_units(world)[:, chips]
        after = replace(before, stock_units=stock[:, None])
        offered = lines.own_answer(actors.vendors.ask("direct_units", after))
        direct[:, chips] = np.where(world.prices.on_sale, offered, 0.0)[:, chips]
        available = (stock - direct)[:, chips].astype(np.int64)
        sell(world, chips, lawful[:, chips], available, weights, rules)
    actors.notebook.write(Shipping(before, change, after, direct.copy()))


def _turns(world: World) -> list[list[int]]:
    """Vendors in order, a new turn for each that has an own cloud in any run.

    Hosts' room for its chips depends on what earlier vendors delivered to the hosts.
    """
    turns: list[list[int]] = [[]]
    for vendor, is_open in enumerate(world.rules.vendor_clouds.is_open.any(axis=0).tolist()):
        if is_open and turns[-1]:
            turns.append([])
        turns[-1].append(vendor)
    return turns


def _has_business(world: World) -> Flags:
    """Whether a vendor has anything to ship, to order or to sell: runs × vendors."""
    firms, lines = world.setup.firms, lines_of(world.setup)
    holds = (world.chips.held[:, firms.vendors] > 0) | (world.chips.held[:, firms.fleets] > 0)
    is_ordered = (world.orders.open_units > 0).any(axis=1)
    business: Flags = holds.any(axis=2) | (is_ordered[:, None] & lines.is_own).any(axis=2)
    return business


def _cut_down(world: World, lawful: Flags) -> None:
    """Turn stock of a base chip into variants, in proportion to what is ordered of each."""
    lines, held, orders = lines_of(world.setup), world.chips.held, world.orders.open_units
    # One after the other: variants of one chip share its stock.
    for variant in lines.variants.tolist():
        on_sale = world.prices.on_sale[:, variant]
        if not on_sale.any():
            continue
        origin, maker = int(lines.base[variant]), int(lines.maker[variant])
        in_stock = held[:, maker, variant] / MILLI
        wanted = orders[:, :, variant].sum(axis=1, dtype=np.int64) - in_stock
        may_have = np.where(lawful[:, origin], orders[:, :, origin], 0)
        rival = may_have.sum(axis=1, dtype=np.int64).astype(np.float64)
        stock = (held[:, maker, origin] // MILLI).astype(np.float64)
        share = wanted / np.maximum(wanted + rival, 1.0)
        part = np.maximum(share, 1.0 - rival / np.maximum(stock, 1.0))
        units = np.maximum(np.minimum(wanted, stock * part), 0.0).astype(np.int64)
        milli = np.where(on_sale & (wanted > 0), units, 0) * MILLI
        world.chips.remove(world.run, maker, origin, milli, ChipFlow.CONVERTED)
        world.chips.make(world.run, maker, variant, milli)
