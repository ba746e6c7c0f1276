"""Birth of start-ups: more come when money is easy and the door to training is low."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.startups.columns import NO_ONE, Columns
from agents.startups.single.opening import acquaintances, normal, size_class, talents
from agents.startups.tables import OfferBoard
from model.inputs.cast import NamedStartupRow
from model.sight import Sight
from model.state import maths
from model.state.randomness import Purpose, key_of, uniforms

if TYPE_CHECKING:
    from agents.startups.single.population import Startups

type Vector = NDArray[np.float64]

LARGEST_ENTRANT = 8.0
"""Size of the largest new firm over the mean of its type."""
ENTRANT_MAIN_STACK = 0.6
"""Part of a new firm's code that runs on the first stack (CUDA)."""
NAMED_TALENT = 0.35
"""Pull of a named start-up that opens without revenue, over an average one of its size."""


@dataclass(frozen=True, slots=True)
class Entrants:
    """New firms and the cash they were born with, by group."""

    firms: Vector
    cash_usd: Vector


def door_usd(board: OfferBoard, need_a100_months: float) -> Vector:
    """Cheapest way into a minimal training run, by group: what must be paid up front or bound for."""
    units = np.maximum(need_a100_months / np.maximum(board.power_a100, 1e-9), board.door_units)
    months = np.maximum(board.commitment_months, 1)
    cost = np.where(board.is_purchase, units * board.price_usd, units * board.price_usd * months)
    enough = board.capacity_units >= board.door_units
    cost = np.where((board.odds > 0) & enough, cost, np.inf)
    cheapest: Vector = cost.min(axis=1, initial=np.inf)
    return cheapest


def enter(startups: "Startups", sight: Sight, board: OfferBoard) -> Entrants:
    """Fill free rows with new firms; named start-ups are born on their date."""
    traits, model = startups.traits, startups.model
    count = len(traits.names)
    firms, cash = np.zeros(count), np.zeros(count)
    expected = expected_entry(startups, door_usd(board, model.settings.startups.door_a100_months))
    startups.carried += np.where(traits.named, 0.0, expected / np.maximum(traits.weight, 1e-12))
    for group in np.flatnonzero(traits.named & (traits.born_month == sight.month)):
        if traits.rows[group]:
            cash[group] = birth_of_named(startups, int(group), sight.month)
            firms[group] = 1.0
    rows, group_of = free_rows(startups)
    if len(rows):
        born_usd = give_birth(startups, rows, group_of, sight.month)
        cash += traits.weight * np.bincount(group_of, born_usd, count)
        firms += traits.weight * np.bincount(group_of, minlength=count)
    return Entrants(firms, cash)


MOST_WAITING_ROWS = 3.0
"""Births that find no free row wait, at most this many rows of a group."""


def free_rows(startups: "Startups") -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Free rows for the whole rows that are due, and the group of each."""
    alive, found, groups = startups.columns.alive, [], []
    for group in np.flatnonzero(startups.carried >= 1.0):
        here = startups.rows_of(int(group))
        free = np.flatnonzero(alive[here] == 0)[: int(startups.carried[group])] + here.start
        startups.carried[group] = min(startups.carried[group] - len(free), MOST_WAITING_ROWS)
        found.append(free)
        groups.append(np.full(len(free), group))
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(found), np.concatenate(groups)


def expected_entry(startups: "Startups", door: Vector) -> Vector:
    """Firms expected to be born: opening rate times money and door against those of the start."""
    traits, model = startups.traits, startups.model
    rates = model.settings.startups
    if startups.opening_door_usd is None:
        startups.opening_door_usd = door
        startups.opening_funding_usd = model.cast.climate.funding_usd.copy()
    opening = np.maximum(startups.opening_funding_usd, 1e-9)
    money = np.where(traits.funded, model.cast.climate.funding_usd / opening, 1.0)
    usable = np.isfinite(door) & np.isfinite(startups.opening_door_usd)
    lower = np.where(usable, startups.opening_door_usd / np.where(usable, door, 1.0), 0.5)
    room = 1.0 - startups.firms_alive / np.maximum(rates.crowding * traits.firms, 1e-9)
    at_start = max(1.0 - 1.0 / rates.crowding, 1e-9)
    drawn: Vector = maths.power(np.minimum(np.maximum(money, 0.0), 20.0), rates.entry_funding_elasticity)
    eased: Vector = maths.power(np.minimum(np.maximum(lower, 0.05), 20.0), rates.entry_door_elasticity)
    return rates.entry_rate * traits.firms * np.maximum(room, 0.0) / at_start * drawn * eased


def entrant_keys(startups: "Startups", group_of: NDArray[np.int64], month: int) -> NDArray[np.uint64]:
    """Keys by group, month of birth and place in that month's class, so that no other birth moves them."""
    first = np.searchsorted(group_of, group_of)
    place = (np.arange(len(group_of)) - first).astype(np.uint64)
    names = startups.traits.names
    base = {group: key_of(f"{names[group]} born {month}") for group in np.unique(group_of).tolist()}
    start = np.array([base[group] for group in group_of.tolist()], np.uint64)
    return start + place * np.uint64(0xD1342543DE82EF95)


