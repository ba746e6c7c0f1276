"""The market snapshot: prices, waits, rules and effective compute as everybody sees them this month."""

import numpy as np
from numpy.typing import NDArray

from model.inputs.calendar import HOURS_PER_MONTH
from model.markets.state_duties import duty, made_at_home
from model.state.snapshot import MarketSnapshot
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


def look(world: World) -> None:
    """Take the month's snapshot."""
    pue = np.array([region.pue for region in world.setup.catalogue.regions])
    hourly = world.rules.power_usd_per_kwh * pue
    world.snapshot = MarketSnapshot(
        month=world.month,
        rules=world.rules,
        compute=world.fitness.compute(),
        on_sale=world.prices.on_sale.copy(),
        orderable=orderable(world),
        list_usd=world.prices.list_usd.copy(),
        duty=duty(world),
        street_usd=world.prices.street_usd.copy(),
        lead_months=lead_months(world),
        energy_usd_per_month=hourly[:, :, None] * kwh_per_month(world)[:, None],
        rival_chip=rival_chips(world),
        vendor_cloud_share=world.vendor_cloud_share.copy(),
    )


def kwh_per_month(world: World) -> Vector:
    """Electricity of each chip, with its server, that runs all month, runs × chips; cooling comes on top."""
    factor = world.numbers("use", 1).system_power_factor
    return world.setup.catalogue.power_w * factor * HOURS_PER_MONTH / 1000


def orderable(world: World) -> Flags:
    """Where a chip may be ordered, runs × chips × regions: on sale or announced, and not barred there.

    Orders are taken ahead of the launch, so that a new chip ships in the month of its launch. Makers sell
    at home whatever is barred; variants only where the chip that they are cut from is barred, or, once they
    may be sold nowhere there, what is left of them wherever that is lawful.
    """
    rules, chips = world.rules, world.setup.chips
    ahead = chips.launch_month - world.month
    announced = (ahead > 0) & (ahead <= world.numbers("vendor", 1).announced_months)
    announced &= ~chips.is_inhouse & ~rules.unmakable
    sold = (world.prices.on_sale | announced)[:, :, None]
    licensed = (rules.licensed_units > 0)[:, None]
    may = sold & (~rules.barred | made_at_home(world) | licensed)
    base_barred = rules.barred[:, chips.base] | (chips.base < 0)[:, None]
    has_market = (base_barred & ~rules.barred).any(axis=2)
    is_left = (world.prices.on_sale & ~has_market)[:, :, None]
    may &= (base_barred | is_left) & (chips.maker >= 0)[:, None]
    return may


def lead_months(world: World) -> Vector:
    """Months from order to delivery, runs × chips: transit plus backlog over smoothed shipments.

    Of a chip that has not shipped yet nobody expects more than a slow start.
    """
    rules, shipped = world.numbers("vendor", 1), world.prices.shipped_units
    backlog = world.orders.open_units.sum(axis=1, dtype=np.int64)
    wait = np.where(backlog > 0, backlog / np.maximum(shipped, 1.0), 0.0)
    wait = np.where(shipped > 0, wait, rules.launch_wait_months)
    return np.minimum(rules.transit_months + wait, rules.longest_wait_months)


def rival_chips(world: World) -> Flags:
    """Chips of vendors that rent chips themselves this month, runs × chips."""
    made_by = world.setup.chips.maker[:, None] == world.setup.firms.vendors
    rival: Flags = (world.rules.vendor_clouds.is_open[:, None] & made_by).any(axis=-1)
    return rival
