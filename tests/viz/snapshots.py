"""Short runs as snapshots, made once for all tests of pictures."""

import functools

from tests.small_worlds import market_of, months_of, short_history
from viz.snapshot import Snapshot, take_snapshot

MONTHS = 5


@functools.cache
def run_of(*overrides: str, startups: int = 400) -> tuple[Snapshot, ...]:
    """A snapshot after each month of a short history."""
    market = market_of(short_history(*overrides, months=MONTHS, startups=startups))
    taken: list[Snapshot] = []
    for _ in months_of(market):
        taken.append(take_snapshot(market, taken[-1] if taken else None))
    return tuple(taken)


def texts(specification: object) -> set[str]:
    """Every text that stands anywhere in a chart's specification."""
    if isinstance(specification, dict):
        return set().union(*(texts(value) for value in specification.values()), set())
    if isinstance(specification, list):
        return set().union(*(texts(value) for value in specification), set())
    return {specification} if isinstance(specification, str) else set()


def tables(specification: object) -> list[list[dict[str, object]]]:
    """Every table of figures in a chart's specification."""
    if isinstance(specification, dict):
        own = [specification["values"]] if isinstance(specification.get("values"), list) else []
        return own + [table for value in specification.values() for table in tables(value)]
    if isinstance(specification, list):
        return [table for value in specification for table in tables(value)]
    return []
