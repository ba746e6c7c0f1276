"""In-house chips: how their projects go."""

from collections.abc import Iterator

from model.firm_roles import GenerationRole, ProgrammeRole
from model.metrics.books import Books
from model.metrics.registry import Names, Value, metric


def _projects(books: Books) -> Iterator[tuple[ProgrammeRole, GenerationRole]]:
    """Generations that were still to be made when the run began."""
    for programme in books.market.cast.programmes:
        for generation in programme.generations:
            if generation.row.stage != "volume":
                yield programme, generation


@metric(
    "respins",
    "respins of an in-house chip whose first silicon has been seen",
    who=(Names.FIRMS,),
    item=(Names.CHIPS,),
)
def programme_respins(books: Books) -> Iterator[Value]:
    """Respins by project."""
    for programme, generation in _projects(books):
        if generation.is_making or generation.respins:
            yield Value(programme.name, generation.row.chip, float(generation.respins))


@metric(
    "months",
    "months by which an in-house chip that is due comes, or is already, later than planned",
    who=(Names.FIRMS,),
    item=(Names.CHIPS,),
)
def programme_slip_months(books: Books) -> Iterator[Value]:
    """Slips by project; one that was cancelled counts as late since its due date."""
    month = books.market.month
    for programme, generation in _projects(books):
        reached = generation.volume_month
        if reached is not None or month > generation.planned_month:
            slip = (month if reached is None else reached) - generation.planned_month
            yield Value(programme.name, generation.row.chip, float(slip))
