"""The first month in which two runs with the same random draws differ, and through which payments."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from model.batch import Batch
from model.inputs.scenario import Scenario
from model.state.kinds import KINDS
from model.state.world import World

MONTHS_FOLLOWED = 6


@dataclass(frozen=True, slots=True)
class Flow:
    """Who pays whom, for what."""

    payer: str
    payee: str
    kind: str
    item: str


@dataclass(frozen=True, slots=True)
class ChangedFlow:
    """A flow of one month that is not the same in both runs, in USD."""

    flow: Flow
    baseline_usd: float
    whatif_usd: float

    @property
    def change_usd(self) -> float:
        """What the what-if adds to the flow."""
        return self.whatif_usd - self.baseline_usd


@dataclass(frozen=True, slots=True)
class ChangedMonth:
    """A month with changed flows, the largest change first."""

    month: date
    flows: Sequence[ChangedFlow]

    @property
    def moved_usd(self) -> float:
        """All changes of the month without their signs."""
        return sum(abs(changed.change_usd) for changed in self.flows)


@dataclass(frozen=True, slots=True)
class Divergence:
    """The month in which the runs first differ and the months after it; none if they never do."""

    seed: int
    months: Sequence[ChangedMonth]


def find_divergence(baseline: Scenario, whatif: Scenario, seed: int) -> Divergence:
    """Run both scenarios side by side until payments differ, and a few months more."""
    old, new = (Batch([scenario], [seed], record=False) for scenario in (baseline, whatif))
    found: list[ChangedMonth] = []
    while old.months_done < old.months_total and len(found) < MONTHS_FOLLOWED:
        old.run_month()
        new.run_month()
        flows = changed_flows(flows_of(old.world, 0), flows_of(new.world, 0))
        if flows or found:
            found.append(ChangedMonth(old.date, flows))
    return Divergence(seed, found)


def flows_of(world: World, run: int) -> dict[Flow, float]:
    """Return this month's payments of a run in USD, added up by flow."""
    assert world.journal is not None, "flows are read once a month is closed"
    journal = world.journal.of(run)
    accounts, chips = world.setup.accounts.names, (*world.setup.catalogue.chip_names, "")
    flows: defaultdict[Flow, float] = defaultdict(float)
    columns = (journal.payer, journal.payee, journal.kind, journal.item, journal.amount_usd)
    for payer, payee, kind, item, amount in zip(*(column.tolist() for column in columns), strict=True):
        flows[Flow(accounts[payer], accounts[payee], str(KINDS[kind]), chips[item])] += amount
    return flows


def changed_flows(old: dict[Flow, float], new: dict[Flow, float]) -> list[ChangedFlow]:
    """Return the flows that differ, the largest change first."""
    changed = [
        ChangedFlow(flow, old.get(flow, 0.0), new.get(flow, 0.0))
        for flow in {**old, **new}
        if old.get(flow, 0.0) != new.get(flow, 0.0)
    ]
    return sorted(changed, key=lambda each: (-abs(each.change_usd), each.flow.payer, each.flow.payee))
