"""The opening state of the start-ups: sizes by strata, chance by key, cash, chips and acquaintances."""

import numpy as np
from numpy.typing import NDArray

from agents.startups.columns import NO_ONE, WORD_BITS, Blocks, Columns, words_for
from agents.startups.groups import Groups
from model.state import maths
from model.state.kinds import MILLI
from model.state.numbers import Section
from model.state.randomness import Purpose, key_of, mix, stream, to_unit

type Vector = NDArray[np.float64]
type Keys = NDArray[np.uint64]

ROWS_AT_ONCE = 16_384
OPENING_TRAINED_MONTHS = 3.0
"""Months of the training that it wants which a start-up has behind it when the world opens."""


def rows_with_spare(groups: Groups, crowding: float) -> list[int]:
    """Rows of each group with room for entrants until the field is full; a named start-up has none."""
    return [
        rows if named else int(np.ceil(crowding * rows)) if rows else 0
        for rows, named in zip(groups.rows, groups.named.tolist(), strict=True)
    ]


def keys_of(name: str, count: int) -> Keys:
    """Lasting keys of a group's rows: adding a row, or a group, changes no other key."""
    start = np.uint64(key_of(name))
    with np.errstate(over="ignore"):
        return start + np.arange(count, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)


def streams_of(seeds: tuple[int, ...], purpose: Purpose, month: int = 0) -> Keys:
    """The part of the key that is a run's own, one entry a run."""
    return np.array([stream(seed, purpose, month) for seed in seeds])


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


def talents(draws: Vector, sigma: Vector) -> Vector:
    """Log-normal talent with mean one."""
    talent: Vector = maths.exp(sigma * normal(draws) - sigma * sigma / 2)
    return talent


def size_class(cash_usd: Vector, rates: Section) -> NDArray[np.uint8]:
    """0 small, 1 middle, 2 large, by cash at birth."""
    is_small, is_middle = cash_usd < rates.small_below_usd, cash_usd < rates.middle_below_usd
    return np.where(is_small, 0, np.where(is_middle, 1, 2)).astype(np.uint8)


def open_rows(
    columns: Columns, blocks: Blocks, groups: Groups, seeds: tuple[int, ...], rates: Section, owned_chip: int
) -> None:
    """Fill the opening rows of every group in all runs; ``rates`` is one entry a run (× 1)."""
    own = streams_of(seeds, Purpose.TALENT)[:, None]
    first_run = slice(0, len(columns.key) // blocks.runs)
    for group, rows in enumerate(groups.rows):
        first = int(blocks.group_start[0, group])
        keys = keys_of(groups.names[group], int(blocks.group_end[0, group]) - first)
        columns.key[first_run][first : first + len(keys)] = keys
        if groups.named[group] or rows == 0:
            continue
        at = (blocks.group_start[:, group, None] + np.arange(rows)).ravel()
        sizes = np.tile(strata_sizes(rows, float(groups.size_sigma[group])), (blocks.runs, 1))
        cash = groups.opening_cash_usd[group] * sizes
        talent = talents(to_unit(mix(keys[:rows] ^ own)), rates.talent_sigma)
        owned = groups.opening_owned_a100[group] * sizes * groups.weight[group] * MILLI
        milli = np.floor(owned).astype(np.int32).ravel()
        columns.alive[at] = 1
        columns.size[at] = sizes.ravel()
        columns.talent[at] = talent.ravel()
        columns.cash_usd[at] = cash.ravel()
        columns.size_class[at] = size_class(cash, rates).ravel()
        columns.revenue_usd[at] = (groups.revenue_usd[group] * sizes).ravel()
        trained = groups.training_need_a100[group] * sizes * OPENING_TRAINED_MONTHS
        columns.trained_a100_months[at] = trained.ravel()
        columns.stack_share[at, 0] = 1.0
        columns.own_milli[at, 0] = milli
        columns.own_chip[at, 0] = np.where(milli > 0, owned_chip, NO_ONE)
    by_run = columns.key.reshape(blocks.runs, -1)
    by_run[1:] = by_run[0]


def acquaintances(keys: Keys, streams: Keys, chances: Vector, salts: Keys) -> Keys:
    """Known suppliers as bits, rows × words: each one known with its own chance.

    ``keys`` and ``streams`` are one entry a row, ``chances`` rows × suppliers, ``salts`` one a supplier.
    """
    places = np.arange(len(salts))
    bits = np.uint64(1) << (places % WORD_BITS).astype(np.uint64)
    known = np.zeros((len(keys), words_for(len(salts))), np.uint64)
    draws = to_unit(mix((keys ^ streams)[:, None] ^ salts))
    flags = np.where(draws < chances, bits, np.uint64(0))
    for word in range(known.shape[1]):
        known[:, word] = np.bitwise_or.reduce(flags[:, places // WORD_BITS == word], axis=1)
    return known


def salts_of(suppliers: list[str]) -> Keys:
    """What tells the draws for one supplier from those for another."""
    return np.array([key_of(f"supplier {name}") for name in suppliers], np.uint64)


def introduce(
    columns: Columns,
    blocks: Blocks,
    groups: Groups,
    seeds: tuple[int, ...],
    chances: Vector,
    salts: Keys,
) -> None:
    """Who knows whom at the start; ``chances`` are runs × regions × suppliers."""
    own = streams_of(seeds, Purpose.OPENING_TIES)
    for group, rows in enumerate(blocks.rows_of_group.tolist()):
        if groups.named[group]:
            continue
        run = np.repeat(np.arange(blocks.runs), rows)
        at = (blocks.group_start[:, group, None] + np.arange(rows)).ravel()
        for first in range(0, len(at), ROWS_AT_ONCE):
            some = slice(first, first + ROWS_AT_ONCE)
            here = chances[run[some], groups.region[group]]
            columns.known[at[some]] = acquaintances(columns.key[at[some]], own[run[some]], here, salts)
