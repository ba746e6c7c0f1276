"""Start-ups: who lives, who computes how much, how locked in they are, how far training has come."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.inputs.calendar import HOURS_PER_MONTH
from model.metrics.books import Books
from model.metrics.registry import Grid, Names, by_who, metric, of_all
from model.state.maths import total

type Vector = NDArray[np.float64]


@metric(
    "share",
    "mean part of a start-up's code that runs on its main stack only",
    who=("all", Names.TYPES),
    item=(Names.STACKS,),
)
def lock_in(books: Books) -> Sequence[Grid]:
    """Lock-in of start-ups, in all and by type, and compute by stack."""
    state, catalogue, cast = books.startups, books.world.setup.catalogue, books.world.setup.cast
    by_stack = total(state.stack_a100, axis=1)
    shares = by_stack / np.maximum(total(by_stack), 1e-9)[:, None]
    types = np.array(cast.group_types)
    names = [row.name for row in cast.type]
    here = np.array([types == name for name in names])
    living = total(np.where(here, state.firms_alive[:, None], 0.0))
    locked = total(np.where(here, state.lock_in[:, None], 0.0))
    return [
        of_all(_ratio(total(state.lock_in), total(state.firms_alive))),
        Grid(("all",), [str(stack) for stack in catalogue.stacks], shares[:, None]),
        by_who(names, _ratio(locked, living), present=living > 0),
    ]


def _ratio(part: Vector, whole: Vector) -> Vector:
    """Part over whole, zero where there is none."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 0.0)


@metric("index 0..1", "Gini coefficient of compute over start-ups; 0 is equal", who=("start-ups",))
def compute_gini(books: Books) -> Grid:
    """Inequality of compute, from the histogram of compute a firm."""
    state = books.startups
    return of_all(gini(state.histogram_firms, state.histogram_a100), "start-ups")


def gini(firms: Vector, compute: Vector) -> Vector:
    """Gini coefficient of compute from firms and compute by rising bin (runs × bins), by run."""
    whole, count = total(compute)[:, None], total(firms)[:, None]
    known = (whole > 0) & (count > 0)
    cumulative = np.cumsum(compute, axis=1) / np.where(known, whole, 1.0)
    below = np.concatenate([np.zeros_like(whole), cumulative[:, :-1]], axis=1)
    covered = total((cumulative + below) * firms / np.where(known, count, 1.0))
    return np.where(known[:, 0], np.minimum(np.maximum(1.0 - covered, 0.0), 1.0), 0.0)


@metric(
    "share",
    "part of the start-ups' compute that small and middle firms use",
    who=("start-ups",),
    item=("small", "small and middle"),
)
def small_firm_compute_share(books: Books) -> Sequence[Grid]:
    """Compute by size of firm at birth."""
    by_class = total(books.startups.class_a100, axis=1)
    whole = total(by_class)
    both = total(by_class[:, :2])
    return [
        of_all(_ratio(both, whole), "start-ups", "small and middle", whole > 0),
        of_all(_ratio(by_class[:, 0], whole), "start-ups", "small", whole > 0),
    ]


@metric(
    "firms",
    "start-ups alive, by type and region, and all",
    who=(Names.GROUPS, "all"),
)
def startups_alive(books: Books) -> Sequence[Grid]:
    """Living firms."""
    alive = books.startups.firms_alive
    return [by_who(books.groups, alive), of_all(total(alive))]


@metric(
    "FLOP",
    "compute behind the best-trained model, and trained by all in the month",
    who=("frontier", "all"),
    item=("month",),
)
def training_frontier_flop(books: Books) -> Sequence[Grid]:
    """Frontier of training, at the share of peak that training reaches."""
    state, world = books.startups, books.world
    peak = world.setup.catalogue.peak_tflops[world.setup.chips.reference]
    peak_flop = float(peak * 1e12 * 3600 * HOURS_PER_MONTH)
    useful = peak_flop * world.numbers("use", 0).model_flop_utilisation
    best = state.trained_max_a100_months.max(axis=1, initial=0.0)
    return [
        of_all(best * useful, "frontier"),
        of_all(total(state.training_a100) * useful, "all", "month"),
    ]
