"""What is on sale, what is made no more, and what a successor does to the price and plan of a chip."""

import numpy as np
from numpy.typing import NDArray

from agents.vendors.lines import lines_of
from model.state.kinds import MILLI
from model.state.maths import total
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]

EVEN_MIX = 0.5
"""Chips are compared by useful compute that is half for training, half for inference."""


def update_on_sale(world: World) -> None:
    """Launched chips; a cut-down variant only while its base is barred somewhere."""
    lines, rules, on_sale = lines_of(world.setup), world.rules, world.prices.on_sale
    base_barred = rules.barred[:, np.maximum(lines.base, 0)]
    wanted = (lines.base < 0) | (base_barred & ~rules.barred).any(axis=2)
    may = (rules.month >= lines.launch_month) & wanted & makable(world)
    in_stock = world.chips.held[:, lines.maker, np.arange(len(lines.maker))] >= MILLI
    outsold = is_outsold(world)
    void = np.zeros_like(on_sale)
    for chips in lines.rounds:
        ended = outsold[:, chips] & lines.grandchildren.any_of(on_sale, chips)
        # Stock of a chip that is made no more runs off, unless variants need it.
        left = ~lines.cut.any_of(on_sale, chips) & in_stock[:, chips]
        void[:, chips] = ended & ~left
        on_sale[:, chips] = may[:, chips] & ~void[:, chips]
    if void.any():
        everybody = slice(None)
        world.orders.cancel(everybody, np.where(void[:, None, :], world.orders.open_units, 0))


def makable(world: World) -> Flags:
    """A barred region's makers cannot have strong chips made abroad: runs × chips."""
    lines, rules = lines_of(world.setup), world.rules
    barred_at_home = rules.barred[:, np.arange(len(lines.home)), np.maximum(lines.home, 0)]
    free: Flags = ~rules.unmakable | (lines.home < 0) | ~barred_at_home | lines.made_at_home
    return free


def is_outsold(world: World) -> Flags:
    """Whether heirs and their heirs ship more compute than a chip sells: runs × chips, never for variants."""
    lines = lines_of(world.setup)
    compute = world.fitness.compute().mixed(EVEN_MIX)
    shipped = total(lines.descendants.each(world.prices.shipped_units * compute))
    outsold: Flags = (lines.base < 0) & (shipped > world.vendors.outlook_level * compute)
    return outsold


def is_discontinued(world: World) -> Flags:
    """A chip is made no more once a grandchild is on sale and its heirs outsell it: runs × chips."""
    return is_outsold(world) & lines_of(world.setup).grandchildren.any_of(world.prices.on_sale)


def planned_part(world: World) -> Vector:
    """Part of the forecast (runs × chips) that is planned: less with a successor near, none at the end."""
    lines, month = lines_of(world.setup), world.month
    launch = lines.launch_month[lines.heirs.chip]
    is_near = month >= launch - world.wafers.cycle_months[:, None]
    succeeded = (is_near & lines.heirs.is_one).any(axis=1)
    kept = 1.0 - world.numbers("vendor", 1).phase_out * succeeded
    return np.where(is_discontinued(world), 0.0, kept)


def ceiling_usd(world: World) -> Vector:
    """Price per compute of the successor on sale, and a margin: no old chip may cost more; runs × chips."""
    lines, prices = lines_of(world.setup), world.prices
    compute = world.fitness.compute().mixed(EVEN_MIX)
    most = world.numbers("vendor", 1).old_chip_ceiling
    ceiling = np.full_like(prices.list_usd, np.inf)
    for place in range(lines.heirs.chip.shape[1]):
        older = np.flatnonzero(lines.heirs.is_one[:, place])
        heir = lines.heirs.chip[older, place]
        parity = prices.list_usd[:, heir] * compute[:, older] / compute[:, heir]
        ceiling[:, older] = np.where(prices.on_sale[:, heir], most * parity, ceiling[:, older])
    return ceiling


def family_sum(world: World, values: Vector) -> Vector:
    """Add variants to the chip they are cut from: runs × chips."""
    lines = lines_of(world.setup)
    summed = values.copy()
    np.add.at(summed.T, lines.base[lines.variants], values[:, lines.variants].T)
    return summed
