"""Energy: electricity and its cost."""

from collections.abc import Sequence

from model.metrics.books import Books
from model.metrics.registry import Grid, Names, by_who, metric, of_all
from model.state.kinds import Kind
from model.state.maths import total


@metric(
    "MWh/month",
    "electricity for chips, servers and cooling",
    who=(Names.FIRMS, "start-ups", "all"),
)
def energy_mwh(books: Books) -> Sequence[Grid]:
    """Energy by firm, start-ups together, and all."""
    setup, kwh = books.world.setup, books.world.counters.energy_kwh
    clouds = setup.firms.clouds
    return [
        by_who(books.names_of(clouds), kwh[:, clouds] / 1000),
        of_all(total(kwh[:, setup.groups]) / 1000, "start-ups"),
        of_all(total(kwh) / 1000),
    ]


@metric(
    "USD/month",
    "what electricity cost, carbon tax included",
    who=(Names.FIRMS, "start-ups", "all"),
)
def energy_cost_usd(books: Books) -> Sequence[Grid]:
    """Power bills."""
    setup, paid = books.world.setup, books.paid[Kind.ENERGY] + books.paid[Kind.CARBON]
    clouds = setup.firms.clouds
    return [
        by_who(books.names_of(clouds), paid[:, clouds]),
        of_all(total(paid[:, setup.groups]), "start-ups"),
        of_all(total(paid)),
    ]
