"""Each lever moves what it is meant to move, seen in short paired runs."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from agents.resellers.decide import quote_asks
from agents.strategies import VENDOR
from model.inputs.scenario import scenario_from
from model.market import ComputeMarket
from tests.small_worlds import finished, metric_table, short_history

MONTHS = 16


def run_with(seed: int = 1, **policies) -> tuple[ComputeMarket, pd.DataFrame, pd.DataFrame]:
    """A history run of some months with added policies: market, metrics, trades."""
    content = {"extends": "history", "months": MONTHS, "startups": {"count": 200}, "add": policies}
    market = ComputeMarket(scenario_from(content, "test"), seed=seed)
    market.run_model()
    record = market.record()
    trades = pd.DataFrame({name: list(column) for name, column in record.trades.items()})
    return market, pd.DataFrame(record.metrics), trades


@pytest.fixture(scope="module")
def plain():
    return run_with()


def mean_of(metrics: pd.DataFrame, metric: str, since: int = 8, **where: str) -> float:
    rows = metrics[(metrics.metric == metric) & (metrics.month >= since)]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return float(rows.value.mean())


def test_a_price_cap_binds_every_quote_of_the_channel():
    _, metrics, _ = run_with(cap={"policy": "channel_price_cap", "max_premium": 0.05})
    premium = metrics[metrics.metric == "street_premium"].value
    assert premium.max() <= 0.05 + 1e-9


def test_without_the_cap_quotes_stand_higher(plain):
    assert plain[1][plain[1].metric == "street_premium"].value.max() > 0.10


def test_a_hoarding_ban_puts_every_chip_on_offer():
    market, _, _ = run_with(ban={"policy": "hoarding_ban"})
    quote_asks(market.lone.actors)
    held = np.floor(market.world.chips.units(market.world.setup.firms.resellers))
    np.testing.assert_array_equal(market.world.resellers.offered_units, held)


def test_a_carbon_tax_reaches_the_state_and_not_the_utilities(plain):
    _, metrics, trades = run_with(tax={"policy": "carbon_tax", "usd_per_tonne": 100})
    carbon = trades[trades.kind == "carbon"]
    assert carbon.amount.sum() > 0
    assert set(carbon.payee) == {"state"}
    assert plain[2][plain[2].kind == "carbon"].empty
    told = metrics[(metrics.metric == "energy_cost_usd") & (metrics.who == "all")].value.sum()
    power = trades[trades.kind == "energy"].amount.sum()
    assert told == pytest.approx(power + carbon.amount.sum())


def test_a_tariff_is_paid_on_chips_from_abroad_only():
    market, _, trades = run_with(duty={"policy": "tariff", "regions": ["China"], "rate": 0.5})
    taxed = trades[trades.kind == "tax"]
    regions = {row.name: row.region for _, row in market.world.setup.cast.firm_rows()}
    assert {regions[payer] for payer in taxed.payer} == {"China"}
    sold = trades[(trades.kind == "chips") & trades.payee.isin(["Nvidia", "AMD"])]
    abroad = sold[sold.payer.map(regions) == "China"].amount.sum()
    assert taxed.amount.sum() == pytest.approx(0.5 * abroad, rel=1e-6)


def test_licences_let_a_quota_of_barred_chips_through():
    market, _, trades = run_with(quota={"policy": "licence_quota", "units_per_month": 700})
    regions = {row.name: row.region for _, row in market.world.setup.cast.firm_rows()}
    barred = trades[(trades.kind == "chips") & (trades.payee == "Nvidia") & (trades.month >= 9)]
    into = barred[(barred.payer.map(regions) == "China") & barred["item"].isin(["A100", "H100"])]
    by_month = into.groupby("month").quantity.sum()
    assert by_month.max() <= 700
    assert by_month.sum() > 0


def test_must_supply_makes_the_strategy_irrelevant():
    content = {
        "extends": "history",
        "months": 12,
        "startups": {"count": 100},
        "add": {"rule": {"policy": "must_supply"}},
    }
    receipts = []
    for weight in ("chip_only", "favour_non_builders"):
        scenario = scenario_from(content | {"strategies": {"Nvidia": weight}}, "test")
        market = ComputeMarket(scenario, seed=1)
        market.run_model()
        receipts.append(market.world.chips.held.sum(axis=2))
    np.testing.assert_array_equal(*receipts)


def test_portable_code_lowers_the_share_of_the_leading_stack(plain):
    _, metrics, _ = run_with(open={"policy": "interoperability", "portability": 1.0})
    after = mean_of(metrics, "nvidia_dependence", who="all")
    assert after < mean_of(plain[1], "nvidia_dependence", who="all")


def test_a_subsidy_raises_the_domestic_share_and_is_paid_by_the_state(plain):
    _, metrics, trades = run_with(aid={"policy": "domestic_subsidy", "price_share": 0.6})
    share = mean_of(metrics, "domestic_share", who="China", item="installed")
    assert share > mean_of(plain[1], "domestic_share", who="China", item="installed")
    assert trades[(trades.kind == "subsidy") & (trades.payer == "state")].amount.sum() > 0


def test_vouchers_are_paid_to_small_firms_and_raise_their_compute(plain):
    _, metrics, trades = run_with(
        aid={"policy": "compute_voucher", "usd_per_firm_month": 20_000, "start": date(2022, 3, 1)}
    )
    assert trades[trades.kind == "subsidy"].amount.sum() > 0
    small = mean_of(metrics, "small_firm_compute_share", item="small")
    assert small > mean_of(plain[1], "small_firm_compute_share", item="small")


def test_a_ban_empties_the_vendors_cloud():
    _, metrics, _ = run_with(ban={"policy": "vendor_cloud_ban"})
    rental = metrics.query("metric == 'revenue_usd' and who == 'Nvidia' and item == 'rental'")
    assert rental.empty


def test_a_crypto_wave_lifts_street_prices_and_its_bust_sinks_them(plain):
    wave = {
        "policy": "crypto_wave",
        "start": date(2022, 2, 1),
        "rise_months": 3,
        "plateau_months": 3,
        "fall_months": 2,
        "supply_share": 0.4,
    }
    _, metrics, trades = run_with(wave=wave)
    street = "street_premium"
    high = mean_of(metrics[metrics.month <= 7], street, since=4, who="US", item="A100")
    assert high > mean_of(plain[1][plain[1].month <= 7], street, since=4, who="US", item="A100")
    low = mean_of(metrics, street, since=11, who="US", item="A100")
    assert low < high
    sold = trades[(trades.payee == "crypto miners") & (trades.kind == "chips")]
    assert sold.quantity.sum() > 0


@pytest.mark.parametrize("kind", sorted(VENDOR))
def test_only_the_chip_only_gives_up_the_own_cloud(kind):
    """A what-if about another habit of Nvidia's must not take DGX Cloud away with it."""
    market = finished(short_history(f"strategies.Nvidia={kind}", months=18, startups=100))
    metrics = metric_table(market)
    own = metrics[(metrics.metric == "revenue_usd") & (metrics.who == "Nvidia") & (metrics.item == "rental")]
    assert (own.value.sum() > 0) == (kind != "chip_only")
