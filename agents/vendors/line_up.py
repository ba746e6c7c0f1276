"""What is on sale, what is made no more, whose orders pass to an heir, and what an heir does to a price."""

import numpy as np
from numpy.typing import NDArray

from agents.vendors.generations import EVEN_MIX, main_total, relative_compute
from agents.vendors.lines import lines_of
from model.markets import licences
from model.state.kinds import MILLI
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


def update_on_sale(world: World) -> None:
    """Launched chips, a variant while its base is barred somewhere, and whatever there is in stock."""
    lines, rules = lines_of(world.setup), world.rules
    base_barred = rules.barred[:, np.maximum(lines.base, 0)]
    wanted = (lines.base < 0) | (base_barred & ~rules.barred).any(axis=2)
    in_stock = stock_milli(world) >= MILLI
    left = (main_total(lines, in_stock.astype(np.float64)) > 0) | (spare_units(world) >= 1.0)
    made = wanted & makable(world) & (~world.vendors.is_ended[:, lines.main] | left)
    world.prices.on_sale[...] = (rules.month >= lines.launch_month) & (made | in_stock)


def stock_milli(world: World) -> NDArray[np.int64]:
    """Thousandths of chips in their makers' stock: runs × chips, zero for chips that no vendor makes."""
    lines = lines_of(world.setup)
    held = world.chips.held[:, lines.maker, np.arange(len(lines.maker))]
    return np.where(lines.made, held, 0)


def spare_units(world: World) -> Vector:
    """Stock, queue and line of a chip and its variants less what is on order of them: runs × chips."""
    lines = lines_of(world.setup)
    there = stock_milli(world) // MILLI + np.where(lines.made, world.wafers.coming_units, 0)
    open_units = world.orders.open_units.sum(axis=1, dtype=np.int64)
    return main_total(lines, (there - np.where(lines.made, open_units, 0)).astype(np.float64))


def makable(world: World) -> Flags:
    """A barred region's makers cannot have strong chips made abroad: runs × chips."""
    lines, rules = lines_of(world.setup), world.rules
    barred_at_home = rules.barred[:, np.arange(len(lines.home)), np.maximum(lines.home, 0)]
    free: Flags = ~rules.unmakable | (lines.home < 0) | ~barred_at_home | lines.made_at_home
    return free


def end_production(world: World, share: Vector) -> Flags:
    """Which main chips get their last wafers this month: heirs are on sale and will leave them little.

    ``share`` is a chip's part of its family's demand when wafers of now arrive; runs × chips.
    """
    lines, table, on_sale = lines_of(world.setup), world.vendors, world.prices.on_sale
    heir_sells: Flags = (on_sale[:, lines.later.chip] & lines.later.is_one).any(axis=2)
    is_main = lines.made & (lines.base < 0)
    small = share < world.numbers("vendor", 1).last_share
    last: Flags = is_main & ~table.is_ended & heir_sells & small & (world.month >= lines.launch_month)
    table.is_ended |= last
    return last


def convert_orders(world: World) -> None:
    """Orders for a chip that is made no more, beyond what is left of it, pass to its heir at equal compute.

    The heir is the first later chip that is on sale and may be delivered to the buyer; who may have none
    withdraws its order, as nobody waits for what will not come.
    """
    lines, table, orders = lines_of(world.setup), world.vendors, world.orders
    short = np.maximum(-spare_units(world), 0.0)
    in_all = main_total(lines, np.where(lines.made, orders.open_units.sum(axis=1, dtype=np.int64), 0) * 1.0)
    part = np.where(in_all > 0, short / np.where(in_all > 0, in_all, 1.0), 0.0)
    is_over = table.is_ended[:, lines.main] | ~makable(world)
    part = np.where(is_over & lines.made, part, 0.0)
    relative, lawful = relative_compute(world), licences.lawful(world)
    for chip in np.flatnonzero(part.any(axis=0)).tolist():
        left = (orders.open_units[:, :, chip] * part[:, chip, None]).astype(np.int64)
        for heir in lines.later.chip[chip][lines.later.is_one[chip]].tolist():
            may = lawful[:, heir] & world.prices.on_sale[:, heir, None]
            units = np.where(may, left, 0)
            worth = units * (relative[:, chip] / relative[:, heir])[:, None]
            orders.convert(chip, heir, units, np.floor(worth + 0.5).astype(np.int64))
            left -= units
        lapsed = np.zeros_like(orders.open_units)
        lapsed[:, :, chip] = left
        orders.cancel(slice(None), lapsed)


def ceiling_usd(world: World) -> Vector:
    """Price per compute of the successor on sale: what is made no more may cost no more; runs × chips."""
    lines, prices = lines_of(world.setup), world.prices
    compute = world.fitness.compute().mixed(EVEN_MIX)
    ended = world.vendors.is_ended[:, lines.main]
    ceiling = np.full_like(prices.list_usd, np.inf)
    for place in range(lines.heirs.chip.shape[1]):
        older = np.flatnonzero(lines.heirs.is_one[:, place])
        heir = lines.heirs.chip[older, place]
        parity = prices.list_usd[:, heir] * compute[:, older] / compute[:, heir]
        bound = prices.on_sale[:, heir] & ended[:, older]
        ceiling[:, older] = np.where(bound, np.minimum(parity, ceiling[:, older]), ceiling[:, older])
    return ceiling
