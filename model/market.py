"""The compute market as a Mesa model: one run, its agents, its clock."""

import operator
import secrets
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

import mesa
import networkx as nx

from agents.members import Members, move_in
from agents.opening import NO_STRATEGIES
from agents.strategies.base import Strategy
from model.announcer import announcements
from model.batch import Batch
from model.inputs.calendar import Calendar
from model.inputs.catalogue import Catalogue
from model.inputs.problems import InputProblem
from model.inputs.scenario import Scenario, load_scenario
from model.inputs.settings import with_settings
from model.network_view import network_of
from model.recording import Recorder, RowName, RunRecord
from model.state.decisions import CastRow
from model.state.world import World

SEEDS = 2**63
"""Seeds run from zero up to this number, which is left out."""

SERIES: dict[str, tuple[str, str, str]] = {
    "startups_alive": ("startups_alive", "all", ""),
    "funding_usd": ("funding_usd", "all", ""),
    "energy_mwh": ("energy_mwh", "all", ""),
    "training_frontier_flop": ("training_frontier_flop", "frontier", ""),
    "vendor_surplus_usd": ("surplus_usd", "vendor", ""),
    "cloud_surplus_usd": ("surplus_usd", "cloud", ""),
    "channel_surplus_usd": ("surplus_usd", "channel", ""),
    "startup_surplus_usd": ("surplus_usd", "start-ups", ""),
}
"""What Mesa's data collector keeps of a month: metric, who and item of each of its variables."""


class RunSettings(mesa.model.Scenario):
    """Mesa's scenario of one run: the seed and our own checked scenario."""

    settings: Scenario

    def __bool__(self) -> bool:
        """False: Mesa's page opens a market anew by its arguments, unless a scenario stands in for them."""
        return False


class ComputeMarket(mesa.Model["mesa.Agent[ComputeMarket]", RunSettings]):
    """One run of a scenario: a batch of one, with agents, events and a data collector.

    ``ComputeMarket("history", seed=1, **{"startups.count": 300})`` takes a scenario, or its name or file; a
    seed (``rng`` for Mesa's own tools; a fresh one if neither is given); and any key that ``describe``
    prints, set to a value. ``strategies`` by firm stand in for those that the scenario names.

    Raises:
        InputProblem: for anything in scenario, settings or seed that cannot be used.
    """

    def __init__(
        self,
        scenario: Scenario | str = "history",
        *,
        seed: int | None = None,
        rng: int | None = None,
        strategies: Mapping[str, Strategy] = NO_STRATEGIES,
        record: bool = True,
        **settings: Any,
    ) -> None:
        read = load_scenario(scenario) if isinstance(scenario, str) else scenario
        checked = with_settings(read, settings)
        number = checked_seed(seed if seed is not None else rng)
        self._open(Batch([checked], [number], strategies, record=record, explaining=True))

    def _open(self, batch: Batch) -> None:
        """Mesa's side of a run that stands anywhere between its start and its end."""
        self.settings = batch.world.scenarios[0]
        self.seed = batch.world.seeds[0]
        super().__init__(scenario=RunSettings(rng=self.seed, settings=self.settings))
        self.lone = batch
        self.events: list[str] = []
        self.members: Members = move_in(self, batch.actors)
        self._announcers = announcements(self.settings, self.events)
        for announcer in self._announcers:
            self.schedule_event(announcer.announce, at=announcer.month + 0.5)
        reporters = {name: partial(last_value, name=RowName(*row)) for name, row in SERIES.items()}
        self.datacollector = mesa.DataCollector(model_reporters=reporters if batch.recorder else {})

    def __reduce__(self) -> tuple[Any, ...]:
        """Copies and pickles carry the run's state and go on from there bit for bit."""
        return _restored, (type(self), self.lone, self.datacollector)

    @property
    def world(self) -> World:
        """The state of the run: arrays with a single run along their first axis."""
        return self.lone.world

    @property
    def catalogue(self) -> Catalogue:
        """Chips, nodes and regions."""
        return self.world.setup.catalogue

    @property
    def calendar(self) -> Calendar:
        """Dates of the run's months."""
        return self.world.setup.calendar

    @property
    def recorder(self) -> Recorder | None:
        """What was recorded so far, if anything is."""
        return self.lone.recorder

    @property
    def month(self) -> int:
        """The month that is traded now (or was traded last), from zero."""
        return self.world.month

    @property
    def date(self) -> date:
        """First day of that month."""
        return self.lone.date

    @property
    def months_total(self) -> int:
        """Months of the whole run."""
        return self.settings.months

    def run_month(self) -> None:
        """Trade one more month."""
        self.run_for(1)

    def run_model(self) -> None:
        """Trade every month that is left."""
        while self.running:
            self.run_month()

    def step(self) -> None:
        """Mesa's step: one month, then the ledgers must close."""
        if self.time <= self.lone.months_done:
            return  # a copy whose clock catches up with its state
        self.lone.run_month()
        self.running = self.lone.months_done < self.months_total
        self.datacollector.collect(self)

    def record(self) -> RunRecord:
        """Everything that was recorded, with the last state of firms and start-ups."""
        return self.lone.record()

    @property
    def network(self) -> "nx.DiGraph[str]":
        """Firms, start-ups (grouped above a limit), what each holds, and their ties as a networkx graph."""
        return network_of(self.lone.actors)

    def cast_table(self) -> list[CastRow]:
        """Every agent: role, region, strategy, ties, opening state."""
        return [row for member in self.members.everybody() for row in member.cast_rows()]


def checked_seed(seed: Any) -> int:
    """A seed as a Python integer; numpy's are welcome, none draws a fresh one.

    Raises:
        InputProblem: for what is no whole number from 0 to 2**63 - 1.
    """
    if seed is None:
        return secrets.randbelow(SEEDS)
    try:
        number = operator.index(seed)
    except TypeError:
        number = -1
    if isinstance(seed, bool) or not 0 <= number < SEEDS:
        raise InputProblem(
            what=f"{seed!r} is not a valid seed",
            where="seed",
            allowed=f"a whole number from 0 to {SEEDS - 1}",
        )
    return number


def last_value(market: ComputeMarket, *, name: RowName) -> float:
    """One metric's last value of a market; not a number where the month says nothing of it."""
    assert market.recorder is not None
    return market.recorder.last(name)


def _restored(kind: type[ComputeMarket], batch: Batch, collector: mesa.DataCollector) -> ComputeMarket:
    """A market around the state of a copied run."""
    market = kind.__new__(kind)
    market._open(batch)
    market.datacollector = collector
    if batch.months_done:
        market.run_for(batch.months_done)
    market.running = batch.months_done < market.months_total
    return market
