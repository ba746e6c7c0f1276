"""What the page reads of a running market: one frozen snapshot a month, cheap to take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import networkx as nx
import numpy as np
import pandas as pd

from experiments.events import Event, policy_events
from experiments.holders import with_peaks
from model.market import ComputeMarket
from model.metrics import measure
from model.recording import Recorder
from model.state.kinds import KINDS
from viz.startup_choices import choices_of

METRIC_COLUMNS = ("metric", "who", "item", "value", "unit")
PAYMENT_COLUMNS = ("payer", "payee", "kind", "item", "quantity", "amount")
CHOICE_COLUMNS = ("type", "region", "choice", "a100", "usd")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The market after a month; nobody writes to it, so threads may share it.

    `metrics` (month, date, metric, who, item, value, unit) holds all months so far, `startups` (month,
    date, type, region, choice, a100, usd) those whose choices were told, `payments` (payer, payee,
    kind, item, quantity, amount) and `decisions` (who, what, value, unit, why) this one. Amounts are in
    USD, `a100` in useful A100-equivalents. `month` is -1 before the first.
    """

    month: int
    date: date
    metrics: pd.DataFrame
    payments: pd.DataFrame
    graph: "nx.DiGraph[str]"
    firms: tuple[str, ...]
    decisions: pd.DataFrame
    events: tuple[Event, ...]
    startups: pd.DataFrame


def take_snapshot(
    market: ComputeMarket, previous: Snapshot | None = None, choices: Sequence[pd.DataFrame] = ()
) -> Snapshot:
    """Return the market as it stands; tables grow from the previous snapshot of the same run.

    Months between the two are filled in from what the market recorded; a market that does not record
    is measured now, so its snapshots must be taken every month. What start-ups chose is not recorded:
    `choices` holds the `month_of_choices` of the months since the previous snapshot, this one's if empty.
    """
    played = market.time > 0
    return Snapshot(
        month=market.month if played else -1,
        date=market.date,
        metrics=with_peaks(_metrics(market, previous), market.catalogue)
        if played
        else _empty(("month", "date", *METRIC_COLUMNS)),
        payments=_payments(market) if played else _empty(PAYMENT_COLUMNS),
        graph=nx.freeze(market.network),
        firms=market.world.setup.accounts.firms,
        decisions=_decisions(market),
        events=tuple(policy_events(market.settings)) if previous is None else previous.events,
        startups=_choices(choices or [month_of_choices(market)], previous)
        if played
        else _empty(("month", "date", *CHOICE_COLUMNS)),
    )


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in columns})


def _metrics(market: ComputeMarket, previous: Snapshot | None) -> pd.DataFrame:
    """The previous frame with the rows of the months after it."""
    known = 0 if previous is None or previous.metrics.empty else int(previous.metrics["month"].iloc[-1]) + 1
    recorder = market.recorder
    if recorder is None:
        recorder, known = Recorder(), 0
        recorder.add(market.month, market.date, measure(market.world))
    frame = pd.DataFrame(recorder.table(since=known))
    return _grown(previous.metrics if previous is not None and len(previous.metrics) else None, frame)


def month_of_choices(market: ComputeMarket) -> pd.DataFrame:
    """Return what start-ups chose this month, dated."""
    frame = choices_of(market)
    frame.insert(0, "month", market.month)
    frame.insert(1, "date", market.date)
    return frame


def _choices(months: Sequence[pd.DataFrame], previous: Snapshot | None) -> pd.DataFrame:
    frame = pd.concat(months, ignore_index=True)
    return _grown(previous.startups if previous is not None and len(previous.startups) else None, frame)


def _grown(before: pd.DataFrame | None, frame: pd.DataFrame) -> pd.DataFrame:
    if before is not None and frame.empty:
        return before
    frame["date"] = pd.to_datetime(frame["date"]).astype("datetime64[s]")
    return frame if before is None else pd.concat([before, frame], ignore_index=True)


def _decisions(market: ComputeMarket) -> pd.DataFrame:
    """What every firm decided this month and why."""
    made = [(firm.name, each) for firm in market.members.firms for each in firm.explain()]
    return pd.DataFrame(
        {
            "who": [who for who, _ in made],
            "what": [each.what for _, each in made],
            "value": [each.value for _, each in made],
            "unit": [each.unit for _, each in made],
            "why": [each.why for _, each in made],
        }
    )


def _payments(market: ComputeMarket) -> pd.DataFrame:
    """This month's payments, one row a payer, payee, kind and chip, the largest first."""
    journal, setup = market.world.journal, market.world.setup
    assert journal is not None, "payments are shown once a month is closed"
    names = np.array(setup.accounts.names, dtype=object)
    chips = np.array([*setup.catalogue.chip_names, ""], dtype=object)
    kinds = np.array([str(kind) for kind in KINDS], dtype=object)
    frame = pd.DataFrame(
        {
            "payer": names[journal.payer],
            "payee": names[journal.payee],
            "kind": kinds[journal.kind],
            "item": chips[journal.item],
            "quantity": journal.quantity,
            "amount": journal.amount_usd,
        }
    )
    return frame.sort_values("amount", ascending=False, ignore_index=True)
