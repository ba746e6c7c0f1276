"""Who acts: the world together with the strategies in force and the start-ups' rows."""

from dataclasses import dataclass, field

from agents.desks import Desks
from agents.notebook import Notebook
from agents.schedule import Schedules
from agents.startups.population import Startups
from model.state.world import World


@dataclass(slots=True)
class Actors:
    """What a phase of the month works on.

    ``programmes``, ``clouds``, … are the desks of the roles: whose strategy is in force this month.
    ``resellers`` covers resellers and grey traders.
    """

    world: World
    schedules: Schedules
    startups: Startups
    notebook: Notebook
    foundries: Desks = field(init=False)
    vendors: Desks = field(init=False)
    clouds: Desks = field(init=False)
    resellers: Desks = field(init=False)
    programmes: Desks = field(init=False)

    def __post_init__(self) -> None:
        self.follow_schedules()

    def follow_schedules(self) -> None:
        """Put into force what firms follow this month."""
        month, schedules = self.world.month, self.schedules
        self.foundries = schedules.foundries.desks(month)
        self.vendors = schedules.vendors.desks(month)
        self.clouds = schedules.clouds.desks(month)
        self.resellers = schedules.resellers.desks(month)
        self.programmes = schedules.programmes.desks(month)
