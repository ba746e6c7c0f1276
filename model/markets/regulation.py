"""The regulator: which rules hold in a month, once every policy in force has spoken."""

from collections.abc import Sequence

from model.inputs.catalogue import Catalogue
from model.inputs.policies import Policy
from model.inputs.rules import Rules, blank_rules
from model.inputs.scenario import Scenario
from model.state.rules import RuleTable, stack_rules
from model.state.setup import Setup
from model.state.world import World


def policies_in_force(scenario: Scenario, month: int) -> list[Policy]:
    """Policies that hold in a month, in the order in which they speak."""
    return [policy for policy in scenario.policies_in_order if policy.in_force(month, scenario.calendar)]


def rules_of(scenario: Scenario, catalogue: Catalogue, month: int) -> Rules:
    """The month's rules of one scenario."""
    rules = blank_rules(month, catalogue)
    for policy in policies_in_force(scenario, month):
        policy.apply(rules, scenario.calendar, catalogue)
    return rules


def rule_table(scenarios: Sequence[Scenario], setup: Setup, month: int) -> RuleTable:
    """The month's rules of every run; runs of one scenario share its rules."""
    found: dict[int, Rules] = {}
    for scenario in scenarios:
        if id(scenario) not in found:
            found[id(scenario)] = rules_of(scenario, setup.catalogue, month)
    return stack_rules([found[id(scenario)] for scenario in scenarios], setup)


def state_rules(world: World) -> None:
    """A new month's rules; licences are there to be used again."""
    world.rules = rule_table(world.scenarios, world.setup, world.month)
    world.licences_used[...] = 0.0
