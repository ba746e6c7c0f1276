"""The opening state of the start-ups: sizes by strata, luck by key, cash, chips and acquaintances."""

import numpy as np
from numpy.typing import NDArray

from agents.startups.columns import NO_ONE, Blocks, Columns
from agents.startups.groups import Groups
from model.ledger import MILLI
from model.state import maths
from model.state.randomness import Purpose, key_of, uniforms

type Vector = NDArray[np.float64]

ROWS_AT_ONCE = 16_384


def rows_with_spare(groups: Groups, crowding: float) -> list[int]:
    """Rows of each group with room for entrants until the field is full; a named start-up has none."""
    return [
        rows if named else int(np.ceil(crowding * rows)) if rows else 0
        for rows, named in zip(groups.rows, groups.named, strict=True)
    ]


def keys_of(name: str, count: int) -> NDArray[np.uint64]:
    """Lasting keys of a group's rows: adding a row, or a group, changes no other key."""
    start = np.uint64(key_of(name))
    with np.errstate(over="ignore"):
        return start + np.arange(count, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)


def strata_sizes(count: int, sigma: float) -> Vector:
    """Sizes of a log-normal with mean one: each row is the mean of its stratum.

    The mean over an interval of quantiles is the difference of a shifted normal distribution, so
    the sizes add up to the count for any number of rows.
    """
    if count == 0:
        return np.zeros(0)
    edges = maths.normal_quantile(np.linspace(0.0, 1.0, count + 1))
    sizes: Vector = np.diff(maths.normal_share(edges - sigma)) * count
    return sizes


def normal(draws: Vector) -> Vector:
    """Standard normal numbers from uniform ones."""
    numbers: Vector = maths.normal_quantile(np.clip(draws, 1e-9, 1 - 1e-9))
    return numbers


def talents(draws: Vector, sigma: float) -> Vector:
    """Log-normal talent with mean one."""
    talent: Vector = maths.exp(sigma * normal(draws) - sigma * sigma / 2)
    return talent


def open_rows(
    columns: Columns,
    blocks: Blocks,
    groups: Groups,
    seed: int,
    owned_chip: int,
    talent_sigma: float,
    class_bounds_usd: tuple[float, float],
) -> None:
    """Fill the opening rows of every group."""
    for group, rows in enumerate(groups.rows):
        first = int(blocks.group_start[0, group])
        everyone = slice(first, int(blocks.group_end[0, group]))
        columns.key[everyone] = keys_of(groups.names[group], everyone.stop - first)
        here = slice(first, first + rows)
        if groups.named[group] or rows == 0:
            continue
        sizes = strata_sizes(rows, float(groups.size_sigma[group]))
        draws = uniforms(seed, Purpose.TALENT, columns.key[here])
        columns.alive[here] = 1
        columns.size[here] = sizes
        columns.talent[here] = talents(draws, talent_sigma)
        cash = groups.opening_cash_usd[group] * sizes
        columns.cash_usd[here] = cash
        columns.size_class[here] = size_class(cash, class_bounds_usd)
        columns.revenue_usd[here] = groups.revenue_usd[group] * sizes
        columns.trained_a100_months[here] = groups.training_need_a100[group] * sizes * 3.0
        columns.stack_share[here, 0] = 1.0
        milli = np.floor(groups.opening_owned_a100[group] * sizes * groups.weight[group] * MILLI).astype(
            np.int32
        )
        columns.own_milli[here, 0] = milli
        columns.own_chip[here, 0] = np.where(milli > 0, owned_chip, NO_ONE)


def size_class(cash_usd: Vector, bounds_usd: tuple[float, float]) -> NDArray[np.uint8]:
    """0 small, 1 middle, 2 large, by cash at birth."""
    small, middle = bounds_usd
    return np.where(cash_usd < small, 0, np.where(cash_usd < middle, 1, 2)).astype(np.uint8)


def acquaintances(
    keys: NDArray[np.uint64],
    chances: Vector,
    suppliers: tuple[str, ...],
    seed: int,
    purpose: Purpose,
    month: int = 0,
) -> NDArray[np.uint64]:
    """Known suppliers as bits: each one known with its own chance, drawn by the row's and its key."""
    known = np.zeros(len(keys), np.uint64)
    bits = np.flatnonzero(chances)
    salts = np.array([key_of(f"supplier {suppliers[bit]}") for bit in bits], np.uint64)
    for first in range(0, len(keys), ROWS_AT_ONCE):
        rows = slice(first, first + ROWS_AT_ONCE)
        draws = uniforms(seed, purpose, keys[rows, None] ^ salts, month)
        flags = np.where(draws < chances[bits], np.uint64(1) << bits.astype(np.uint64), np.uint64(0))
        known[rows] = np.bitwise_or.reduce(flags, axis=1)
    return known


def introduce(
    columns: Columns,
    blocks: Blocks,
    groups: Groups,
    seed: int,
    renown: Vector,
    known_at_start: float,
    suppliers: tuple[str, ...],
) -> None:
    """Who knows whom at the start: each supplier by its renown in the region (regions × bits)."""
    for group in range(len(groups.names)):
        rows = slice(int(blocks.group_start[0, group]), int(blocks.group_end[0, group]))
        if not groups.named[group]:
            chances = np.minimum(1.0, known_at_start * renown[groups.region[group]])
            columns.known[rows, 0] = acquaintances(
                columns.key[rows], chances, suppliers, seed, Purpose.OPENING_TIES
            )