def give_birth(
    startups: "Startups", rows: NDArray[np.int64], group_of: NDArray[np.int64], month: int
) -> Vector:
    """New firms in free rows; returns the cash that each firm of a row is born with."""
    columns, traits, model = startups.columns, startups.traits, startups.model
    rates, seed = model.settings.startups, model.seed
    keys = entrant_keys(startups, group_of, month)
    sigma = traits.size_sigma[group_of]
    luck = normal(uniforms(seed, Purpose.ENTRANT_SIZE, keys, month))
    sizes: Vector = np.minimum(maths.exp(sigma * luck - sigma * sigma / 2), LARGEST_ENTRANT)
    cash: Vector = rates.entrant_cash_share * traits.opening_cash_usd[group_of] * sizes
    wanted = traits.weight * np.bincount(group_of, cash, len(traits.names))
    most = rates.most_of_funding_to_entrants * model.cast.climate.funding_usd
    scale = np.where(traits.funded & (wanted > most), most / np.maximum(wanted, 1e-9), 1.0)
    cash = cash * scale[group_of]
    columns.key[rows] = keys
    columns.alive[rows] = 1
    columns.born_month[rows] = month
    columns.size[rows] = sizes
    columns.talent[rows] = talents(uniforms(seed, Purpose.TALENT, keys, month), rates.talent_sigma)
    columns.cash_usd[rows] = cash
    columns.size_class[rows] = size_class(cash, startups.class_bounds_usd)
    columns.trained_a100_months[rows] = 0.0
    columns.stack_share[rows] = 0.0
    columns.stack_share[rows, 0] = ENTRANT_MAIN_STACK
    columns.tie_supplier[rows] = NO_ONE
    columns.tie_strength[rows] = 0.0
    chances = np.minimum(1.0, model.settings.network.opening_known * startups.renown_now)
    suppliers = model.supplier_names
    for region in np.unique(traits.region[group_of]):
        here = traits.region[group_of] == region
        columns.known[rows[here], 0] = acquaintances(
            keys[here], chances[region], suppliers, seed, Purpose.ENTRANT_TIES, month
        )
    return cash


def birth_of_named(startups: "Startups", group: int, month: int) -> float:
    """A named start-up opens with its own cash, size, code and ties; returns its cash."""
    model, columns, traits = startups.model, startups.columns, startups.traits
    row: NamedStartupRow = next(entry for entry in model.rows.named if entry.name == traits.names[group])
    here = startups.rows_of(group)
    if here.start == here.stop:
        return 0.0
    at = here.start
    columns.alive[at] = 1
    columns.born_month[at] = month
    columns.size[at] = row.size
    columns.cash_usd[at] = row.opening_cash_usd
    columns.size_class[at] = size_class(np.array([row.opening_cash_usd]), startups.class_bounds_usd)[0]
    trained = traits.training_need_a100[group] * row.size * 3.0 if month == 0 else 0.0
    columns.trained_a100_months[at] = trained
    columns.talent[at] = opening_talent(startups, group, row)
    columns.revenue_usd[at] = row.opening_revenue_usd_per_month
    for stack, share in row.stack_shares.items():
        columns.stack_share[at, [str(name) for name in model.catalogue.stacks].index(stack)] = share
    _tie_named(startups, group, at)
    return row.opening_cash_usd


def opening_talent(startups: "Startups", group: int, row: NamedStartupRow) -> float:
    """Talent that gives a named start-up its opening revenue at the arena's price of attention."""
    arena = int(startups.traits.arena[group])
    generic = (startups.traits.arena == arena) & ~startups.traits.named
    pull = float(maths.total(startups.attention_sum[generic]))
    if row.opening_revenue_usd_per_month <= 0 or pull <= 0:
        return NAMED_TALENT
    price = float(startups.generic_pool_usd[arena]) / pull
    return row.opening_revenue_usd_per_month / max(price * row.size, 1e-9)


def trust(columns: Columns, row: int, bit: int, least: float) -> None:
    """Make a supplier known to a row, and trusted at least so much, in place of the faintest tie."""
    columns.known[row, 0] |= np.uint64(1 << bit)
    slots = np.flatnonzero(columns.tie_supplier[row] == bit)
    slot = int(slots[0]) if len(slots) else int(columns.tie_strength[row].argmin())
    before = float(columns.tie_strength[row, slot]) if len(slots) else 0.0
    columns.tie_supplier[row, slot] = bit
    columns.tie_strength[row, slot] = max(before, least)


def _tie_named(startups: "Startups", group: int, at: int) -> None:
    """Opening ties of a named start-up come from the data; nobody else knows it."""
    model, columns = startups.model, startups.columns
    bits = {supplier: bit for bit, supplier in enumerate(model.listings.suppliers)}
    slot, known = 0, 0
    rows = sorted(model.rows.ties, key=lambda tie: -tie.strength)
    for tie in rows:
        if tie.second != startups.traits.names[group] or tie.first not in model.accounts.firms:
            continue
        bit = bits.get(model.accounts.firm(tie.first))
        if bit is None or tie.strength <= 0:
            continue
        known |= 1 << bit
        if slot < columns.tie_supplier.shape[1]:
            columns.tie_supplier[at, slot] = bit
            columns.tie_strength[at, slot] = tie.strength
            slot += 1
    columns.known[at, 0] = np.uint64(known)
