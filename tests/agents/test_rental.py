"""What start-ups pay for, and whom."""

import pytest

from model.offers import Mode
from model.rental import software_share
from tests.small_worlds import finished, only_policies


def test_each_vendors_cloud_sells_software_on_its_own_terms():
    clouds = {
        "one": {"policy": "vendor_cloud", "vendor": "Nvidia", "software_share": 0.15},
        "other": {"policy": "vendor_cloud", "vendor": "AMD", "software_share": 0.4, "chips": ["MI250X"]},
    }
    market = finished(only_policies(clouds, months=1))
    share = software_share(market)
    for vendor, expected in (("Nvidia", 0.15), ("AMD", 0.4)):
        numbers = market.listings.of(market.accounts.firm(vendor), Mode.VENDOR_CLOUD)
        assert share[numbers].tolist() == pytest.approx([expected] * len(numbers))
    assert not share[market.listings.mode != Mode.VENDOR_CLOUD].any()
