"""Worlds that nobody planned: any strategies, any policies, nothing of this or that."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.clouds.capacity import utilisation
from agents.strategies import STRATEGIES
from model.inputs.policies import Policy
from model.inputs.scenario import Scenario, scenario_from
from model.market import ComputeMarket
from tests.small_worlds import (
    cash_of_rows_usd,
    finished,
    history_policies,
    market_of,
    months_of,
    only_policies,
    own_milli_of_rows,
    short_history,
)

MAY_BE_NEGATIVE = {"gross_margin", "street_premium"}
"""Metrics in shares that are no part of a whole."""
FIRMS = [(role, row.name) for role, row in short_history().cast.firm_rows()]
REGIONS = ("US", "Europe", "China")

regions = st.lists(st.sampled_from(REGIONS), max_size=3, unique=True).map(tuple)
factors = st.sampled_from([0.0, 0.3, 1.0, 3.0])

added_policies = st.one_of(
    st.fixed_dictionaries({"policy": st.just("demand_shock"), "factor": factors, "regions": regions}),
    st.fixed_dictionaries({"policy": st.just("power_price"), "factor": factors, "regions": regions}),
    st.fixed_dictionaries(
        {
            "policy": st.just("foundry_shock"),
            "foundry": st.sampled_from(["TSMC", "SMIC"]),
            "capacity_factor": factors,
            "hits_packaging": st.booleans(),
        }
    ),
    st.fixed_dictionaries(
        {
            "policy": st.just("export_control"),
            "regions": regions,
            "min_tflops": st.sampled_from([0.0, 100.0, 300.0]),
            "bars_foundries": st.booleans(),
        }
    ),
    st.fixed_dictionaries(
        {
            "policy": st.just("vendor_cloud"),
            "vendor": st.sampled_from(["Nvidia", "AMD"]),
            "chips": st.just(["A100", "MI250X"]),
            "hosts": st.just(["Oracle", "Azure"]),
            "software_share": st.floats(0.0, 1.0),
            "price_usd_per_instance_month": st.sampled_from([0.0, 8_000.0, 36_999.0]),
            "commitment_months": st.integers(0, 5),
        }
    ),
)


@st.composite
def followed(draw: st.DrawFn, names: list[str], months: int) -> Any:
    """A firm's strategy: one name, or another one from some month on."""
    first, second = draw(st.sampled_from(names)), draw(st.sampled_from(names))
    month = draw(st.integers(0, months - 1))
    if month == 0:
        return first
    return [first, {"strategy": second, "from": short_history().calendar.date_of(month)}]


@st.composite
def kept_policies(draw: st.DrawFn, months: int) -> dict[str, Policy]:
    """Some of the history's policies, moved into a run of so many months; paths may be empty."""
    kept = {}
    for name, policy in history_policies().items():
        if not draw(st.booleans()):
            continue
        month = draw(st.integers(0, months - 1))
        start = date(2022, 1 + month, 1) if draw(st.booleans()) else None
        changes: dict[str, Any] = {"start": start, "end": None}
        if policy.policy in ("packaging_path", "funding_path"):
            changes["factor"] = draw(st.sampled_from([0.0, 1.0, 4.0]))
        kept[name] = policy.model_copy(update=changes)
    return kept


@st.composite
def worlds(draw: st.DrawFn) -> Scenario:
    """A small scenario of any mix of strategies and policies."""
    months = draw(st.integers(2, 6))
    added = draw(st.lists(added_policies, max_size=3))
    strategies = {
        name: draw(followed(sorted(STRATEGIES[role]), months)) for role, name in FIRMS if draw(st.booleans())
    }
    content = {
        "months": months,
        "startups": {"count": draw(st.integers(0, 60))},
        "strategies": strategies,
        "policies": draw(kept_policies(months))
        | {f"added_{number}": policy for number, policy in enumerate(added)},
    }
    return scenario_from(content, "a random world")


@given(scenario=worlds(), seed=st.integers(0, 2**32))
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_any_small_world_runs_and_adds_up(scenario, seed):
    market = market_of(scenario, seed)
    for _ in months_of(market):
        assert_sound(market)
    assert_sound_metrics(market)
    assert market.lone.residual_money[0] <= 1e-8
    assert market.lone.residual_chips[0] == 0


