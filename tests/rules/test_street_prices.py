"""Street prices: the mean of what a region's resellers ask, weighted by their stock."""

import pandas as pd
import pytest

from tests.rules.shown import Shown, shown
from tests.small_worlds import short_history, with_policies

BIG, SMALL = "EU integrator A", "EU broker A"
OTHERS = ("EU integrator B", "EU distributor A", "EU distributor B", "EU broker B")
CHIP = "A100"


MINERS = "crypto miners"
WAVE = {"policy": "crypto_wave", "rise_months": 1, "plateau_months": 20, "supply_share": 0.03}


@pytest.fixture(scope="module")
def two_resellers() -> Shown:
    """Two resellers trade in Europe, one with much stock and one with little; miners buy from both."""
    empty = [f'firms."{name}".monthly_units={{}}' for name in OTHERS]
    sizes = [
        f'firms."{BIG}".monthly_units={{ A100 = 900 }}',
        f'firms."{SMALL}".monthly_units={{ A100 = 60 }}',
    ]
    strangers = [f'ties."Nvidia -> {name}"=0' for name in OTHERS]
    rules = ["network.firm_search_rate=0", "channel.used_chips_cash_factor=100", "channel.scarcity_weight=1"]
    scenario = short_history(*empty, *sizes, *strangers, *rules, months=12, startups=200)
    return shown(with_policies(scenario, {"wave": WAVE}))


def quotes(run: Shown) -> pd.DataFrame:
    """Ask and stock of both resellers in the months in which both sold: months × (figure, reseller).

    They sell to miners and start-ups at their ask; start-ups buy once the month's street price is known.
    """
    chips = run.trades.query("kind == 'chips' and item == @CHIP and payee in [@BIG, @SMALL]")
    by_seller = ["month", "payee"]
    sold = chips[chips.payer.isin([*run.groups, MINERS])].groupby(by_seller)[["amount", "quantity"]].sum()
    later = chips[chips.payer.isin(run.groups)].groupby(by_seller).quantity.sum()
    used = (
        run.trades.query("kind == 'liquidation' and item == @CHIP").groupby(["month", "payer"]).quantity.sum()
    )
    end = run.values("stock_units")
    rows = {
        (month, name): {
            "ask": sale.amount / sale.quantity,
            "stock": end.get((month, name, CHIP), 0.0)
            + later.get((month, name), 0.0)
            - used.get((month, name), 0.0),
        }
        for (month, name), sale in sold.iterrows()
    }
    return pd.DataFrame(rows).T.unstack().dropna()


def test_a_street_price_is_the_mean_ask_weighted_by_stock(two_resellers):
    table, street = quotes(two_resellers), two_resellers.values("street_price_usd")
    asks, weights = table["ask"], table["stock"] + 1
    expected = (asks * weights).sum(axis=1) / weights.sum(axis=1)
    told = [street[month, "Europe", CHIP] for month in table.index]
    assert told == pytest.approx(expected.tolist())
    apart = (asks[BIG] / asks[SMALL] - 1).abs()
    assert (apart > 0.01).sum() >= 3, "the two ask for different prices"


def test_the_premium_is_the_street_price_over_the_list_price_of_the_month(two_resellers):
    street, premium = (two_resellers.values(name) for name in ("street_price_usd", "street_premium"))
    listed = two_resellers.metric("list_price_usd").set_index(["month", "item"]).value
    for (month, region, chip), share in premium.items():
        # List prices are reviewed after the month's trade: buyers saw last month's.
        if month > 0 and (month - 1, chip) in listed.index:
            expected = street[month, region, chip] / listed[month - 1, chip] - 1
            assert share == pytest.approx(expected), (month, region, chip)
