"""Chips of closed start-ups: who takes them, at what price, and what is left of them."""

import pandas as pd
import pytest

from tests.rules.shown import Shown, shown
from tests.small_worlds import short_history

SHARE, CASH_FACTOR = 0.4, 8.0


@pytest.fixture(scope="module")
def many_close() -> Shown:
    """Start-ups without revenue or investors close by and by; resellers are careful with their cash."""
    cast = short_history().cast
    poor = [
        f"firms.{row.name}.{change}"
        for row in cast.type
        for change in ("runway_months=4", "revenue_usd_per_month=0", "funding_weight=0")
    ]
    poor[-1] = poor[-1].replace("funding_weight=0", "funding_weight=1")
    rules = [f"startups.salvage_share={SHARE}", f"channel.used_chips_cash_factor={CASH_FACTOR}"]
    return shown(short_history(*poor, *rules, months=9, startups=200))


def salvage(run: Shown) -> pd.DataFrame:
    """Purchases of closed start-ups' chips by resellers, in their order."""
    paid = run.paid("liquidation")
    return paid[paid.payer.isin(run.resellers)]


def test_used_chips_cost_their_share_of_the_street_price_where_the_reseller_is(many_close):
    street, bought = many_close.values("street_price_usd"), salvage(many_close)
    assert len(bought) >= 6
    assert bought.payer.map(many_close.regions).nunique() == 3
    for row in bought.itertuples():
        price = street[row.month, many_close.regions[row.payer], row.item]
        assert row.amount / row.quantity == pytest.approx(SHARE * price), row


def test_used_chips_are_paid_to_the_investors_of_who_closed_and_are_whole(many_close):
    bought = salvage(many_close)
    assert (bought.payee == "investors").all()
    assert (bought.quantity == bought.quantity.round()).all()
    assert (bought.quantity >= 1).all()


def test_a_reseller_takes_used_chips_only_with_many_times_their_price_at_hand(many_close):
    """Cash at that time: last month's balance, what banks lent since, and all of the month's trade."""
    cash = many_close.values("cash_usd")
    trades = many_close.trades
    trade = trades[trades.kind.isin(["chips", "tax", "subsidy"]) | (trades.payer == "banks")]
    before: dict[tuple[int, str], float] = {}
    for row in salvage(many_close).itertuples():
        key = (row.month, row.payer)
        if row.month == 0:
            continue
        month = trade[trade.month == row.month]
        got, spent = (month[month[side] == row.payer].amount.sum() for side in ("payee", "payer"))
        before.setdefault(key, cash[row.month - 1, row.payer, ""] + got - spent)
        assert before[key] > CASH_FACTOR * row.amount * (1 - 1e-9), row
        before[key] -= row.amount


def test_used_chips_join_the_stock_of_who_bought_them(many_close):
    """A reseller's stock is what it had, plus what it bought new and used, less what it sold."""
    stock = many_close.values("stock_units")
    chips = many_close.paid("chips")
    grey = {row.name for row in many_close.scenario.cast.grey_trader}
    checked = 0
    for month, name, chip in {(row.month, row.payer, row.item) for row in salvage(many_close).itertuples()}:
        if month == 0 or name in grey:
            continue
        here = chips[(chips.month == month) & (chips["item"] == chip)]
        bought = here[here.payer == name].quantity.sum()
        sold = here[here.payee == name].quantity.sum()
        used = (
            salvage(many_close).query("month == @month and payer == @name and item == @chip").quantity.sum()
        )
        expected = stock.get((month - 1, name, chip), 0.0) + bought + used - sold
        assert stock.get((month, name, chip), 0.0) == pytest.approx(expected, abs=0.1), (month, name, chip)
        checked += 1
    assert checked >= 5
