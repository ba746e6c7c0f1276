"""What vendors see of their own business: all runs, all vendors, all chips in one view."""

import numpy as np
from numpy.typing import NDArray

from agents.strategies.vendor.base import Buyers, VendorView
from agents.vendors.line_up import ceiling_usd
from agents.vendors.lines import lines_of
from model.markets.deliveries import unit_cost_usd
from model.markets.hosting import fleet_units, instance_usd
from model.state.kinds import MILLI
from model.state.world import World

type Vector = NDArray[np.float64]
type Units = NDArray[np.int64]


def view_of(world: World, arrived_units: Vector) -> VendorView:
    """The view of all vendors; a chip's column (runs × 1 × chips) is what its own maker sees.

    ``arrived_units`` (runs × chips) left the foundries this month. Nothing in it follows later changes.
    """
    setup, rules, table = world.setup, world.numbers("vendor", 1), world.vendors
    lines, clouds, prices = lines_of(setup), world.rules.vendor_clouds, world.prices
    backlog, renting = backlog_units(world), world.numbers("cloud", 2)
    shipped = np.maximum(prices.shipped_units, 1.0)
    late = np.where(backlog > 0, np.minimum(backlog / shipped, rules.longest_wait_months), 0.0)
    return VendorView(
        month=world.month,
        rules=world.numbers("vendor", 2),
        is_own=lines.is_own[None],
        stock_units=_by_chip(stock_units(world)),
        arrived_units=_by_chip(arrived_units),
        backlog_units=_by_chip(backlog),
        forecast_units=_by_chip(table.outlook_level.copy()),
        sales_units=_by_chip(_usual_sales(world)),
        wait_months=_by_chip(rules.transit_months + late),
        list_usd=_by_chip(prices.list_usd / table.list_factor),
        fair_usd=_by_chip(table.fair_usd.copy()),
        ceiling_usd=_by_chip(ceiling_usd(world) / table.list_factor),
        cost_usd=_by_chip(unit_cost_usd(world)),
        tightness=_by_chip(table.tightness.copy()),
        elasticity=_by_chip(table.list_elasticity.copy()),
        resented_move=np.maximum(table.resented_move, 0.0)[..., None],
        direct_share=table.opening_direct_share[None, :, None],
        buyers=_buyers(world),
        own_cloud_chips=clouds.chips,
        fleet_units=_by_chip(fleet_units(world)),
        fleet_used_units=_by_chip(table.fleet_used_units.copy()),
        cloud_rent_usd=_by_chip(instance_usd(world)),
        host_fee_usd=clouds.host_fee_usd_per_chip_month[..., None],
        capital_rate=renting.capital_cost_large + renting.scrap_rate + renting.price_decline,
    )


def stock_units(world: World) -> Vector:
    """Whole chips in their makers' stock: runs × chips, zero for chips that no vendor makes."""
    lines = lines_of(world.setup)
    held = world.chips.held[:, lines.maker, np.arange(len(lines.maker))]
    return np.where(lines.made, np.floor(held / MILLI), 0.0)


def backlog_units(world: World) -> Vector:
    """Chips that are on order with their makers: runs × chips."""
    units: Units = world.orders.open_units.sum(axis=1, dtype=np.int64)
    return np.where(lines_of(world.setup).made, units, 0).astype(np.float64)


def _usual_sales(world: World) -> Vector:
    """What is ordered of a chip, or delivered if that is less once it has been made for a whole cycle."""
    ordered = world.vendors.outlook_level
    is_new = world.month < lines_of(world.setup).launch_month + world.wafers.cycle_months
    return np.where(is_new, ordered, np.minimum(ordered, world.prices.shipped_units))


def _by_chip(values: Vector) -> Vector:
    return values[:, None, :]


def _buyers(world: World) -> Buyers:
    firms = world.setup.firms
    return Buyers(
        tie=world.ties.strength[:, firms.vendors],
        is_hyperscaler=firms.is_hyperscaler[None, None],
        builds_chips=firms.builds_chips[None, None],
        is_cloud=firms.is_cloud[None, None],
        is_reseller=firms.is_reseller[None, None],
    )
