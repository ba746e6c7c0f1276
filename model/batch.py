"""A batch: runs that travel together, month by month, each as if it were alone."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from agents.actors import Actors
from agents.opening import NO_STRATEGIES, open_actors
from agents.past import keep_first_month, keep_opening
from agents.startups.views import final_rows
from agents.strategies.base import Strategy
from model import metrics
from model.inputs.past import past_of
from model.inputs.scenario import Scenario
from model.markets.tie_formation import age_ties
from model.month import PHASES
from model.recording import Recorder, RunRecord, trade_table
from model.state.kinds import Unbalanced
from model.state.money import Journal
from model.state.numbers import alike

MONEY_TOLERANCE = 1e-8
"""Largest money residual, relative to turnover, with which a run goes on."""


class Batch:
    """Runs of one cast and calendar, one scenario and one seed each.

    With ``record`` metrics are kept, with ``keep_trades`` every payment too.
    """

    def __init__(
        self,
        scenarios: Sequence[Scenario],
        seeds: Sequence[int],
        strategies: Mapping[str, Strategy] = NO_STRATEGIES,
        *,
        record: bool = True,
        keep_trades: bool = True,
        explaining: bool = False,
    ) -> None:
        self.actors: Actors = open_actors(scenarios, seeds, strategies, explaining=explaining)
        self.world = self.actors.world
        self.recorder = Recorder() if record else None
        self.journals: list[Journal] = []
        self.keeps_trades = record and keep_trades
        self.months_done = 0
        self.residual_money = np.zeros(len(seeds))
        self.residual_chips = np.zeros(len(seeds), np.int64)
        self._keep_past(strategies)

    def _keep_past(self, strategies: Mapping[str, Strategy]) -> None:
        """Runs of changed worlds open as the baseline does: it is opened too, and trades its first month."""
        scenarios, seeds = self.world.scenarios, self.world.seeds
        changed = [run for run, scenario in enumerate(scenarios) if scenario.opening]
        pasts = [past_of(scenarios[run]) for run in changed]
        for places in alike(pasts):
            runs = np.array([changed[place] for place in places])
            own = [seeds[run] for run in runs.tolist()]
            past = Batch([pasts[place] for place in places], own, strategies, record=False)
            keep_opening(self.actors, runs, past.actors)
            past.run_month()
            keep_first_month(self.actors, runs, past.actors)

    @property
    def months_total(self) -> int:
        """Months of the whole run."""
        return self.world.scenarios[0].months

    @property
    def date(self) -> date:
        """First day of the month that was traded last, or will be first."""
        return self.world.setup.calendar.date_of(self.world.month)

    def run_to_end(self) -> None:
        """Trade every month that is left."""
        while self.months_done < self.months_total:
            self.run_month()

    def run_month(self) -> None:
        """Trade one more month; then the ledgers must close.

        Raises:
            Unbalanced: naming the runs whose ledgers do not.
        """
        self.start_month()
        for phase in PHASES:
            phase.run(self.actors)
        self.close_month()

    def start_month(self) -> None:
        """Turn the page in the ledgers and counters."""
        self.world.month = self.months_done
        if "choice" in self.world.numbers.turn(self.world.month):
            self.world.fitness.link(self.world.numbers)
        self.world.money.start()
        self.world.counters.next_month()
        self.actors.notebook.clear()

    def close_month(self) -> None:
        """Close the ledgers, check them, record the month, and let ties age."""
        world = self.world
        world.journal = world.money.close()
        self._check(world.journal)
        if self.recorder is not None:
            self.recorder.add(world.month, self.date, metrics.measure(world))
        if self.keeps_trades:
            self.journals.append(world.journal)
        age_ties(world)
        self.months_done += 1

    def _check(self, journal: Journal) -> None:
        world = self.world
        money, chips = world.money.residual(journal), world.chips.residual()
        self.residual_money[...] = np.maximum(self.residual_money, money)
        self.residual_chips[...] = np.maximum(self.residual_chips, chips)
        finite = np.isfinite(world.money.balance_usd).all(axis=1)
        wrong = np.flatnonzero(~(money <= MONEY_TOLERANCE) | (chips != 0) | ~finite)
        if len(wrong):
            run = int(wrong[0])
            raise Unbalanced(
                f"{self.date}: the ledgers do not close (money {money[run]:.2e} of turnover, "
                f"{chips[run] / 1000} chips); please report the scenario and seed {world.seeds[run]}",
                tuple(wrong.tolist()),
            )

    def record(self, run: int = 0) -> RunRecord:
        """Everything that was recorded of a run, with the last state of firms and start-ups."""
        world = self.world
        accounts, chips = world.setup.accounts.names, world.setup.catalogue.chip_names
        recorder = self.recorder or Recorder()
        return RunRecord(
            seed=world.seeds[run],
            scenario=world.scenarios[run],
            metrics=recorder.table(run),
            trades=trade_table([journal.of(run) for journal in self.journals], accounts, chips),
            firms=metrics.firm_rows(world, run, strategy_names(self.actors, run)),
            startups=final_rows(self.actors.startups, run),
            residual_money=float(self.residual_money[run]),
            residual_chips=int(self.residual_chips[run]),
        )


def strategy_names(actors: Actors, run: int) -> list[str]:
    """Names of the strategies in force in a run, in the order of the accounts."""
    desks = (actors.foundries, actors.vendors, actors.clouds, actors.resellers, actors.programmes)
    return [strategy.name for each in desks for strategy in each.strategies[run]]
