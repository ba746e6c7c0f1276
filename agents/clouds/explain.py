"""Why a cloud set its rents, spent its money and ordered its chips as it did this month."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.cells import cell_of
from agents.clouds.order import OrderPage
from agents.clouds.quote import QuotePage
from agents.strategies.cloud.base import CloudStrategy
from model.inputs.number_text import count, money, months, percent
from model.state.decisions import Decision

type Vector = NDArray[np.float64]

LEAST_SHARE = 0.02
"""Chips with less of the score are not worth a line."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: chips' names, units ordered, bought at once, and what is spent."""

    names: tuple[str, ...]
    placed_units: Vector
    spot_units: Vector
    spent_usd: float


def explain(actors: Actors, firm_place: int) -> list[Decision]:
    """What one cloud of a lone market decided this month and why; nothing before its first month."""
    world, clouds = actors.world, actors.world.clouds
    strategy = actors.clouds.strategies[0][firm_place]
    quote, order = actors.notebook.read(QuotePage), actors.notebook.read(OrderPage)
    decisions: list[Decision] = []
    if quote is not None and clouds.rents_out[firm_place]:
        decisions.append(_rents(cell_of(quote, 0, firm_place), strategy))
    if order is not None:
        alone = cell_of(order, 0, firm_place)
        account = world.setup.firms.clouds[firm_place]
        done = Done(
            names=world.setup.catalogue.chip_names,
            placed_units=world.orders.placed_units[0, account] + clouds.own_ordered_units[0, firm_place],
            spot_units=clouds.spot_units[0, firm_place],
            spent_usd=float(clouds.investment_usd[0, firm_place]),
        )
        decisions += [_gap(alone), _investment(alone, done), *_orders(alone, done), *_spot(alone, done)]
    return decisions


def _rents(page: QuotePage, strategy: CloudStrategy) -> Decision:
    """All rents of a cloud move alike, but for floors."""
    before = page.view.rent_usd_per_hour
    asked = before > 0
    moved = page.after[asked] / before[asked] - 1.0
    change = float(moved[np.abs(moved).argmax()]) if len(moved) else 0.0
    return Decision("change of rents", 100 * change, "%", strategy.why_rents(page.view))


def _gap(page: OrderPage) -> Decision:
    need, gap = page.need, float(page.need.gap_a100)
    why = (
        f"own need {count(float(need.own_a100))}, to let {count(float(need.tenants_a100))} "
        f"in {months(float(need.ahead_months))}, at a use of {percent(float(need.target_use))}, "
        f"less {count(float(need.capacity_a100))} held and on order"
    )
    what = "capacity short of the plan" if gap >= 0 else "capacity beyond the plan"
    return Decision(what, abs(gap), "A100s", why)


def _investment(page: OrderPage, done: Done) -> Decision:
    why = (
        f"an A100-month costs {money(float(page.basket.user_cost_usd))}, "
        f"an A100 {money(float(page.basket.outlay_usd))}; compute to let returns "
        f"{float(page.need.letting_return):.2f} of its cost"
    )
    return Decision("spending on chips", done.spent_usd, "USD per month", why)


def _orders(page: OrderPage, done: Done) -> Iterator[Decision]:
    placed, withdrawn = done.placed_units, float(page.withdrawn_units)
    for chip in np.argsort(-page.share, kind="stable"):
        if placed[chip] <= 0 or page.share[chip] < LEAST_SHARE:
            continue
        why = (
            f"{percent(page.share[chip])} of the score: compute for money, wait of "
            f"{months(float(page.lead_months[chip]))}, code and trust"
        )
        if page.multiple[chip] >= 1.05:
            why += f"; {page.multiple[chip]:.1f} times the need, as orders are only partly filled"
        yield Decision(f"order {done.names[chip]}", float(placed[chip]), "chips", why)
    if withdrawn > 0:
        why = f"{count(-float(page.need.gap_a100))} A100s more are held and on order than wanted"
        yield Decision("withdraw orders", withdrawn, "chips", why)


def _spot(page: OrderPage, done: Done) -> Iterator[Decision]:
    for chip in np.flatnonzero(done.spot_units):
        wait = months(float(page.lead_months[chip]))
        why = f"the maker's wait of {wait} costs more than the resellers' premium"
        yield Decision(f"buy {done.names[chip]} at once", float(done.spot_units[chip]), "chips", why)
