"""A scenario as a command names it."""

from collections.abc import Sequence

from agents.strategies.rows import check_strategies
from model.inputs.scenario import Scenario, load_scenario


def load_checked(name: str, overrides: Sequence[str] = ()) -> Scenario:
    """Load a scenario, overrides applied, and check its strategies too; raises InputProblem."""
    return check_strategies(load_scenario(name, overrides))
