"""What a metric is, and the registry of all of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from model.metrics.books import Books


class Value(NamedTuple):
    """One value of a metric."""

    who: str
    item: str
    value: float


@dataclass(frozen=True, slots=True)
class Rows:
    """Many values of a metric at once: columns of equal length."""

    who: list[str]
    item: list[str]
    value: list[float]


type Reader = Callable[["Books"], Iterator[Value] | Rows]


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
