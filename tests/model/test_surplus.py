"""What the start-ups keep, against what their books say that they paid and were given."""

from typing import Any

import pytest

from model.metrics.books import Books
from model.metrics.money import startup_surplus_usd
from model.state.kinds import Kind
from tests.small_worlds import market_of, months_of, short_history, with_policies

APART = {Kind.STAFF, Kind.LIQUIDATION}
"""What start-ups pay that is not for compute."""


@pytest.mark.parametrize(
    ("policy", "kind"),
    [
        ({"policy": "carbon_tax", "usd_per_tonne": 200}, Kind.CARBON),
        ({"policy": "compute_voucher", "usd_per_firm_month": 20_000}, Kind.SUBSIDY),
        ({"policy": "power_price", "factor": 1.0}, Kind.NETWORK),
    ],
)
def test_surplus_of_start_ups_is_value_less_all_that_compute_cost_them(policy: dict[str, Any], kind: Kind):
    market = market_of(with_policies(short_history(months=8, startups=200), {"extra": policy}))
    groups = market.world.setup.groups
    touched_usd = 0.0
    for _ in months_of(market):
        books = Books(market.world)
        spent = {one: float(books.paid[one][0, groups].sum()) for one in set(Kind) - APART}
        given = float(books.received[Kind.SUBSIDY][0, groups].sum())
        touched_usd += spent[kind] + (given if kind == Kind.SUBSIDY else 0.0)
        expected = float(market.world.startup_state.value_usd.sum()) - sum(spent.values()) + given
        assert startup_surplus_usd(books).tolist() == pytest.approx([expected])
    assert touched_usd > 0
