"""In-house chips: how their projects go."""

import numpy as np
from numpy.typing import NDArray

from model.metrics.books import Books
from model.metrics.registry import Grid, Names, by_chip, metric
from model.state.stages import Stage

type Flags = NDArray[np.bool_]


def of_generations(books: Books, value: NDArray[np.generic], present: Flags) -> Grid:
    """One value a generation (runs × generations), under its programme's name."""
    table, rows = books.world.programmes, books.world.setup.cast.programme
    who = [rows[place].name for place in table.programme.tolist()]
    items = [books.chips[chip] for chip in table.chip.tolist()]
    return by_chip(who, items, value.astype(np.float64), present)


def _are_projects(books: Books) -> Flags:
    """Generations that were still to be made when the run began."""
    rows = [part for row in books.world.setup.cast.programme for part in row.generation]
    return np.array([part.stage != "volume" for part in rows], np.bool_)


@metric(
    "respins",
    "respins of an in-house chip whose first silicon has been seen",
    who=(Names.FIRMS,),
    item=(Names.CHIPS,),
)
def programme_respins(books: Books) -> Grid:
    """Respins by project."""
    table = books.world.programmes
    seen = (table.stage >= Stage.RAMP) | (table.respins > 0)
    return of_generations(books, table.respins, seen & _are_projects(books))


@metric(
    "months",
    "months by which an in-house chip that is due comes, or is already, later than planned",
    who=(Names.FIRMS,),
    item=(Names.CHIPS,),
)
def programme_slip_months(books: Books) -> Grid:
    """Slips by project; one that was cancelled counts as late since its due date."""
    table, month = books.world.programmes, books.world.month
    is_made = table.volume_month >= 0
    slip = np.where(is_made, table.volume_month, month) - table.planned_month
    return of_generations(books, slip, (is_made | (month > table.planned_month)) & _are_projects(books))
