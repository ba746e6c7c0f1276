"""How a world of the list is opened and run: the one place that knows how a market is made."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from unittest.mock import patch

from agents.strategies import STRATEGIES
from model.inputs.cast import Role
from model.inputs.scenario import scenario_from
from model.recording import RunRecord
from tests.references.worlds import World
from tests.small_worlds import market_of


def run(world: World, months: int | None = None) -> RunRecord:
    """What a world leaves behind after its months, or after its first ones."""
    scenario = scenario_from(world.content, f"reference {world.name}")
    with _rationing(world.rationing):
        market = market_of(scenario, world.seed)
    for _ in range(min(months or scenario.months, scenario.months)):
        market.run_month()
    return market.record()


@contextmanager
def _rationing(rule: str | None) -> Iterator[None]:
    """Vendors' strategies with another rule of sharing out; no scenario can set it yet."""
    known = STRATEGIES[Role.VENDOR]
    changed = {name: partial(kind, rationing=rule) for name, kind in known.items()} if rule else {}
    with patch.dict(known, changed):
        yield
