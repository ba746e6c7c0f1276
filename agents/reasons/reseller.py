"""Why a reseller asked, held back and ordered what it did this month."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.strategies.reseller.base import (
    ResellerStrategy,
    ResellerView,
    cover_months,
    rows_of,
    view_inflation,
)
from model.firm_roles import Decision
from model.inputs.figures import count, months, percent
from model.state import maths

type Matrix = NDArray[np.float64]
type Index = NDArray[np.int64]

FEWEST_UNITS = 1.0


@dataclass(frozen=True, slots=True)
class Quotes:
    """What resellers saw and did when quoting; matrices are resellers × chips."""

    before: ResellerView
    asks_usd: Matrix
    after: ResellerView
    offered_units: Matrix
    cap: Matrix

    def of(self, row: Index) -> "Quotes":
        """Those of one reseller: `row` holds its line."""
        return Quotes(
            rows_of(self.before, row),
            self.asks_usd[row],
            rows_of(self.after, row),
            self.offered_units[row],
            self.cap[row],
        )


@dataclass(frozen=True, slots=True)
class Orders:
    """What resellers saw when ordering, what they ordered and withdrew."""

    view: ResellerView
    ordered_units: Matrix
    cancelled_units: Matrix

    def of(self, row: Index) -> "Orders":
        """Those of one reseller: `row` holds its line."""
        return Orders(rows_of(self.view, row), self.ordered_units[row], self.cancelled_units[row])


@dataclass(slots=True)
class ChannelNotes:
    """What the channel did this month, as far as it did anything."""

    quotes: Quotes | None = None
    orders: Orders | None = None


def reasons(
    notes: ChannelNotes, row: int, strategy: ResellerStrategy, names: tuple[str, ...]
) -> Iterator[Decision]:
    """Yield one reseller's decisions of the month: `row` is its line in the matrices."""
    line = np.array([row])
    if notes.quotes is not None:
        yield from _quotes(notes.quotes.of(line), names)
    if notes.orders is not None:
        yield from _orders(notes.orders.of(line), strategy, names)


def _quotes(quotes: Quotes, names: tuple[str, ...]) -> Iterator[Decision]:
    view, row = quotes.before, 0
    cover = cover_months(view)
    for chip in np.flatnonzero((quotes.asks_usd[row] > 0) & (view.stock_units[row] >= FEWEST_UNITS)).tolist():
        ask, reference = float(quotes.asks_usd[row, chip]), float(view.reference_usd[row, chip])
        premium = percent(ask / reference - 1, signed=True) if reference > 0 else "no list price"
        why = (
            f"{premium} on list: stock for {months(float(cover[row, chip]))} (target "
            f"{view.rules.target_cover_months:.1f}), {_wait(view, row, chip)}, "
            f"price expected {percent(float(view.expected_rise[row, chip]), signed=True)} a month"
        )
        asked = float(maths.exp(view.shortfall[row, chip]) - 1.0)
        if asked >= 0.01:
            why += f"; buyers wanted {percent(asked)} more than it could serve"
        if ask >= reference * (1 + float(quotes.cap[row, 0])) * (1 - 1e-9):
            why = f"held at the cap on channel prices; {why}"
        yield Decision(f"ask for {names[chip]}", ask, "USD per chip", why)
        held = float(view.stock_units[row, chip] - quotes.offered_units[row, chip])
        if held >= FEWEST_UNITS:
            rise = float(quotes.after.expected_rise[row, chip])
            cost = percent(view.rules.carrying_cost, signed=True)
            why = f"price expected {percent(rise, signed=True)} a month, carrying stock costs {cost}"
            yield Decision(f"hold back {names[chip]}", held, "chips", why)


def _orders(orders: Orders, strategy: ResellerStrategy, names: tuple[str, ...]) -> Iterator[Decision]:
    view, row = orders.view, 0
    multiple = view_inflation(view)
    for chip in np.flatnonzero(orders.ordered_units[row] >= FEWEST_UNITS).tolist():
        on_order = count(view.on_order_units[row, chip])
        why = (
            f"outlook {count(view.sales_units[row, chip])} a month, {_wait(view, row, chip)}, "
            f"{count(view.stock_units[row, chip])} in stock and {on_order} on order"
        )
        if multiple[row, chip] >= 1.05:
            why += f"; {multiple[row, chip]:.1f} times the need, as orders are only partly filled"
        if strategy.speculation_months and view.expected_rise[row, chip] > view.rules.carrying_cost:
            why += "; more, as the price is expected to rise"
        yield Decision(f"order {names[chip]}", float(orders.ordered_units[row, chip]), "chips", why)
    for chip in np.flatnonzero(orders.cancelled_units[row] >= FEWEST_UNITS).tolist():
        why = f"{count(view.on_order_units[row, chip])} on order are more than any need"
        units = float(orders.cancelled_units[row, chip])
        yield Decision(f"withdraw orders of {names[chip]}", units, "chips", why)


def _wait(view: ResellerView, row: int, chip: int) -> str:
    return f"wait at the maker {months(float(view.lead_months[row, chip]))}"
