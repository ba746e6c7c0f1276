"""Tariffs and subsidies: who pays what to the state on which chips."""

import pandas as pd
import pytest

from tests.rules.shown import Shown, shown
from tests.small_worlds import short_history, with_policies

RATES = {"China": 0.25, "Europe": 0.1}
AID = 0.3


@pytest.fixture(scope="module")
def levied() -> Shown:
    """China and Europe levy duties of their own; the state pays a part of domestic chips."""
    policies = {
        region: {"policy": "tariff", "regions": [region], "rate": rate} for region, rate in RATES.items()
    }
    aid = {"policy": "domestic_subsidy", "price_share": AID}
    return shown(with_policies(short_history(months=10, startups=60), {**policies, "aid": aid}))


def sales_to_firms(run: Shown) -> pd.DataFrame:
    """Deliveries of vendors to firms, with the regions of both."""
    chips = run.paid("chips")
    chips = chips[chips.payee.isin(run.vendors) & ~chips.payer.isin(run.groups)]
    return chips.assign(to=chips.payer.map(run.regions), of=chips.payee.map(run.regions))


def test_firms_pay_their_region_s_duty_on_chips_from_abroad_and_none_at_home(levied):
    sales = sales_to_firms(levied)
    rate = sales.to.map(RATES).fillna(0.0).where(sales.to != sales.of, 0.0)
    due = (sales.amount * rate).groupby([sales.month, sales.payer, sales["item"]]).sum()
    paid = levied.paid("tax").groupby(["month", "payer", "item"]).amount.sum()
    assert paid.to_dict() == pytest.approx(due[due > 0].to_dict())
    assert {levied.regions[payer] for _, payer, _ in paid.index} == set(RATES)
    assert (levied.paid("tax").payee == "state").all()


def test_the_state_pays_its_share_of_domestic_chips_to_the_firms_that_buy_them(levied):
    sales = sales_to_firms(levied)
    domestic = {chip.name for chip in levied.catalogue.chips if chip.stack == "domestic"}
    aided = sales[sales["item"].isin(domestic)]
    due = (AID * aided.amount).groupby([aided.month, aided.payer, aided["item"]]).sum()
    paid = levied.paid("subsidy")
    paid = paid[~paid.payee.isin(levied.groups)].groupby(["month", "payee", "item"]).amount.sum()
    assert len(due)
    assert paid.to_dict() == pytest.approx(due.to_dict())


def test_nobody_orders_more_than_it_can_pay_with_the_duty(levied):
    """A delivery and its duty leave no buyer in debt beyond its bank credit."""
    cash = levied.metric("cash_usd")
    clouds = [row.name for row in levied.scenario.cast.cloud if row.name not in ("Google Cloud", "Tesla")]
    assert cash[cash.who.isin(clouds)].value.min() >= 0
