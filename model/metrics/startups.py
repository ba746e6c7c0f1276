"""Start-ups: who lives, who computes how much, how locked in they are, how far training has come."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from model.inputs.calendar import HOURS_PER_MONTH
from model.metrics.books import Books
from model.metrics.registry import Names, Rows, Value, metric
from model.state import maths

type Vector = NDArray[np.float64]


@metric(
    "share",
    "mean part of a start-up's code that runs on its main stack only",
    who=("all", Names.TYPES),
    item=(Names.STACKS,),
)
def lock_in(books: Books) -> Iterator[Value]:
    """Lock-in of start-ups, in all and by type, and compute by stack."""
    state = books.startups.state
    firms = float(maths.total(state.firms_alive))
    yield Value("all", "", float(maths.total(state.lock_in)) / firms if firms > 0 else 0.0)
    by_stack = maths.total(state.stack_a100, axis=0)
    shares = (by_stack / max(float(maths.total(by_stack)), 1e-9)).tolist()
    for stack, share in zip(books.market.catalogue.stacks, shares, strict=True):
        yield Value("all", str(stack), share)
    types = np.array(books.market.rows.group_types)
    for row in books.market.rows.type:
        here = types == row.name
        living = float(maths.total(state.firms_alive[here]))
        if living > 0:
            yield Value(row.name, "", float(maths.total(state.lock_in[here])) / living)


@metric("index 0..1", "Gini coefficient of compute over start-ups; 0 is equal", who=("start-ups",))
def compute_gini(books: Books) -> Iterator[Value]:
    """Inequality of compute, from the histogram of compute a firm."""
    state = books.startups.state
    yield Value("start-ups", "", gini(state.histogram_firms, state.histogram_a100))


def gini(firms: Vector, compute: Vector) -> float:
    """Gini coefficient of compute from firms and compute by rising bin."""
    total, count = float(maths.total(compute)), float(maths.total(firms))
    if total <= 0 or count <= 0:
        return 0.0
    cumulative = np.cumsum(compute) / total
    below = np.concatenate([[0.0], cumulative[:-1]])
    return float(np.minimum(np.maximum(1.0 - maths.total((cumulative + below) * firms / count), 0.0), 1.0))


@metric(
    "share",
    "part of the start-ups' compute that small and middle firms use",
    who=("start-ups",),
    item=("small", "small and middle"),
)
def small_firm_compute_share(books: Books) -> Iterator[Value]:
    """Compute by size of firm at birth."""
    state = books.startups.state
    by_class = maths.total(state.class_a100, axis=0)
    total = float(maths.total(by_class))
    if total > 0:
        yield Value("start-ups", "small and middle", float(maths.total(by_class[:2])) / total)
        yield Value("start-ups", "small", float(by_class[0]) / total)


@metric(
    "firms",
    "start-ups alive, by type and region, and all",
    who=(Names.GROUPS, "all"),
)
def startups_alive(books: Books) -> Rows:
    """Living firms."""
    alive = books.startups.state.firms_alive
    everyone = float(maths.total(alive))
    return Rows([*books.groups, "all"], [""] * (len(alive) + 1), [*alive.tolist(), everyone])


@metric(
    "FLOP",
    "compute behind the best-trained model, and trained by all in the month",
    who=("frontier", "all"),
    item=("month",),
)
def training_frontier_flop(books: Books) -> Iterator[Value]:
    """Frontier of training, at the share of peak that training reaches."""
    state = books.startups.state
    market = books.market
    peak_flop = market.catalogue.peak_tflops[market.reference_chip] * 1e12 * 3600 * HOURS_PER_MONTH
    useful = float(peak_flop) * market.settings.use.model_flop_utilisation
    yield Value("frontier", "", float(state.trained_max_a100_months.max(initial=0.0)) * useful)
    yield Value("all", "month", float(maths.total(state.training_a100)) * useful)