@pytest.mark.parametrize(
    "overrides",
    [
        ["policies.packaging.factor=0"],
        ["policies.funding.factor=0"],
        ["startups.count=0"],
        ["startups.count=1"],
    ],
    ids=["no packaging", "no funding", "no start-ups", "one start-up a group"],
)
def test_the_history_without_one_of_its_sources_runs_and_adds_up(overrides):
    market = market_of(short_history(*overrides, months=12, startups=60))
    for _ in months_of(market):
        assert_sound(market)
    assert_sound_metrics(market)


def test_a_world_in_which_nobody_wants_anything_runs_and_sells_nothing_to_users():
    market = finished(only_policies({"none": {"policy": "demand_shock", "factor": 0.0}}, months=4))
    assert_sound(market)
    assert_sound_metrics(market)
    assert market.world.outcome.revenue_usd.sum() == 0
    assert market.world.trade.units.sum() == 0


def test_a_world_in_which_every_chip_is_barred_everywhere_delivers_none_across_borders():
    ban = {
        "policy": "export_control",
        "regions": REGIONS,
        "min_tflops": 0.0,
        "bars_foundries": False,
    }
    market = market_of(only_policies({"ban": ban}, months=4))
    setup, orders = market.world.setup, market.world.orders
    makers = np.maximum(setup.chips.maker, 0)
    abroad = setup.firms.region[makers][None, :] != setup.firms.region[:, None]
    for _ in months_of(market):
        assert_sound(market)
        assert not (orders.filled_units[0] * abroad).any()
        assert (orders.filled_units[0] * ~abroad).any()
        assert not (orders.open_units[0] * abroad).any(), "barred orders are void"
    assert_sound_metrics(market)


def assert_sound(market: ComputeMarket) -> None:
    """Nobody holds fewer than no chips, asks less than nothing, or owes what it could not."""
    world, setup = market.world, market.world.setup
    assert (world.chips.held >= 0).all()
    assert (world.orders.open_units >= 0).all()
    for price in (world.prices.list_usd, world.prices.street_usd):
        assert np.isfinite(price).all()
        assert (price >= 0).all()
    assert (world.clouds.rent_usd_per_hour >= 0).all()
    # Chips that wore out at the end of the month were in use during it.
    most_use = 1.0 / (1.0 - market.settings.cloud.scrap_rate) + 1e-9
    use = utilisation(world)
    assert ((use >= 0.0) & (use <= most_use)).all()
    firms = np.concatenate([setup.firms.clouds, setup.firms.vendors, setup.firms.resellers])
    cash_usd = world.money.balance_usd[0, firms]
    least_usd = -1e-6 * np.maximum(1.0, np.abs(cash_usd))
    assert (cash_usd >= least_usd).all()
    columns = market.lone.actors.startups.columns
    assert (columns.cash_usd >= -1e-6).all()
    assert (columns.own_milli >= 0).all()
    np.testing.assert_array_equal(own_milli_of_rows(market), world.chips.held[0, setup.groups])
    balances = world.money.balance_usd[0, setup.groups]
    np.testing.assert_allclose(cash_of_rows_usd(market), balances, rtol=1e-8, atol=1.0)


def assert_sound_metrics(market: ComputeMarket) -> None:
    """Every metric is a number, and parts of a whole lie between nothing and all of it."""
    metrics = market.record().metrics
    values = np.array(metrics["value"])
    wrong = [
        (metrics["date"][row], metrics["metric"][row], metrics["who"][row], values[row])
        for row in np.flatnonzero(~np.isfinite(values))
    ]
    assert wrong == []
    is_part = np.array(
        [
            unit in ("share", "index 0..1") and metric not in MAY_BE_NEGATIVE
            for unit, metric in zip(metrics["unit"], metrics["metric"], strict=True)
        ]
    )
    beyond = is_part & ((values < 0) | (values > 1 + 1e-9))
    assert [(metrics["metric"][row], values[row]) for row in np.flatnonzero(beyond)] == []
