"""Crypto miners: buy while a wave is high, earn while it lasts, sell below the ask when it breaks."""

from math import ceil
from typing import Any

import pandas as pd
import pytest

from tests.rules.shown import Shown, shown
from tests.small_worlds import short_history, with_policies

MINERS = "crypto miners"
DISCOUNT, SELL_OUT_SHARE, LEAST_HEIGHT, RETURN_WANTED = 0.25, 0.35, 0.35, 2.6
RISE, PLATEAU, FALL = 4, 3, 3
HEIGHT = [0.25, 0.5, 0.75, 1.0, 1.0, 1.0, 1.0, 2 / 3, 1 / 3, 0.0, 0.0, 0.0]


def waved(**changes: Any) -> Shown:
    """A wave that comes and goes within a year."""
    wave = {"policy": "crypto_wave", "rise_months": RISE, "plateau_months": PLATEAU, "fall_months": FALL}
    scenario = short_history(months=12, startups=250)
    return shown(with_policies(scenario, {"wave": {**wave, "supply_share": 0.3, **changes}}))


@pytest.fixture(scope="module")
def wave() -> Shown:
    """A large wave."""
    return waved()


def bought(run: Shown) -> pd.DataFrame:
    """Chips that miners bought."""
    return run.paid("chips").query("payer == @MINERS")


def sold(run: Shown) -> pd.DataFrame:
    """Chips that miners sold."""
    return run.paid("chips").query("payee == @MINERS")


def held(run: Shown) -> pd.DataFrame:
    """Chips that miners hold at the end of each month, months × chips."""
    moves = pd.concat([bought(run), sold(run).assign(quantity=lambda rows: -rows.quantity)])
    table = moves.pivot_table(index="month", columns="item", values="quantity", aggfunc="sum")
    return table.reindex(range(run.scenario.months)).fillna(0.0).cumsum()


def test_miners_buy_only_while_the_wave_is_high_and_sell_only_below(wave):
    assert {HEIGHT[month] for month in bought(wave).month} == {0.5, 2 / 3, 0.75, 1.0}
    assert set(sold(wave).month) == {8, 9, 10, 11}


def test_miners_pay_no_more_than_a_chip_is_worth_to_them(wave):
    """An A100 is worth the height of the wave times 2.6 times its list price."""
    listed = wave.metric("list_price_usd").query("item == 'A100'").set_index("month").value
    for row in bought(wave).query("item == 'A100'").itertuples():
        worth = HEIGHT[row.month] * RETURN_WANTED * listed[row.month - 1]
        assert row.amount / row.quantity < worth, row.month


def test_investors_pay_for_what_miners_buy(wave):
    funding = wave.paid("funding").query("payee == @MINERS").groupby("month").amount.sum()
    spent = bought(wave).groupby("month").amount.sum()
    assert len(spent) >= 5
    assert funding.to_dict() == pytest.approx(spent.to_dict())


def test_miners_sell_at_a_discount_on_what_the_reseller_asks(wave):
    """Seen where the same reseller sold the same chip to start-ups in the same month, at its ask."""
    key = ["month", "seller", "item"]
    to_startups = wave.paid("chips").query("payer in @wave.groups").rename(columns={"payee": "seller"})
    price = to_startups.groupby(key)[["amount", "quantity"]].sum()
    ask = price.amount / price.quantity
    sales = sold(wave).rename(columns={"payer": "seller"}).set_index(key)
    sales = sales[sales.index.isin(ask.index)]
    assert len(sales) >= 3
    assert (sales.amount / sales.quantity / ask.loc[sales.index]).tolist() == pytest.approx(
        [1 - DISCOUNT] * len(sales)
    )


def test_miners_bring_a_part_of_their_chips_to_market_in_each_month_of_the_bust(wave):
    left = held(wave)
    by_month = sold(wave).groupby(["month", "item"]).quantity.sum()
    most = {key: ceil(SELL_OUT_SHARE * left[key[1]][key[0] - 1]) for key in by_month.index}
    assert all(units <= most[key] for key, units in by_month.items())
    assert any(units == most[key] for key, units in by_month.items()), "resellers could pay for all"


def test_what_miners_receive_is_what_they_paid_for(wave):
    received = wave.metric("units_received").query("who == @MINERS").groupby(["month", "item"]).value.sum()
    paid = bought(wave).groupby(["month", "item"]).quantity.sum()
    assert received.to_dict() == pytest.approx(paid.to_dict())


def test_mining_pays_a_chip_back_in_the_months_of_payback():
    fast, slow = (waved(payback_months=months).paid("mining").set_index("month") for months in (8.0, 16.0))
    first = min(fast.index)
    assert first == 2, "the month after the first purchase"
    assert fast.amount[first] == pytest.approx(2 * slow.amount[first])


def test_miners_pay_the_power_of_what_they_hold(wave):
    """What they held before the month's purchases, running all month, at some region's price."""
    power = wave.paid("energy").query("payer == @MINERS").set_index("month").amount
    prices = [region.pue * region.electricity_usd_per_kwh for region in wave.catalogue.regions]
    left = held(wave)
    for month in (2, 3, 4, 5, 6, 7, 8):
        kwh = sum(wave.kwh_per_month(chip) * left[chip][month - 1] for chip in left)
        assert min(prices) * kwh * 0.999 <= power[month] <= max(prices) * kwh * 1.001, month
