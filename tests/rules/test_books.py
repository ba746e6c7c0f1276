"""The books as anybody can redo them: cash follows from the payments, chips from what was received."""

import pandas as pd
import pytest

from tests.rules.shown import Shown, shown
from tests.small_worlds import short_history, with_policies

ROUND = {"policy": "funding_round", "startup": "OpenAI", "investor": "Azure", "amount_usd": 1e8}
WAVE = {"policy": "crypto_wave", "rise_months": 1}
MONTHS = 12


@pytest.fixture(scope="module")
def lively() -> Shown:
    """A year with a round, a crypto wave, carbon tax, vouchers and a vendor's cloud."""
    policies = {
        "round": ROUND,
        "wave": WAVE,
        "carbon": {"policy": "carbon_tax"},
        "vouchers": {"policy": "compute_voucher"},
        "dgx_cloud": {"policy": "vendor_cloud", "start": "2022-03-01", "chips": ["A100"]},
    }
    return shown(with_policies(short_history(months=MONTHS, startups=120), policies))


def test_cash_is_last_month_s_and_what_was_got_less_what_was_paid(lively):
    cash = lively.metric("cash_usd").pivot_table(index="month", columns="who", values="value")
    got, paid = (
        lively.trades.pivot_table(index="month", columns=side, values="amount", aggfunc="sum")
        .reindex(index=range(MONTHS), columns=cash.columns)
        .fillna(0.0)
        for side in ("payee", "payer")
    )
    moved = cash.diff().iloc[1:]
    pd.testing.assert_frame_equal(moved, (got - paid).iloc[1:], check_names=False, rtol=1e-6, atol=10.0)
    opening = {row.name: row.opening_cash_usd for _, row in lively.scenario.cast.firm_rows()}
    first = {name: usd + got[name][0] - paid[name][0] for name, usd in opening.items()}
    assert cash.loc[0, list(opening)].to_dict() == pytest.approx(first, abs=10.0)


def test_no_payment_is_negative_and_nobody_pays_itself(lively):
    assert (lively.trades.amount > 0).all()
    assert (lively.trades.payer != lively.trades.payee).all()


def before_wear(units: float, rate: float) -> int:
    """How many chips there were, if so many are left once the month's wear has taken whole chips."""
    held = int(units)
    while held - int(held * rate) < units:
        held += 1
    return held


def test_a_vendor_s_stock_is_what_came_less_what_it_sold_and_kept_for_its_cloud(lively):
    stock, fleet = lively.values("stock_units"), lively.values("installed_units")
    made = lively.paid("wafers").groupby(["month", "payer", "item"]).quantity.sum()
    sold = lively.paid("chips").groupby(["month", "payee", "item"]).quantity.sum()
    cut = {chip.name for chip in lively.catalogue.chips if chip.variant_of}
    bases = {chip.variant_of for chip in lively.catalogue.chips} | cut
    for vendor in lively.scenario.cast.vendor:
        for chip in [chip.name for chip in lively.catalogue.chips if chip.maker == vendor.name]:
            for month in range(1, MONTHS if chip not in bases else 8):
                key, last = (month, vendor.name, chip), (month - 1, vendor.name, chip)
                left = fleet.get((month, f"{vendor.name} own cloud", chip), 0.0)
                own = before_wear(left, lively.scenario.cloud.scrap_rate)
                own -= fleet.get((month - 1, f"{vendor.name} own cloud", chip), 0.0)
                expected = stock.get(last, 0.0) + made.get(key, 0.0) - sold.get(key, 0.0) - own
                # How many there were before wear is known to one chip.
                assert stock.get(key, 0.0) == pytest.approx(expected, abs=1.01 if left else 0.5), key
