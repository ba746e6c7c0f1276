"""Metrics: one function each, with name, unit and meaning, in a registry.

A metric reads the market's books after the month has been closed and yields rows (who, item,
value). A new one is a decorated function in one of these files.
"""

from typing import TYPE_CHECKING

from model.inputs.accounts import accounts_of
from model.inputs.cast import Cast
from model.inputs.catalogue import Catalogue
from model.metrics import energy, money, prices, programmes, shares, startups, units
from model.metrics.books import Books
from model.metrics.registry import METRICS, Known, Metric, Names, Rows, names_in
from model.recording import MonthOfMetrics, Table
from model.state import maths

if TYPE_CHECKING:
    from model.market import ComputeMarket


def measure(market: "ComputeMarket") -> MonthOfMetrics:
    """Every metric's rows of the month."""
    books = Books(market)
    month = MonthOfMetrics()
    for name, entry in METRICS.items():
        found = entry.read(books)
        if isinstance(found, Rows):
            month.add(name, entry.unit, found.who, found.item, found.value)
        else:
            who, item, value = [], [], []
            for one in found:
                who.append(one.who)
                item.append(one.item)
                value.append(float(one.value))
            month.add(name, entry.unit, who, item, value)
    return month


def known_names(cast: Cast, catalogue: Catalogue) -> Known:
    """The names of a cast and a catalogue that metrics may speak of."""
    accounts = accounts_of(cast)
    return {
        Names.FIRMS: accounts.firms,
        Names.GROUPS: accounts.groups,
        Names.FLEETS: accounts.fleets,
        Names.REGIONS: catalogue.region_names,
        Names.CHIPS: catalogue.chip_names,
        Names.TYPES: [row.name for row in cast.type],
        Names.STACKS: [str(stack) for stack in catalogue.stacks],
        Names.NODES: [node.name for node in catalogue.nodes],
    }


def firm_rows(market: "ComputeMarket") -> Table:
    """One row a strategic firm, as it stands at the end."""
    rows = market.rows.firm_rows()
    accounts = [market.accounts.firm(row.name) for _, row in rows]
    strategy = {line.name: line.strategy for firm in market.cast.firms for line in firm.cast_rows()}
    names = market.catalogue.chip_names
    held = [market.chips.units(account) for account in accounts]
    return {
        "name": [row.name for _, row in rows],
        "role": [str(role) for role, _ in rows],
        "region": [row.region for _, row in rows],
        "strategy": [strategy[row.name] for _, row in rows],
        "cash_usd": [float(market.money.balance_usd[account]) for account in accounts],
        "chips": [float(maths.total(units)) for units in held],
        "main_chip": [names[int(units.argmax())] if units.any() else "" for units in held],
        "open_orders": [int(maths.total(market.orders.open_units[account])) for account in accounts],
    }


__all__ = [
    "METRICS",
    "Books",
    "Known",
    "Metric",
    "Names",
    "Rows",
    "energy",
    "firm_rows",
    "known_names",
    "measure",
    "money",
    "names_in",
    "prices",
    "programmes",
    "shares",
    "startups",
    "units",
]
