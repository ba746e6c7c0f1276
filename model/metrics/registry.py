"""What a metric is, and the registry of all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric's name, unit, meaning and how it is read."""

    name: str
    unit: str
    meaning: str
    read: Reader


METRICS: dict[str, Metric] = {}


def metric(unit: str, meaning: str) -> Callable[[Reader], Reader]:
    """Register a metric under the function's name."""

    def register(read: Reader) -> Reader:
        METRICS[read.__name__] = Metric(read.__name__, unit, meaning, read)
        return read

    return register
