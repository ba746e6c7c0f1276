"""Energy: electricity and its cost."""

from collections.abc import Iterator

from model.ledger import Kind
from model.metrics.books import Books
from model.metrics.registry import Names, Value, metric
from model.state import maths


@metric(
    "MWh/month",
    "electricity for chips, servers and cooling",
    who=(Names.FIRMS, "start-ups", "all"),
)
def energy_mwh(books: Books) -> Iterator[Value]:
    """Energy by firm, start-ups by region, and all."""
    kwh = books.market.tally.energy_kwh
    for cloud in books.market.cast.clouds:
        yield Value(cloud.name, "", kwh[cloud.account] / 1000)
    first = books.market.accounts.first_group
    yield Value("start-ups", "", float(maths.total(kwh[first : first + len(books.groups)])) / 1000)
    yield Value("all", "", float(maths.total(kwh)) / 1000)


@metric(
    "USD/month",
    "what electricity cost, carbon tax included",
    who=(Names.FIRMS, "start-ups", "all"),
)
def energy_cost_usd(books: Books) -> Iterator[Value]:
    """Power bills."""
    paid = books.paid[Kind.ENERGY] + books.paid[Kind.CARBON]
    for cloud in books.market.cast.clouds:
        yield Value(cloud.name, "", paid[cloud.account])
    first = books.market.accounts.first_group
    yield Value("start-ups", "", float(maths.total(paid[first : first + len(books.groups)])))
    yield Value("all", "", float(maths.total(paid)))
