"""Opens the world of some runs: everybody moves in, in the order of the accounts."""

from collections.abc import Mapping, Sequence

from agents.actors import Actors
from agents.climate.decide import open_climate
from agents.clouds.opening import open_clouds, open_needs
from agents.foundries.view import open_foundries
from agents.notebook import Notebook
from agents.programmes.opening import open_programmes
from agents.resellers.opening import open_resellers
from agents.schedule import Schedules
from agents.startups.population import Startups
from agents.strategies.base import Strategy
from agents.users.decide import open_users
from agents.vendors.opening import open_vendors
from model.inputs.accounts import Outside
from model.inputs.scenario import Scenario
from model.markets.listings import listings_of, seen_by_run
from model.markets.regulation import rule_table
from model.markets.snapshot import look
from model.state.setup import setup_of
from model.state.world import World, blank_world

NO_STRATEGIES: Mapping[str, Strategy] = {}


def open_actors(
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    strategies: Mapping[str, Strategy] = NO_STRATEGIES,
    *,
    explaining: bool = False,
) -> Actors:
    """Everybody at the start of these runs: one scenario and one seed a run.

    ``strategies`` by firm stand in for those that the scenarios name: one that is in no registry can
    be tried this way. With ``explaining`` firms note down why they decide as they do (a lone run).

    Raises:
        InputProblem: for a strategy or firm that does not exist, or runs that cannot travel together.
    """
    world = open_world(scenarios, seeds)
    actors = Actors(
        world, Schedules(scenarios, world.setup, strategies), Startups(world), Notebook(explaining)
    )
    open_foundries(world)
    open_vendors(world)
    open_clouds(world)
    open_programmes(actors)
    open_climate(world)
    open_resellers(world)
    actors.startups.open_ledgers(world)
    open_users(actors.startups, world)
    look(world)
    open_needs(actors)
    return actors


def open_world(scenarios: Sequence[Scenario], seeds: Sequence[int]) -> World:
    """The world before anybody has moved in, but for what firms have in the bank."""
    first = scenarios[0]
    setup = setup_of(first.cast, first.catalogue, first.calendar)
    listings = listings_of(setup, scenarios)
    world = blank_world(
        scenarios,
        seeds,
        listings,
        seen_by_run(listings, setup, scenarios),
        rule_table(scenarios, setup, 0),
        setup,
    )
    for _, row in setup.cast.firm_rows():
        world.money.open(
            setup.accounts.firm(row.name), setup.outside(Outside.INVESTORS), row.opening_cash_usd
        )
    return world
