"""The first month in which two worlds with the same luck part, and through which payments."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agents.cast import build_cast
from model.inputs.scenario import Scenario
from model.market import ComputeMarket

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
    """A flow of one month that is not the same in both worlds, in USD."""

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
class Parting:
    """The month in which the worlds part and the months after it; none if they never part."""

    seed: int
    months: Sequence[ChangedMonth]


def find_parting(baseline: Scenario, whatif: Scenario, seed: int) -> Parting:
    """Run both worlds side by side until payments differ, and a few months more."""
    old, new = (
        ComputeMarket(scenario, seed=seed, cast=build_cast, record=False) for scenario in (baseline, whatif)
    )
    found: list[ChangedMonth] = []
    while old.time < old.months_total and len(found) < MONTHS_FOLLOWED:
        old.run_month()
        new.run_month()
        flows = changed_flows(flows_of(old), flows_of(new))
        if flows or found:
            found.append(ChangedMonth(old.date, flows))
    return Parting(seed, found)


def flows_of(market: ComputeMarket) -> dict[Flow, float]:
    """Return this month's payments of a market in USD, added up by flow."""
    accounts, chips = market.accounts.names, (*market.catalogue.chip_names, "")
    flows: defaultdict[Flow, float] = defaultdict(float)
    for batch in market.tally.payments:
        columns = (batch.payer, batch.payee, batch.item, batch.amount_usd)
        for payer, payee, item, amount in zip(*(column.tolist() for column in columns), strict=True):
            flows[Flow(accounts[payer], accounts[payee], str(batch.kind), chips[item])] += amount
    return flows


def changed_flows(old: dict[Flow, float], new: dict[Flow, float]) -> list[ChangedFlow]:
    """Return the flows that differ, the largest change first."""
    changed = [
        ChangedFlow(flow, old.get(flow, 0.0), new.get(flow, 0.0))
        for flow in {**old, **new}
        if old.get(flow, 0.0) != new.get(flow, 0.0)
    ]
    return sorted(changed, key=lambda each: (-abs(each.change_usd), each.flow.payer, each.flow.payee))
