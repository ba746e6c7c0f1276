"""Entry of start-ups: more come when money is easy and training costs little to enter."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.startups.columns import NO_ONE
from agents.startups.opening import acquaintances, normal, size_class, streams_of, talents
from agents.startups.population import Startups
from model.state import maths
from model.state.randomness import Purpose, key_of, mix, to_unit
from model.state.world import World

type Vector = NDArray[np.float64]
type Matrix = NDArray[np.float64]
type Index = NDArray[np.int64]

LARGEST_ENTRANT = 8.0
"""Size of the largest new firm over the mean of its type."""
ENTRANT_MAIN_STACK = 0.6
"""Part of a new firm's code that runs on the first stack (CUDA)."""
MOST_WAITING_ROWS = 3.0
"""Births that find no free row wait, at most this many rows of a group."""
PLACE_STEP = np.uint64(0xD1342543DE82EF95)


@dataclass(frozen=True, slots=True)
class Births:
    """Free rows to be filled this month, in the order of run, group and row; one entry a row.

    ``place`` counts within a run and group.
    """

    row: Index
    run: Index
    group: Index
    place: Index


def enter(startups: Startups, world: World, entry_cost_usd: Matrix) -> Matrix:
    """Fill free rows with new firms; named start-ups are born on their date. Returns their cash by group."""
    traits = startups.traits
    expected = expected_entry(startups, world, entry_cost_usd)
    startups.carried += np.where(traits.named, 0.0, expected / np.maximum(traits.weight, 1e-12))
    cash: Matrix = np.zeros((startups.runs, startups.groups))
    for group in np.flatnonzero(traits.named & (traits.born_month == world.month)).tolist():
        cash[:, group] = startups.bear_named(world, group)
    births = free_rows(startups)
    if len(births.row):
        born_usd = give_birth(startups, world, births)
        cash += traits.weight * startups.by_group(born_usd, births.run * startups.groups + births.group)
    return cash


def free_rows(startups: Startups) -> Births:
    """Free rows for the whole rows that are due."""
    count, blocks = startups.groups, startups.blocks
    due = np.where(startups.carried >= 1.0, np.floor(startups.carried), 0.0).astype(np.int64).ravel()
    free = np.flatnonzero(startups.columns.alive == 0) if due.any() else np.zeros(0, np.int64)
    first = np.searchsorted(free, blocks.group_start.ravel())
    found = np.searchsorted(free, blocks.group_end.ravel()) - first
    taken = np.minimum(found, due)
    waiting = np.minimum(startups.carried - taken.reshape(startups.carried.shape), MOST_WAITING_ROWS)
    startups.carried[...] = np.where(startups.carried >= 1.0, waiting, startups.carried)
    where = np.repeat(np.arange(len(taken)), taken)
    place = np.arange(len(where)) - np.repeat(np.cumsum(taken) - taken, taken)
    return Births(free[first[where] + place], where // count, where % count, place)


def expected_entry(startups: Startups, world: World, cost_usd: Matrix) -> Matrix:
    """Firms expected to enter: opening rate times money and entry cost against those of the start."""
    traits, rates, funding = startups.traits, world.numbers("startups", 1), world.funding.funding_usd
    for opening, now in (
        (startups.opening_entry_cost_usd, cost_usd),
        (startups.opening_funding_usd, funding),
    ):
        np.copyto(opening, now, where=np.isnan(opening))
    money = np.where(traits.funded, funding / np.maximum(startups.opening_funding_usd, 1e-9), 1.0)
    usable = np.isfinite(cost_usd) & np.isfinite(startups.opening_entry_cost_usd)
    lower = np.where(usable, startups.opening_entry_cost_usd / np.where(usable, cost_usd, 1.0), 0.5)
    room = 1.0 - startups.firms_alive / np.maximum(rates.crowding * traits.firms, 1e-9)
    at_start = np.maximum(1.0 - 1.0 / rates.crowding, 1e-9)
    drawn: Matrix = maths.power(np.minimum(np.maximum(money, 0.0), 20.0), rates.entry_funding_elasticity)
    eased: Matrix = maths.power(np.minimum(np.maximum(lower, 0.05), 20.0), rates.entry_cost_elasticity)
    return rates.entry_rate * traits.firms * np.maximum(room, 0.0) / at_start * drawn * eased


def entrant_keys(startups: Startups, births: Births, month: int) -> NDArray[np.uint64]:
    """Keys by group, month of birth and place in that month's class, so that no other birth moves them."""
    groups, inverse = np.unique(births.group, return_inverse=True)
    names = startups.traits.names
    start = np.array([key_of(f"{names[group]} born {month}") for group in groups.tolist()], np.uint64)
    return start[inverse] + births.place.astype(np.uint64) * PLACE_STEP


def give_birth(startups: Startups, world: World, births: Births) -> Vector:
    """New firms in free rows; returns the cash that each firm of a row is born with."""
    columns, traits, rows = startups.columns, startups.traits, births.row
    rates = world.numbers("startups", 0).at(births.run)
    keys = entrant_keys(startups, births, world.month)

    def draws(purpose: Purpose) -> Vector:
        return to_unit(mix(keys ^ streams_of(world.seeds, purpose, world.month)[births.run]))

    sigma = traits.size_sigma[births.group]
    chance = normal(draws(Purpose.ENTRANT_SIZE))
    sizes: Vector = np.minimum(maths.exp(sigma * chance - sigma * sigma / 2), LARGEST_ENTRANT)
    cash = _cash_at_birth(startups, world, births, sizes)
    columns.key[rows] = keys
    columns.alive[rows] = 1
    columns.born_month[rows] = world.month
    columns.size[rows] = sizes
    columns.talent[rows] = talents(draws(Purpose.TALENT), rates.talent_sigma)
    columns.cash_usd[rows] = cash
    columns.size_class[rows] = size_class(cash, rates)
    columns.trained_a100_months[rows] = 0.0
    columns.stack_share[rows] = 0.0
    columns.stack_share[rows, 0] = ENTRANT_MAIN_STACK
    columns.tie_supplier[rows] = NO_ONE
    columns.tie_strength[rows] = 0.0
    chances = startups.chances_to_know(world)[births.run, traits.region[births.group]]
    streams = streams_of(world.seeds, Purpose.ENTRANT_TIES, world.month)[births.run]
    columns.known[rows] = acquaintances(keys, streams, chances, startups.salts)
    return cash


def _cash_at_birth(startups: Startups, world: World, births: Births, sizes: Vector) -> Vector:
    """A share of an opening firm's cash by size, scaled down where a group's new firms ask for too much."""
    traits, rates = startups.traits, world.numbers("startups", 1)
    share = rates.entrant_cash_share[births.run, 0]
    cash: Vector = share * traits.opening_cash_usd[births.group] * sizes
    asked = startups.by_group(cash, births.run * startups.groups + births.group)
    wanted = traits.weight * asked
    most = rates.most_of_funding_to_entrants * world.funding.funding_usd
    scale = np.where(traits.funded & (wanted > most), most / np.maximum(wanted, 1e-9), 1.0)
    return cash * scale[births.run, births.group]
