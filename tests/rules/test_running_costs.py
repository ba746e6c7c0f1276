"""Wear, and what floors, people, hosts and trading cost."""

import pytest

from tests.rules.shown import Shown, shown
from tests.small_worlds import short_history, with_policies

SCRAP, FLOOR_USD, TRADING, FEE_USD = 0.03, 120.0, 0.05, 700.0
HOSTS = ("Azure", "Oracle", "Google Cloud")
MONTHS = 8


@pytest.fixture(scope="module")
def worn() -> Shown:
    """A world in which chips wear fast and a vendor's cloud stands on partners' floors."""
    own_cloud = {
        "policy": "vendor_cloud",
        "start": "2022-02-01",
        "chips": ["A100"],
        "host_fee_usd_per_chip_month": FEE_USD,
    }
    rules = [
        'strategies.Nvidia={ strategy = "dgx_cloud", share_of_supply = 0.3 }',
        f"cloud.scrap_rate={SCRAP}",
        f"cloud.hosting_usd_per_chip_month={FLOOR_USD}",
        f"channel.operating_share={TRADING}",
    ]
    return shown(with_policies(short_history(*rules, months=MONTHS), {"dgx_cloud": own_cloud}))


def before_wear(run: Shown, cloud: str) -> dict[tuple[int, str], float]:
    """A cloud's chips before the month's wear: last month's and what it received; from the second month."""
    held, received = run.values("installed_units"), run.values("units_received")
    return {
        (month, chip): held.get((month - 1, cloud, chip), 0.0) + received.get((month, cloud, chip), 0.0)
        for month in range(1, MONTHS)
        for chip in run.catalogue.chip_names
    }


def test_a_share_of_a_cloud_s_chips_is_retired_each_month_in_whole_chips(worn):
    held = worn.values("installed_units")
    for row in worn.scenario.cast.cloud:
        for (month, chip), units in before_wear(worn, row.name).items():
            left = units - int(units * SCRAP)
            assert held.get((month, row.name, chip), 0.0) == left, (row.name, month, chip)


def test_a_cloud_pays_the_floor_of_each_of_its_chips(worn):
    paid = worn.paid("operations").groupby(["month", "payer"]).amount.sum()
    for row in worn.scenario.cast.cloud:
        if row.name in HOSTS:
            continue
        chips = before_wear(worn, row.name)
        for month in range(1, MONTHS):
            units = sum(held for (when, _), held in chips.items() if when == month)
            assert paid[month, row.name] == pytest.approx(FLOOR_USD * units), (row.name, month)


def test_hosts_pay_the_floor_of_the_vendor_s_chips_too_and_get_its_fee(worn):
    fleet = worn.metric("installed_units").query("who == 'Nvidia own cloud'").groupby("month").value.sum()
    paid = worn.paid("operations").groupby(["month", "payer"]).amount.sum()
    fees = worn.paid("hosting").query("payer == 'Nvidia'")
    assert set(fees.payee) == set(HOSTS)
    for month, left in fleet.items():
        # The fee is due for what stood there before the month's wear, which takes whole chips of each kind.
        units = fees[fees.month == month].amount.sum() / FEE_USD
        assert left == pytest.approx((1 - SCRAP) * units, abs=len(worn.catalogue.chips)), month
        own = sum(
            held for host in HOSTS for (when, _), held in before_wear(worn, host).items() if when == month
        )
        floors = sum(paid[month, host] for host in HOSTS)
        assert floors == pytest.approx(FLOOR_USD * (own + units)), month
    assert fleet.max() > 1000


def test_a_reseller_pays_a_share_of_its_sales(worn):
    chips, paid = worn.paid("chips"), worn.paid("operations")
    grey = {row.name for row in worn.scenario.cast.grey_trader}
    users = chips[~chips.payer.isin(worn.resellers)]
    for name in set(worn.resellers) - grey:
        sales = users[users.payee == name].groupby("month").amount.sum()
        cost = paid[paid.payer == name].groupby("month").amount.sum()
        assert cost.to_dict() == pytest.approx((TRADING * sales[sales > 0]).to_dict(), rel=1e-4), name


def test_a_vendor_pays_its_people(worn):
    paid = worn.paid("staff").groupby("payer").amount
    for row in worn.scenario.cast.vendor:
        most = row.operating_cost_usd_per_month
        assert paid.max()[row.name] <= most * (1 + 1e-9)
    nvidia = next(row for row in worn.scenario.cast.vendor if row.name == "Nvidia")
    assert paid.sum()["Nvidia"] == pytest.approx(MONTHS * nvidia.operating_cost_usd_per_month)
    assert (worn.paid("staff").payee == "staff").all()
