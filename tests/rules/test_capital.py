"""The capital market: what parents and lenders top clouds up with, and who pays for a named round."""

import numpy as np
import pytest

from model.inputs.scenario import Scenario
from model.markets.capital import fund_clouds
from model.markets.power import burn_power
from tests.rules.shown import Shown, shown
from tests.small_worlds import market_of, place, short_history, trade_table, with_policies

BEFORE_FUNDING = ("chips", "network", "tax", "wafers", "components")
"""What clouds pay for deliveries, which come before they are topped up; months without spot trade."""


def world(*overrides: str, months: int = 1) -> Scenario:
    """The history in which clouds buy nothing from resellers."""
    return short_history("cloud.spot_share=0", *overrides, months=months)


def without_cash() -> list[str]:
    """Overrides: every cloud opens with empty pockets."""
    return [f'firms."{row.name}".opening_cash_usd=0' for row in short_history().cast.cloud]


def drawn_usd(run: Shown) -> dict[str, float]:
    """What each cloud was topped up with in the first month."""
    paid = run.trades[run.trades.kind.isin(["parent", "funding"]) & (run.trades.month == 0)]
    drawn = paid.groupby("payee").amount.sum()
    return {row.name: float(drawn.get(row.name, 0.0)) for row in run.scenario.cast.cloud}


def test_a_month_s_top_up_is_at_most_so_many_months_of_spending():
    run = shown(world(*without_cash(), "cloud.largest_draw_months=1.5"))
    budgets = {row.name: row.ai_budget_usd_per_month for row in run.scenario.cast.cloud}
    assert drawn_usd(run) == pytest.approx({name: 1.5 * budget for name, budget in budgets.items()})


def test_a_top_up_fills_cash_to_so_many_months_of_spending():
    run = shown(world("cloud.cash_months=5", "cloud.largest_draw_months=100"))
    spent = run.trades[run.trades.kind.isin(BEFORE_FUNDING)].groupby("payer").amount.sum()
    for row in run.scenario.cast.cloud:
        at_hand = row.opening_cash_usd - float(spent.get(row.name, 0.0))
        expected = max(0.0, 5 * row.ai_budget_usd_per_month - at_hand)
        assert drawn_usd(run)[row.name] == pytest.approx(expected), row.name
    assert min(drawn_usd(run).values()) == 0.0, "one has enough"


def test_large_clouds_draw_on_their_parents_and_small_ones_on_investors():
    run = shown(world(*without_cash(), months=4))
    clouds = {row.name: row.is_large for row in run.scenario.cast.cloud}
    top_ups = run.trades[run.trades.kind.isin(["parent", "funding"]) & run.trades.payee.isin(clouds)]
    assert set(top_ups.payee) == set(clouds)
    large = top_ups.payee.map(clouds)
    assert set(zip(top_ups[large].payer, top_ups[large].kind, strict=True)) == {("parents", "parent")}
    assert set(zip(top_ups[~large].payer, top_ups[~large].kind, strict=True)) == {("investors", "funding")}


def test_parents_draw_stays_within_its_cap_in_every_month():
    market = market_of(world("cloud.largest_draw_months=0.8", months=12))
    spent = {}
    while market.lone.months_done < 12:
        spent[market.lone.months_done] = market.world.clouds.investment_usd[0].copy()
        market.run_month()
    trades = trade_table(market)
    paid = trades[trades.kind == "parent"].groupby(["month", "payee"]).amount.sum()
    shares = [usd / spent[month][place(market, "cloud", name)] for (month, name), usd in paid.items()]
    assert max(shares) == pytest.approx(0.8)


def test_investors_pay_a_named_round_once():
    """A firm's money for a start-up does not come from the outside investors as well."""
    deal = {"policy": "funding_round", "startup": "OpenAI", "amount_usd": 2e8, "within_path": False}
    from_firm = shown(with_policies(world(), {"deal": {**deal, "investor": "Azure"}}))
    from_outside = shown(with_policies(world(), {"deal": deal}))
    got = [
        run.trades[(run.trades.payee == "OpenAI") & run.trades.kind.isin(["funding", "equity"])]
        for run in (from_firm, from_outside)
    ]
    assert list(zip(got[0].payer, got[0].kind, strict=True)) == [("Azure", "equity")]
    assert list(zip(got[1].payer, got[1].kind, strict=True)) == [("investors", "funding")]
    assert [one.amount.sum() for one in got] == pytest.approx([2e8, 2e8])


def test_nobody_stays_overdrawn_or_pays_for_power_what_it_does_not_have():
    """Who orders nothing gets no other money, but what its own chips cost at delivery is covered."""
    market = market_of(short_history(), record=False)
    world, clouds = market.world, market.world.setup.firms.clouds
    market.run_month()
    world.clouds.investment_usd[...] = 0.0
    world.money.balance_usd[:, clouds] = -1e6
    fund_clouds(world)
    np.testing.assert_allclose(world.money.balance_usd[:, clouds], 0.0)
    world.money.balance_usd[:, clouds] = 100.0
    burn_power(world)
    cash_usd = world.money.balance_usd[:, clouds]
    assert (cash_usd > -1e-6).all()
    assert (cash_usd < 1e-6).any()
