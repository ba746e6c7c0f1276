"""How a world of the list is opened and run: the one place that knows how a market is made."""

from model.inputs.scenario import scenario_from
from model.recording import RunRecord
from tests.references.worlds import World
from tests.small_worlds import market_of


def run(world: World, months: int | None = None) -> RunRecord:
    """What a world leaves behind after its months, or after its first ones."""
    scenario = scenario_from(world.content, f"reference {world.name}")
    market = market_of(scenario, world.seed)
    for _ in range(min(months or scenario.months, scenario.months)):
        market.run_month()
    return market.record()
