"""The members of a lone run as Mesa agents: thin views on rows of the world; nothing lives in them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.clouds.explain import explain as explain_cloud
from agents.desks import Desks
from agents.foundries.explain import explain as explain_foundry
from agents.programmes.explain import explain as explain_programme
from agents.programmes.opening import opening_notes
from agents.resellers.explain import explain as explain_reseller
from agents.startups.views import cast_rows as startup_lines
from agents.vendors.explain import explain as explain_vendor
from model.inputs.cast import FirmRow, Role
from model.markets.regulation import policies_in_force
from model.state.decisions import CastRow, Decision
from model.state.world import World

type Vector = NDArray[np.float64]
type Explain = Callable[[Actors, int], list[Decision]]

EXPLAIN: dict[Role, Explain] = {
    Role.FOUNDRY: explain_foundry,
    Role.VENDOR: explain_vendor,
    Role.CLOUD: explain_cloud,
    Role.RESELLER: explain_reseller,
    Role.GREY_TRADER: explain_reseller,
    Role.PROGRAMME: explain_programme,
}
MOST_SUPPLIERS_NAMED = 4
"""How many suppliers a line of the cast list names."""


class MemberStays(RuntimeError):  # noqa: N818
    """Someone tried to take a member out of a running market."""


class Member(mesa.Agent[Any]):
    """Whoever stands in the cast list; ``name`` says who it is."""

    def __init__(self, model: "mesa.Model[Any, Any]", actors: Actors, name: str, role: str) -> None:
        super().__init__(model)
        self.actors = actors
        self.name = name
        self.role = role

    @property
    def world(self) -> World:
        """The state that this agent is a view on."""
        return self.actors.world

    def remove(self) -> None:
        """Refuse: who trades is part of the scenario.

        Raises:
            MemberStays: always, with the way to do it.
        """
        raise MemberStays(
            f"{self.name} cannot leave a running market: its orders, chips and ties would hang in the air. "
            f'Leave it out of the scenario instead: remove = ["{self.name}"]'
        )

    def cast_rows(self) -> list[CastRow]:
        """Lines of the cast list."""
        raise NotImplementedError


class Firm(Member):
    """A strategic firm."""

    def __init__(
        self, model: "mesa.Model[Any, Any]", actors: Actors, role: Role, row: FirmRow, place: int
    ) -> None:
        super().__init__(model, actors, row.name, str(role))
        self.row = row
        self.place = place
        self.account = actors.world.setup.accounts.firm(row.name)
        self._explain = EXPLAIN[role]
        self._role = role

    @property
    def strategy(self) -> Any:
        """What it follows this month."""
        return desks_of(self.actors, self._role).strategies[0][self.place]

    @property
    def cash_usd(self) -> float:
        """Money at hand."""
        return float(self.world.money.balance_usd[0, self.account])

    @property
    def held_units(self) -> Vector:
        """Chips at hand, by chip."""
        held: Vector = self.world.chips.units(np.array([self.account]))[0, 0]
        return held

    def explain(self) -> list[Decision]:
        """What it decided this month and why; nothing is worked out unless somebody asks."""
        return self._explain(self.actors, self.place)

    def cast_rows(self) -> list[CastRow]:
        """One line for the cast list."""
        strength = self.world.ties.strength[0]
        firms = self.world.setup.accounts.firms
        order = np.argsort(-strength[:, self.account], kind="stable")
        suppliers = [firms[other] for other in order.tolist() if strength[other, self.account] > 0]
        customers = int((strength[self.account] > 0).sum(dtype=np.int64))
        ties = ", ".join(suppliers[:MOST_SUPPLIERS_NAMED])
        if len(suppliers) > MOST_SUPPLIERS_NAMED:
            ties += f" +{len(suppliers) - MOST_SUPPLIERS_NAMED}"
        if customers:
            ties = f"{ties}{'; ' if ties else ''}{customers} customers"
        chips = float(self.world.chips.held[0, self.account].sum(dtype=np.int64)) / 1000
        parts = [f"{self.cash_usd / 1e6:,.0f} M USD"] if self.cash_usd else []
        parts += [f"{chips:,.0f} chips"] if chips else []
        if self._role == Role.PROGRAMME:
            parts += opening_notes(self.world, self.place)
        opening = ", ".join(parts)
        return [CastRow(self.name, self.role, self.row.region, self.strategy.name, ties, opening)]


class StartupPopulation(Member):
    """All start-ups, one row each in columns."""

    def cast_rows(self) -> list[CastRow]:
        """Groups, then named start-ups."""
        return startup_lines(self.actors.startups)


class FundingClimate(Member):
    """Venture money by type and region."""

    def cast_rows(self) -> list[CastRow]:
        """One line for the climate."""
        world = self.world
        policies = len(policies_in_force(world.scenarios[0], 0))
        usd = float(world.rules.funding_usd[0])
        opening = f"{usd / 1e9:.1f} bn USD in the first month ({policies} policies)"
        return [
            CastRow(
                self.name,
                self.role,
                "all",
                "follows the path, then users",
                "",
                opening,
            )
        ]


class Regulator(Member):
    """The dated rules."""

    def cast_rows(self) -> list[CastRow]:
        """One line for the regulator, with its dated rules."""
        policies = self.world.scenarios[0].policies
        dated = ", ".join(f"{name} ({policy.start})" for name, policy in policies.items() if policy.start)
        return [CastRow(self.name, self.role, "all", "dated rules", "", dated)]


class Miners(Member):
    """All crypto miners together."""

    def cast_rows(self) -> list[CastRow]:
        """One line for the miners."""
        policies = self.world.scenarios[0].policies
        waves = [name for name, policy in policies.items() if policy.policy == "crypto_wave"]
        opening = f"wait for {', '.join(waves)}" if waves else "asleep: no crypto wave"
        return [CastRow(self.name, self.role, "all", "follow the coin", "all resellers", opening)]


@dataclass(frozen=True, slots=True)
class Members:
    """Everybody in the order of the cast list."""

    firms: tuple[Firm, ...]
    startups: StartupPopulation
    climate: FundingClimate
    regulator: Regulator
    miners: Miners

    def everybody(self) -> Iterable[Member]:
        """Every agent, in the order of the cast list."""
        return (*self.firms, self.startups, self.climate, self.regulator, self.miners)


def desks_of(actors: Actors, role: Role) -> Desks:
    """The desks at which firms of a role decide."""
    return {
        Role.FOUNDRY: actors.foundries,
        Role.VENDOR: actors.vendors,
        Role.CLOUD: actors.clouds,
        Role.RESELLER: actors.resellers,
        Role.GREY_TRADER: actors.resellers,
        Role.PROGRAMME: actors.programmes,
    }[role]


def move_in(model: "mesa.Model[Any, Any]", actors: Actors) -> Members:
    """Give a Mesa model its agents."""
    places: dict[int, int] = {}
    firms = []
    for role, row in actors.world.setup.cast.firm_rows():
        desks = desks_of(actors, role)
        place = places.get(id(desks), 0)
        places[id(desks)] = place + 1
        firms.append(Firm(model, actors, role, row, place))
    return Members(
        tuple(firms),
        StartupPopulation(model, actors, "Start-ups", "start-ups"),
        FundingClimate(model, actors, "Funding climate", "climate"),
        Regulator(model, actors, "Regulator", "regulator"),
        Miners(model, actors, "Crypto miners", "miners"),
    )
