"""What start-ups pay for, and whom."""

import pytest

from model.offers import Mode
from model.rental import software_share
from tests.small_worlds import finished, only_policies, short_history, trade_table, with_policies


def test_each_vendors_cloud_sells_software_on_its_own_terms():
    clouds = {
        "one": {"policy": "vendor_cloud", "vendor": "Nvidia", "software_share": 0.15},
        "other": {"policy": "vendor_cloud", "vendor": "AMD", "software_share": 0.4, "chips": ["MI250X"]},
    }
    market = finished(only_policies(clouds, months=1))
    share = software_share(market)
    for vendor, expected in (("Nvidia", 0.15), ("AMD", 0.4)):
        numbers = market.listings.of(market.accounts.firm(vendor), Mode.VENDOR_CLOUD)
        assert len(numbers) > 0
        assert share[numbers].tolist() == pytest.approx([expected] * len(numbers))
    assert not share[market.listings.mode != Mode.VENDOR_CLOUD].any()


def test_a_vendor_pays_for_the_network_that_it_sells_whoever_buys():
    market = finished(short_history(months=8, startups=200))
    trades = trade_table(market)
    nvidia = next(vendor for vendor in market.cast.vendors if vendor.name == "Nvidia")
    network = trades.query("kind == 'network' and payee == 'Nvidia'")
    assert network.payer.isin(market.accounts.groups).any()
    parts = trades.query("kind == 'components' and payer == 'Nvidia' and quantity == 0")
    assert parts.amount.sum() == pytest.approx(nvidia.row.network_cost_share * network.amount.sum())


def test_the_state_pays_its_part_of_domestic_chips_that_start_ups_buy_from_their_makers():
    aid = {"policy": "domestic_subsidy", "price_share": 0.5}
    market = finished(with_policies(short_history(months=12, startups=200), {"aid": aid}))
    trades = trade_table(market)
    domestic = [row.name for row in market.rows.vendor if row.region == "China"]
    bought = trades[trades.payer.isin(market.accounts.groups) & trades.payee.isin(domestic)]
    subsidies = trades[(trades.kind == "subsidy") & trades.payee.isin(market.accounts.groups)]
    assert subsidies.amount.sum() > 0
    assert subsidies.amount.sum() == pytest.approx(0.5 * bought[bought.kind == "chips"].amount.sum())
