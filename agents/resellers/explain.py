"""Why a reseller asked, held back and ordered what it did this month."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from agents.actors import Actors
from agents.cells import cell_of
from agents.resellers.decide import PLAIN
from agents.resellers.pages import Orders, Quotes
from agents.resellers.view import may_not_hoard
from agents.strategies.reseller.base import ResellerStrategy, ResellerView, view_inflation
from model.inputs.number_text import count, months, percent
from model.inputs.parameters import Channel
from model.state import maths
from model.state.decisions import Decision

FEWEST_UNITS = 1.0
"""Decisions about less than a chip are not worth a word."""
FEWEST_UNMET = 0.01
"""Nor is unmet demand below this part of what was served."""


@dataclass(frozen=True, slots=True)
class _Trade:
    """What wording needs of a lone market: its parameters and the chips' names."""

    rules: Channel
    chips: tuple[str, ...]


def explain(actors: Actors, member: int) -> list[Decision]:
    """Asks, stock held back and orders of a member of the channel, in words; empty in a batch."""
    world = actors.world
    trade = _Trade(world.numbers.row("channel", 0), world.setup.catalogue.chip_names)
    quotes, orders = actors.notebook.read(Quotes), actors.notebook.read(Orders)
    strategy = PLAIN if may_not_hoard(world)[0, member, 0] else actors.resellers.strategies[0][member]
    decisions: list[Decision] = []
    if quotes is not None:
        decisions += _quotes(cell_of(quotes, 0, member), strategy, trade)
    if orders is not None:
        decisions += _orders(cell_of(orders, 0, member), strategy, trade)
    return decisions


def _quotes(quotes: Quotes, strategy: ResellerStrategy, trade: _Trade) -> Iterator[Decision]:
    view = quotes.before
    for chip in np.flatnonzero((quotes.asks_usd > 0) & (view.stock_units >= FEWEST_UNITS)).tolist():
        ask = float(quotes.asks_usd[chip])
        why = _why_ask(quotes, strategy, trade, chip)
        yield Decision(f"ask for {trade.chips[chip]}", ask, "USD per chip", why)
        held = float(view.stock_units[chip] - quotes.offered_units[chip])
        if held >= FEWEST_UNITS:
            rise = percent(float(quotes.after.expected_rise[chip]), signed=True)
            cost = percent(trade.rules.carrying_cost, signed=True)
            why = f"price expected {rise} a month, carrying stock costs {cost}"
            yield Decision(f"hold back {trade.chips[chip]}", held, "chips", why)


def _why_ask(quotes: Quotes, strategy: ResellerStrategy, trade: _Trade, chip: int) -> str:
    view, ask = quotes.before, float(quotes.asks_usd[chip])
    reference = float(view.reference_usd[chip])
    premium = percent(ask / reference - 1, signed=True) if reference > 0 else "no list price"
    why = (
        f"{premium} on list: stock for {months(float(strategy.cover_months(view)[chip]))} (target "
        f"{trade.rules.target_cover_months:.1f}), {_wait(view, chip)}, "
        f"price expected {percent(float(view.expected_rise[chip]), signed=True)} a month"
    )
    unmet = float(maths.exp(view.shortfall[chip]) - 1.0)
    if unmet >= FEWEST_UNMET:
        why += f"; buyers wanted {percent(unmet)} more than it could serve"
    if ask >= reference * (1 + float(quotes.cap)) * (1 - 1e-9):
        why = f"held at the cap on channel prices; {why}"
    if ask >= float(quotes.bound_usd[chip]):
        why = f"held at what the best substitute costs; {why}"
    return why


def _orders(orders: Orders, strategy: ResellerStrategy, trade: _Trade) -> Iterator[Decision]:
    view, multiple = orders.view, view_inflation(orders.view)
    for chip in np.flatnonzero(orders.ordered_units >= FEWEST_UNITS).tolist():
        why = (
            f"outlook {count(view.sales_units[chip])} a month, {_wait(view, chip)}, "
            f"{count(view.stock_units[chip])} in stock and {count(view.on_order_units[chip])} on order"
        )
        if multiple[chip] >= 1.05:
            why += f"; {multiple[chip]:.1f} times the need, as orders are only partly filled"
        if strategy.speculation_months and view.expected_rise[chip] > trade.rules.carrying_cost:
            why += "; more, as the price is expected to rise"
        yield Decision(f"order {trade.chips[chip]}", float(orders.ordered_units[chip]), "chips", why)
    for chip in np.flatnonzero(orders.cancelled_units >= FEWEST_UNITS).tolist():
        why = f"{count(view.on_order_units[chip])} on order are more than any need"
        units = float(orders.cancelled_units[chip])
        yield Decision(f"withdraw orders of {trade.chips[chip]}", units, "chips", why)


def _wait(view: ResellerView, chip: int) -> str:
    return f"wait at the maker {months(float(view.lead_months[chip]))}"
