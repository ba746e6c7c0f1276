"""The books of short runs of the history, month by month."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pytest

from agents.actors import Actors
from model.market import ComputeMarket
from model.month import PHASES
from model.phase import Phase
from model.state.kinds import Unbalanced
from tests.small_worlds import (
    account,
    cash_of_rows_usd,
    finished,
    market_of,
    months_of,
    own_milli_of_rows,
    short_history,
    trade_table,
    with_policies,
)

MONTHS = 18


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """What one month left behind, groups first."""

    money_residual: float
    chip_residual: int
    row_cash_usd: np.ndarray
    group_balance_usd: np.ndarray
    row_milli: np.ndarray
    group_milli: np.ndarray
    moved_usd: float


@pytest.fixture(scope="module")
def month_ends() -> list[MonthEnd]:
    """Eighteen months of history with start-ups that buy, fail and are born."""
    market = market_of(short_history(months=MONTHS, startups=120))
    world, groups = market.world, market.world.setup.groups
    return [
        MonthEnd(
            float(world.money.residual(world.journal)[0]),
            int(world.chips.residual()[0]),
            cash_of_rows_usd(market),
            world.money.balance_usd[0, groups],
            own_milli_of_rows(market),
            world.chips.held[0, groups],
            float(world.journal.amount_usd.sum()),
        )
        for _ in months_of(market)
    ]


def test_money_is_accounted_for_every_month(month_ends):
    assert len(month_ends) == MONTHS
    assert all(end.moved_usd > 1e9 for end in month_ends)
    assert max(end.money_residual for end in month_ends) <= 1e-8


def test_chips_are_accounted_for_exactly_every_month(month_ends):
    assert [end.chip_residual for end in month_ends] == [0] * MONTHS


def test_cash_in_the_rows_is_the_balance_of_each_group_every_month(month_ends):
    for end in month_ends:
        np.testing.assert_allclose(
            end.row_cash_usd, end.group_balance_usd, rtol=1e-8, atol=1e-8 * end.moved_usd
        )
    assert month_ends[-1].group_balance_usd.max() > 1e6


def test_own_chips_in_the_rows_are_the_chip_ledger_of_each_group_every_month(month_ends):
    for end in month_ends:
        np.testing.assert_array_equal(end.row_milli, end.group_milli)
    assert (month_ends[-1].group_milli != month_ends[0].group_milli).any()


def test_the_worst_residuals_of_a_run_are_kept_in_its_record():
    record = finished(short_history(months=2)).record()
    assert 0.0 <= record.residual_money <= 1e-8
    assert record.residual_chips == 0


def test_a_run_stops_in_the_month_in_which_a_balance_is_tampered_with(monkeypatch):
    market = market_of(short_history(months=3))
    market.run_month()
    close = market.world.money.close

    def tampered():
        market.world.money.balance_usd[0, 0] += 1e6
        return close()

    monkeypatch.setattr(market.world.money, "close", tampered)
    with pytest.raises(Unbalanced, match="2022-02-01: the ledgers do not close"):
        market.run_month()


def test_a_run_stops_in_the_month_in_which_a_chip_appears():
    market = market_of(short_history(months=3))
    market.run_month()
    market.world.chips.held[0, 0, 0] += 1
    with pytest.raises(Unbalanced, match=r"0\.001 chips"):
        market.run_month()


def two_rounds(first: str, second: str, usd: float) -> dict[str, dict[str, object]]:
    """Two rounds of firms of the cast for OpenAI in the first month."""
    return {
        f"round_{number}": {
            "policy": "funding_round",
            "startup": "OpenAI",
            "investor": investor,
            "amount_usd": usd,
        }
        for number, investor in enumerate((first, second))
    }


def equity_usd(market: ComputeMarket) -> dict[str, float]:
    """What each firm paid OpenAI for equity."""
    trades = trade_table(market).query("kind == 'equity' and payee == 'OpenAI'")
    return dict(trades.groupby("payer").amount.sum())


def assert_rows_agree_with_the_ledger(market: ComputeMarket) -> None:
    """Cash in the start-ups' rows is the balance of each group."""
    balance_usd = market.world.money.balance_usd[0, market.world.setup.groups]
    np.testing.assert_allclose(cash_of_rows_usd(market), balance_usd, rtol=1e-8, atol=1.0)


def test_two_firms_may_invest_in_one_start_up_in_the_same_month():
    market = finished(with_policies(short_history(months=1), two_rounds("Azure", "Google Cloud", 1e8)))
    assert equity_usd(market) == pytest.approx({"Azure": 1e8, "Google Cloud": 1e8})
    assert_rows_agree_with_the_ledger(market)


def test_a_firm_promises_no_more_than_it_has_in_all_its_rounds_together(monkeypatch):
    market = market_of(with_policies(short_history(months=1), two_rounds("CoreWeave", "CoreWeave", 1e12)))
    at_hand_usd = []

    def watched(phase: Phase, actors: Actors) -> None:
        if phase.name == "split funding":
            at_hand_usd.append(market.world.money.balance_usd[0, account(market, "CoreWeave")])
        phase.run(actors)

    phases = tuple(replace(phase, run=partial(watched, phase)) for phase in PHASES)
    monkeypatch.setattr("model.batch.PHASES", phases)
    market.run_month()
    assert equity_usd(market)["CoreWeave"] == pytest.approx(at_hand_usd[0])
    assert_rows_agree_with_the_ledger(market)
