"""Who acts: the world together with the strategies in force and the start-ups' rows."""

from dataclasses import dataclass

from agents.desks import Desks
from agents.notebook import Notebook
from agents.startups.population import Startups
from model.state.world import World


@dataclass(slots=True)
class Actors:
    """What a phase of the month works on.

    ``programmes``, ``clouds``, … are the desks of the roles: whose strategy is in force this month.
    ``resellers`` covers resellers and grey traders.
    """

    world: World
    foundries: Desks
    vendors: Desks
    clouds: Desks
    resellers: Desks
    programmes: Desks
    startups: Startups
    notebook: Notebook
