"""What a metric is, and the registry of all of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from model.metrics.books import Books

type Vector = NDArray[np.float64]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grid:
    """A metric's values of all runs: runs × who × item, of which some may be absent this month.

    Rows run through the items of each who; with ``item_first`` through everybody of each item. ``pairs``
    says that who and item are of equal length and belong together: then there is one value a pair (runs ×
    pairs × 1). Who and what a metric speaks of stays the same from month to month; ``present`` (all, if
    none) says of whom it has something to say now.
    """

    who: Sequence[str]
    item: Sequence[str]
    value: Vector
    present: Flags | None = None
    item_first: bool = False
    pairs: bool = False


def of_all(value: Vector, who: str = "all", item: str = "", present: Flags | None = None) -> Grid:
    """One value a run."""
    seen = None if present is None else present[:, None, None]
    return Grid((who,), (item,), value[:, None, None], seen)


def by_who(who: Sequence[str], value: Vector, item: str = "", present: Flags | None = None) -> Grid:
    """One value a run and name (runs × names)."""
    return Grid(who, (item,), value[:, :, None], None if present is None else present[:, :, None])


def above_zero(who: Sequence[str], item: Sequence[str], value: Vector) -> Grid:
    """A table (runs × who × item) of which only what is not zero is said."""
    return Grid(who, item, value, value != 0)


def by_chip(who: Sequence[str], chips: Sequence[str], value: Vector, present: Flags) -> Grid:
    """One value a run and chip (runs × chips), each under its own maker's name."""
    return Grid(who, chips, value[:, :, None], present[:, :, None], pairs=True)


type Reader = Callable[[Books], Grid | Sequence[Grid]]


class Names(Enum):
    """Names that a metric may speak of, whoever they are in a scenario."""

    FIRMS = "firms"
    GROUPS = "groups"
    FLEETS = "fleets"
    REGIONS = "regions"
    CHIPS = "chips"
    STACKS = "stacks"
    TYPES = "types"
    NODES = "nodes"


type Domain = tuple[Names | str, ...]
type Known = Mapping[Names, Sequence[str]]


def names_in(domain: Domain, known: Known) -> list[str]:
    """Every name of a domain."""
    return [name for part in domain for name in ([part] if isinstance(part, str) else known[part])]


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric's name, unit, meaning, how it is read, and of whom and what it can speak."""

    name: str
    unit: str
    meaning: str
    read: Reader
    who: Domain
    item: Domain


METRICS: dict[str, Metric] = {}


def metric(unit: str, meaning: str, who: Domain = ("all",), item: Domain = ()) -> Callable[[Reader], Reader]:
    """Register a metric under the function's name, with the names it yields (``item`` may be empty)."""

    def register(read: Reader) -> Reader:
        METRICS[read.__name__] = Metric(read.__name__, unit, meaning, read, who, item)
        return read

    return register
