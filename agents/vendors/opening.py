"""The vendors as the simulation starts: traits, opening stock, line and outlook."""

import numpy as np

from agents.vendors.demand import LEAST_LEVEL, family_opens
from agents.vendors.generations import family_total, relative_compute
from agents.vendors.line_up import update_on_sale
from agents.vendors.lines import lines_of
from agents.vendors.prices import SOLVED as SOLVED_OF_PRICES
from agents.vendors.prices import open_prices
from model.state.kinds import MILLI
from model.state.world import World

SOLVED = ("family_level", *SOLVED_OF_PRICES)
"""Fields of the table that are solved: a changed world takes them from its baseline."""


def open_vendors(world: World) -> None:
    """A steady month's business: half of it in stock, all of it at each step of the line."""
    setup, table = world.setup, world.vendors
    rows = setup.cast.vendor
    table.network_cost_share[...] = [row.network_cost_share for row in rows]
    table.operating_cost_usd[...] = [row.operating_cost_usd_per_month for row in rows]
    table.opening_direct_share[...] = [row.opening_direct_share for row in rows]
    lines = lines_of(setup)
    for row, account, chips in zip(rows, setup.firms.vendors.tolist(), lines.of, strict=True):
        for chip in chips.tolist():
            monthly = row.opening_monthly_units.get(setup.catalogue.chip_names[chip], 0.0)
            if monthly <= 0:
                continue
            units = int(monthly)
            world.chips.make(world.run, account, chip, units // 2 * MILLI)
            world.wafers.line_units[:, np.arange(world.wafers.cycle_months[chip]), chip] += units
            world.prices.shipped_units[:, chip] = monthly
            table.outlook_level[:, chip] = monthly
    dies = setup.catalogue.good_dies_per_wafer
    started = np.where(lines.made, table.outlook_level, 0.0) / dies
    world.wafers.most_started_wafers[...] += family_total(lines, started)
    level = family_total(lines, table.outlook_level * relative_compute(world))
    first = np.where(family_opens(world) >= 0, world.numbers("vendor", 1).launch_floor_units, LEAST_LEVEL)
    table.family_level[...] = np.where(lines.made, np.where(level > 0, level, first), 0.0)
    open_prices(world)
    update_on_sale(world)
