"""What start-ups pay for, and whom."""

import numpy as np
import pytest

from model.markets.rental import Bookings, software_share
from model.state.offers import Mode
from tests.small_worlds import (
    account,
    finished,
    only_policies,
    place,
    short_history,
    trade_table,
    with_policies,
)


def test_each_vendors_cloud_sells_software_on_its_own_terms():
    clouds = {
        "one": {"policy": "vendor_cloud", "vendor": "Nvidia", "software_share": 0.15},
        "other": {"policy": "vendor_cloud", "vendor": "AMD", "software_share": 0.4, "chips": ["MI250X"]},
    }
    market = finished(only_policies(clouds, months=1))
    listings = market.world.listings
    number = np.arange(len(listings.rows))
    one_of_each = Bookings(0 * number, 0 * number, number, 1.0 + 0 * number, 1.0 + 0 * number)
    share = software_share(market.world, one_of_each)
    for vendor, expected in (("Nvidia", 0.15), ("AMD", 0.4)):
        numbers = listings.of(account(market, vendor), Mode.VENDOR_CLOUD)
        assert len(numbers) > 0
        assert share[numbers].tolist() == pytest.approx([expected] * len(numbers))
    assert not share[listings.mode != Mode.VENDOR_CLOUD].any()


def test_a_vendor_pays_for_the_network_that_it_sells_whoever_buys():
    market = finished(short_history(months=8, startups=200))
    trades = trade_table(market)
    cost_share = market.world.vendors.network_cost_share[place(market, "vendor", "Nvidia")]
    groups = market.world.setup.accounts.groups
    network = trades.query("kind == 'network' and payee == 'Nvidia'")
    assert network.payer.isin(groups).any()
    parts = trades.query("kind == 'components' and payer == 'Nvidia' and quantity == 0")
    assert parts.amount.sum() == pytest.approx(cost_share * network.amount.sum())


def test_the_state_pays_its_part_of_domestic_chips_that_start_ups_buy_from_their_makers():
    aid = {"policy": "domestic_subsidy", "price_share": 0.5}
    market = finished(with_policies(short_history(months=12, startups=200), {"aid": aid}))
    trades, setup = trade_table(market), market.world.setup
    domestic = [row.name for row in setup.cast.vendor if row.region == "China"]
    bought = trades[trades.payer.isin(setup.accounts.groups) & trades.payee.isin(domestic)]
    subsidies = trades[(trades.kind == "subsidy") & trades.payee.isin(setup.accounts.groups)]
    assert subsidies.amount.sum() > 0
    assert subsidies.amount.sum() == pytest.approx(0.5 * bought[bought.kind == "chips"].amount.sum())
