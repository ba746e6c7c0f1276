"""Birth of start-ups: more come when money is easy and the door to training is low."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.startups.columns import NO_ONE
from agents.startups.opening import acquaintances, normal, size_class, talents
from agents.startups.tables import OfferBoard
from model.firms import NamedStartupRow
from model.randomness import Purpose, key_of, uniforms
from model.sight import Sight

if TYPE_CHECKING:
    from agents.startups.population import Startups

type Vector = NDArray[np.float64]

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
    for group in range(count):
        if traits.named[group]:
            if traits.born_month[group] == sight.month and traits.rows[group]:
                cash[group] = birth_of_named(startups, group, sight.month)
                firms[group] = 1.0
            continue
        born = int(startups.carried[group])
        if born <= 0 or traits.rows[group] == 0:
            continue
        startups.carried[group] -= born
        cash[group], rows = give_birth(startups, group, born, sight.month)
        firms[group] = rows * traits.weight[group]
    return Entrants(firms, cash)


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
    return (
        rates.entry_rate
        * traits.firms
        * np.clip(money, 0.0, 20.0) ** rates.entry_funding_elasticity
        * np.clip(lower, 0.05, 20.0) ** rates.entry_door_elasticity
    )


def give_birth(startups: "Startups", group: int, born: int, month: int) -> tuple[float, int]:
    """New firms in free rows of a group; returns their cash in all and how many rows were filled."""
    columns, traits = startups.columns, startups.traits
    here = startups.rows_of(group)
    free = np.flatnonzero(columns.alive[here] == 0)[:born] + here.start
    if not len(free):
        startups.carried[group] = min(startups.carried[group] + born, 3.0)
        return 0.0, 0
    seed = startups.model.seed
    base = np.uint64(key_of(f"{traits.names[group]} born {month}"))
    with np.errstate(over="ignore"):
        keys = base + np.arange(len(free), dtype=np.uint64) * np.uint64(0xD1342543DE82EF95)
    sigma = float(traits.size_sigma[group])
    sizes = np.exp(sigma * normal(uniforms(seed, Purpose.ENTRANT_SIZE, keys, month)) - sigma**2 / 2)
    sizes = np.minimum(sizes, 8.0)
    rates = startups.model.settings.startups
    talent = talents(uniforms(seed, Purpose.TALENT, keys, month), rates.talent_sigma)
    cash = rates.entrant_cash_share * traits.opening_cash_usd[group] * sizes
    weight = float(traits.weight[group])
    most = rates.most_of_funding_to_entrants * float(startups.model.cast.climate.funding_usd[group])
    if traits.funded[group] and float(cash.sum()) * weight > most:
        cash = cash * most / max(float(cash.sum()) * weight, 1e-9)
    columns.key[free] = keys
    columns.alive[free] = 1
    columns.born_month[free] = month
    columns.size[free] = sizes
    columns.talent[free] = talent
    columns.cash_usd[free] = cash
    columns.size_class[free] = size_class(cash, startups.class_bounds_usd)
    columns.trained_a100_months[free] = 0.0
    columns.stack_share[free] = 0.0
    columns.stack_share[free, 0] = 0.6
    columns.tie_supplier[free] = NO_ONE
    columns.tie_strength[free] = 0.0
    chances = startups.model.settings.network.opening_known * startups.renown_now
    columns.known[free] = acquaintances(
        keys, np.minimum(1.0, chances[traits.region[group]]), seed, Purpose.ENTRANT_TIES, month
    )
    return float(columns.cash_usd[free].sum()) * weight, len(free)


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
        columns.stack_share[at, list(model.catalogue.stacks).index(stack)] = share
    _tie_named(startups, group, at)
    return row.opening_cash_usd


def opening_talent(startups: "Startups", group: int, row: NamedStartupRow) -> float:
    """Talent that gives a named start-up its opening revenue at the arena's price of attention."""
    arena = int(startups.traits.arena[group])
    generic = (startups.traits.arena == arena) & ~startups.traits.named
    pull = float(startups.attention_sum[generic].sum())
    if row.opening_revenue_usd_per_month <= 0 or pull <= 0:
        return NAMED_TALENT
    price = float(startups.generic_pool_usd[arena]) / pull
    return row.opening_revenue_usd_per_month / max(price * row.size, 1e-9)


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
    columns.known[at] = np.uint64(known)
