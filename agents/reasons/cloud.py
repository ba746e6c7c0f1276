"""Why a cloud set its rents, spent its money and ordered its chips as it did this month."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from agents.strategies.cloud.base import CloudStrategy, CloudView
from model.firm_roles import Decision
from model.inputs.figures import count, months, percent

type Vector = NDArray[np.float64]

LEAST_SHARE = 0.02
"""Chips with less of the score are not worth a line."""


@dataclass(frozen=True, slots=True)
class Need:
    """Capacity wanted some months ahead, for itself, for tenants and for allies, and what is there."""

    own_a100: float
    tenants_a100: float
    ally_a100: float
    target_use: float
    ahead_months: float
    capacity_a100: float

    @property
    def gap_a100(self) -> float:
        """What is wanted at the target use, less what is held and on order."""
        wanted = (self.own_a100 + self.tenants_a100 + self.ally_a100) / self.target_use
        return float(wanted - self.capacity_a100)


@dataclass(frozen=True, slots=True)
class Quote:
    """Rents before and after they were looked at."""

    view: CloudView
    before: Vector
    after: Vector


@dataclass(frozen=True, slots=True)
class Order:
    """A month's buying: the need, each chip's part of the score, what was wanted and withdrawn.

    `inflation` is the multiple that is ordered of what is needed, by chip.
    """

    view: CloudView
    need: Need
    share: Vector
    lead_months: Vector
    wanted_usd: float
    inflation: Vector
    withdrawn_units: float


@dataclass(slots=True)
class CloudNotes:
    """What a cloud did this month, as far as it did anything."""

    quote: Quote | None = None
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: chips' names, units ordered, bought at once, and the new budget."""

    names: tuple[str, ...]
    placed_units: Vector
    spot_units: Vector
    budget_usd: float


def reasons(notes: CloudNotes, strategy: CloudStrategy, done: Done) -> Iterator[Decision]:
    """Yield a cloud's decisions of the month."""
    if notes.quote is not None:
        yield _rents(notes.quote, strategy)
    if notes.order is not None:
        order = notes.order
        yield _gap(order.need)
        yield _budget(order, strategy, done)
        yield from _orders(order, done)
        yield from _spot(order, done)


def _rents(quote: Quote, strategy: CloudStrategy) -> Decision:
    """All rents of a cloud move alike, but for floors."""
    asked = quote.before > 0
    moved = quote.after[asked] / quote.before[asked] - 1.0
    change = float(moved[np.abs(moved).argmax()]) if len(moved) else 0.0
    return Decision("change of rents", 100 * change, "%", strategy.why_rents(quote.view))


def _gap(need: Need) -> Decision:
    ally = f", an allied lab {count(need.ally_a100)}" if need.ally_a100 else ""
    why = (
        f"own need {count(need.own_a100)}, tenants {count(need.tenants_a100)}{ally} "
        f"in {months(need.ahead_months)}, at a use of {percent(need.target_use)}, "
        f"less {count(need.capacity_a100)} held and on order"
    )
    what = "capacity short of the plan" if need.gap_a100 >= 0 else "capacity beyond the plan"
    return Decision(what, abs(need.gap_a100), "A100s", why)


def _budget(order: Order, strategy: CloudStrategy, done: Done) -> Decision:
    view = replace(order.view, wanted_usd=order.wanted_usd)
    return Decision("chip budget next month", done.budget_usd, "USD per month", strategy.why_budget(view))


def _orders(order: Order, done: Done) -> Iterator[Decision]:
    placed, withdrawn = done.placed_units, order.withdrawn_units
    for chip in np.argsort(-order.share, kind="stable"):
        if placed[chip] <= 0 or order.share[chip] < LEAST_SHARE:
            continue
        why = (
            f"{percent(order.share[chip])} of the score: compute for money, wait of "
            f"{months(float(order.lead_months[chip]))}, code and trust"
        )
        if order.inflation[chip] >= 1.05:
            why += f"; {order.inflation[chip]:.1f} times the need, as orders are only partly filled"
        yield Decision(f"order {done.names[chip]}", float(placed[chip]), "chips", why)
    if withdrawn > 0:
        why = f"{count(-order.need.gap_a100)} A100s more are held and on order than wanted"
        yield Decision("withdraw orders", withdrawn, "chips", why)


def _spot(order: Order, done: Done) -> Iterator[Decision]:
    for chip in np.flatnonzero(done.spot_units):
        wait = months(float(order.lead_months[chip]))
        why = f"the maker's wait of {wait} costs more than the resellers' premium"
        yield Decision(f"buy {done.names[chip]} at once", float(done.spot_units[chip]), "chips", why)
