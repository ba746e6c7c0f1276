"""How a family's demand moves from generation to generation, and which chip is made no more."""

import numpy as np
from numpy.typing import NDArray

from agents.vendors.lines import ProductLines, lines_of
from model.state.maths import exp
from model.state.world import World

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]
type Index = NDArray[np.int64]

EVEN_MIX = 0.5
"""Chips are compared by useful compute that is half for training, half for inference."""


def relative_compute(world: World) -> Vector:
    """Compute of each chip's main chip over that of the first chip of its family: runs × chips.

    A variant counts as the chip that it is cut from: it takes the same wafers.
    """
    lines = lines_of(world.setup)
    compute = world.fitness.compute().mixed(EVEN_MIX)
    first = compute[:, lines.root]
    return np.where(first > 0, compute[:, lines.main] / np.where(first > 0, first, 1.0), 1.0)


def family_total(lines: ProductLines, values: Vector) -> Vector:
    """The sum over its family, at each chip: runs × chips."""
    summed = np.zeros_like(values)
    np.add.at(summed.T, lines.root, values.T)
    return summed[:, lines.root]


def main_total(lines: ProductLines, values: Vector) -> Vector:
    """The sum over a chip and its variants, at each chip: runs × chips."""
    summed = np.zeros_like(values)
    np.add.at(summed.T, lines.main, values.T)
    return summed[:, lines.main]


def adopted(months: Vector, innovation: Vector, imitation: Vector, lead: Vector) -> Vector:
    """Part of demand that a generation has taken from those before it, months after orders opened.

    Bass 1969, for generations Norton and Bass 1987: F = (1 − e^−(p+q)τ) / (1 + (q/p) e^−(p+q)τ), whose odds
    are (e^(p+q)τ − 1) p / (p + q); ``lead`` is added to their logarithm.
    """
    speed = innovation + imitation
    odds = (exp(speed * np.maximum(months, 0.0)) - 1.0) * innovation / speed * exp(lead)
    part: Vector = 1.0 - 1.0 / (1.0 + odds)
    return part


def generation_shares(lines: ProductLines, taken: Vector) -> Vector:
    """Parts of a family's demand: what newer chips leave, times what a generation takes of it.

    ``taken`` has chips along its last axis: one for the oldest chip that is made, zero for what is not
    made or ordered yet; variants have none of their own. Shares of a family add up to one, or to zero.
    """
    share, left = np.zeros_like(taken), np.ones_like(taken)
    for chips in lines.newest_first:
        root = lines.root[chips]
        share[..., chips] = taken[..., chips] * left[..., root]
        left[..., root] *= 1.0 - taken[..., chips]
    held = 1.0 - left[..., lines.root]
    return np.where(held > 0, share / np.where(held > 0, held, 1.0), 0.0)


def months_on_order(world: World) -> Vector:
    """Months for which orders for a chip have been taken, this one counted, zero before: runs × chips."""
    opens = lines_of(world.setup).launch_month - world.numbers("vendor", 1).announced_months
    months: Vector = world.month - opens + 1.0
    return months


def taken_ahead(world: World, ahead: Index) -> Vector:
    """What each generation is expected to have taken in some months from now: runs × months × chips."""
    lines, rules, table = lines_of(world.setup), world.numbers("vendor", 2), world.vendors
    months = months_on_order(world)[:, None] + ahead[:, None]
    taken = adopted(months, rules.innovation, rules.imitation, table.generation_lead[:, None])
    taken = np.where(lines.is_first & (months > 0), 1.0, taken)
    return np.where(table.is_ended[:, None], 0.0, taken)


def learn_generations(world: World, ordered: Vector) -> None:
    """Leads follow the parts of orders (runs × chips, in compute) that generations in fact took.

    A step along the gradient of the likelihood of a logistic share, which is observed less expected.
    """
    lines, weight = lines_of(world.setup), world.numbers("vendor", 1).generation_learning
    by_main = main_total(lines, ordered)
    so_far, seen = np.zeros_like(by_main), np.full_like(by_main, -1.0)
    for chips in reversed(lines.newest_first):
        root = lines.root[chips]
        so_far[:, root] += by_main[:, chips]
        among = so_far[:, root]
        seen[:, chips] = np.where(among > 0, by_main[:, chips] / np.where(among > 0, among, 1.0), -1.0)
    expected = taken_ahead(world, np.zeros(1, np.int64))[:, 0]
    follows = (months_on_order(world) > 0) & (seen >= 0) & lines.made & ~lines.is_first & (lines.base < 0)
    step = np.where(follows, weight * (seen - expected), 0.0)
    world.vendors.generation_lead[...] += step
