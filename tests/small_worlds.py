"""Small scenarios of the history, and ways to run them, for tests of the whole market."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel

from model.inputs.policies import Policy
from model.inputs.scenario import Scenario, load_scenario, scenario_from
from model.market import ComputeMarket
from model.state.kinds import KINDS


def short_history(*overrides: str, months: int = 6, startups: int = 60) -> Scenario:
    """The history with few start-ups and few months, and ``key=value`` overrides."""
    return load_scenario("history", [f"startups.count={startups}", f"months={months}", *overrides])


def with_policies(scenario: Scenario, policies: dict[str, Any]) -> Scenario:
    """The scenario with more policies: TOML-like tables or policy objects by name."""
    content: dict[str, Any] = {
        field: value.model_dump() if isinstance(value, BaseModel) else value for field, value in scenario
    }
    content["policies"] = {**scenario.policies, **policies}
    return scenario_from({**content, "extends": None, "opening": {}}, "a test")


def only_policies(policies: dict[str, Any], months: int = 3, startups: int = 40) -> Scenario:
    """A scenario that extends none, with these policies and no other."""
    content = {"months": months, "startups": {"count": startups}, "policies": policies}
    return scenario_from(content, "a test")


def history_policies() -> dict[str, Policy]:
    """Every policy of the history by name."""
    return dict(load_scenario("history").policies)


def market_of(scenario: Scenario, seed: int = 1, record: bool = True) -> ComputeMarket:
    """The market before its first month."""
    return ComputeMarket(scenario, seed=seed, record=record)


def months_of(market: ComputeMarket) -> Iterator[int]:
    """Trade month after month to the end of the run, yielding each month's number."""
    while market.lone.months_done < market.months_total:
        market.run_month()
        yield market.month


def finished(scenario: Scenario, seed: int = 1, record: bool = True) -> ComputeMarket:
    """The market after its last month."""
    market = market_of(scenario, seed, record)
    market.run_model()
    return market


def metric_table(market: ComputeMarket) -> pd.DataFrame:
    """Recorded metrics: month, date, metric, who, item, value, unit."""
    return pd.DataFrame(market.record().metrics)


def trade_table(market: ComputeMarket) -> pd.DataFrame:
    """Recorded payments: month, payer, payee, kind, item, quantity, amount."""
    return pd.DataFrame(market.record().trades)


def payments(market: ComputeMarket) -> pd.DataFrame:
    """Last month's payments: payer and payee (accounts), kind, item, quantity, amount_usd."""
    journal = market.world.journal
    assert journal is not None, "no month has been traded yet"
    columns = ("payer", "payee", "item", "quantity", "amount_usd")
    table = pd.DataFrame({name: getattr(journal, name) for name in columns})
    return table.assign(kind=np.array([str(kind) for kind in KINDS])[journal.kind])


def payments_between_firms(market: ComputeMarket) -> pd.DataFrame:
    """Those of them of which both sides are firms of the cast."""
    table, count = payments(market), market.world.setup.firms.count
    return table[(table.payer < count) & (table.payee < count)]


def account(market: ComputeMarket, firm: str) -> int:
    """A firm's account."""
    return market.world.setup.accounts.firm(firm)


def place(market: ComputeMarket, role: str, firm: str) -> int:
    """A firm's place among those of its role, as ``world.clouds`` and the like count them."""
    return [row.name for row in getattr(market.world.setup.cast, role)].index(firm)


def fleet_units(market: ComputeMarket, vendor: str) -> float:
    """Chips in a vendor's own cloud."""
    setup = market.world.setup
    fleet = setup.firms.fleets[place(market, "vendor", vendor)]
    return float(market.world.chips.units(fleet[None]).sum())


def cash_of_rows_usd(market: ComputeMarket) -> NDArray[np.float64]:
    """Weight times cash of the start-ups' rows, by group."""
    startups = market.lone.actors.startups
    return np.array(
        [
            float(startups.columns.cash_usd[startups.rows_of(group)].sum()) * weight
            for group, weight in enumerate(startups.traits.weight)
        ]
    )


def own_milli_of_rows(market: ComputeMarket) -> NDArray[np.int64]:
    """Thousandths of chips in the start-ups' rows, groups × chips."""
    startups = market.lone.actors.startups
    milli = np.zeros((len(startups.traits.names), len(market.catalogue.chips)), np.int64)
    for group in range(len(milli)):
        rows = startups.rows_of(group)
        held = startups.columns.own_milli[rows] > 0
        chips = startups.columns.own_chip[rows][held]
        np.add.at(milli[group], chips, startups.columns.own_milli[rows][held])
    return milli
