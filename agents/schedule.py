"""Which strategy is in force: of every firm in every run, month by month."""

from collections.abc import Mapping, Sequence

from agents.desks import Desks
from agents.strategies.base import Strategy
from agents.strategies.rows import Dated, dated_strategies, in_force
from model.inputs.cast import FirmRow, Role
from model.inputs.problems import unknown_name
from model.inputs.scenario import Scenario
from model.state.setup import Setup

type Given = Mapping[str, Strategy]


class Schedule:
    """The dated strategies of one role: of each run, of each firm in the order of the cast."""

    def __init__(
        self, scenarios: Sequence[Scenario], roles: Sequence[Role], rows: Sequence[FirmRow], given: Given
    ) -> None:
        by_scenario: dict[int, list[tuple[Dated, ...]]] = {}
        for scenario in scenarios:
            if id(scenario) not in by_scenario:
                by_scenario[id(scenario)] = [
                    (Dated(0, given[row.name]),)
                    if row.name in given
                    else dated_strategies(scenario, role, row)
                    for role, row in zip(roles, rows, strict=True)
                ]
        self._runs = [by_scenario[id(scenario)] for scenario in scenarios]
        self._switches = {dated.month for run in self._runs for firm in run for dated in firm} - {0}
        self._desks = self._desks_of(0)

    def desks(self, month: int) -> Desks:
        """Who decides together in a month; to be asked month after month."""
        if month in self._switches:
            self._desks = self._desks_of(month)
        return self._desks

    def _desks_of(self, month: int) -> Desks:
        return Desks([[in_force(firm, month) for firm in run] for run in self._runs])


class Schedules:
    """The strategies of all roles.

    Raises:
        InputProblem: for a strategy, a number of one, or a firm that does not exist.
    """

    def __init__(self, scenarios: Sequence[Scenario], setup: Setup, given: Given) -> None:
        for firm in (*given, *(name for scenario in scenarios for name in scenario.strategies)):
            if firm not in setup.accounts.firms:
                raise unknown_name(
                    "firm", firm, f"scenario {scenarios[0].name}, strategies", setup.accounts.firms
                )
        rows = setup.cast.firm_rows()

        def schedule(*wanted: Role) -> Schedule:
            chosen = [(role, row) for role, row in rows if role in wanted]
            return Schedule(scenarios, [role for role, _ in chosen], [row for _, row in chosen], given)

        self.foundries = schedule(Role.FOUNDRY)
        self.vendors = schedule(Role.VENDOR)
        self.clouds = schedule(Role.CLOUD)
        self.resellers = schedule(Role.RESELLER, Role.GREY_TRADER)
        self.programmes = schedule(Role.PROGRAMME)
