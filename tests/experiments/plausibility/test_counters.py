"""Every counter on series made by hand: whole, and broken in the one way that it counts."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from experiments.cli import FAILED, main
from experiments.plausibility.bounds import load_bounds
from experiments.plausibility.counters import COUNTERS
from experiments.plausibility.judge import judged, runs_of
from experiments.plausibility.series import Series
from model.inputs.scenario import load_scenario
from tests.small_worlds import short_history

MONTHS = 36
BUYERS, CHIPS, VENDORS = ("Azure", "AWS"), ("A100", "H100", "MI250X"), ("Nvidia", "AMD")


def whole(**changes: Any) -> Series:
    """A market in which everything is steady."""
    by_chip = np.ones((MONTHS, len(CHIPS)))
    series = Series(
        scenario=load_scenario("history"),
        buyers=BUYERS,
        chips=CHIPS,
        vendors=VENDORS,
        firms=("TSMC", *VENDORS, *BUYERS),
        vendor=np.array([0, 0, 1]),
        launch_month=np.array([-20, 4, -5]),
        longest_wait_months=18.0,
        wanted_usd=np.full((MONTHS, 2), 2e9),
        ordered_usd=np.full((MONTHS, 2), 1e9),
        wait_months=3.0 * by_chip,
        on_sale=np.arange(MONTHS)[:, None] >= np.array([-20, 4, -5]),
        load=0.9 * by_chip,
        shipped_units=10_000.0 * by_chip,
        backlog_units=30_000.0 * by_chip,
        stock_units=5_000.0 * by_chip,
        cash_usd=np.full((MONTHS, 5), 1e9),
        use=np.full((MONTHS, 2), 0.8),
        ask_share=np.zeros(MONTHS),
        event_months=(10,),
    )
    return replace(series, **changes)


def with_months(field: str, months: slice, chip: int, value: float) -> dict[str, Any]:
    """A field of the whole series with another value in some months of one column."""
    values = getattr(whole(), field).copy()
    values[months, chip] = value
    return {field: values}


def value(name: str, **changes: Any) -> float:
    """A counter on the whole series with changes."""
    return COUNTERS[name](whole(**changes), load_bounds()[name].limits).value


@pytest.mark.parametrize("name", [name for name in COUNTERS if name != "defaults_outside_priors"])
def test_a_steady_market_is_whole(name: str):
    assert value(name) <= load_bounds()[name].most
    assert value(name) == (1.0 if name == "growth_of_makers" else 0.0)


LATE = slice(24, 36)
"""A year far from the event of month 10."""
OFF_SALE = np.arange(MONTHS)[:, None] < np.array([MONTHS, MONTHS, 20])


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        # Two of the 20 buyer-quarters far from the event: quarters 3 and 4 are its own.
        ("wanted_over_ordered", with_months("wanted_usd", slice(24, 30), 0, 4e9), 2 / 18),
        ("wanted_over_ordered", with_months("wanted_usd", slice(24, 27), 1, 1e8), 1 / 18),
        (
            "waits_at_idle_makers",
            with_months("wait_months", LATE, 0, 6.0) | with_months("load", LATE, 0, 0.5),
            12 / 68,
        ),
        ("overstocked_chips", with_months("stock_units", slice(20, 28), 1, 70_000.0), 1.0),
        ("stranded_units", {"on_sale": whole().on_sale & OFF_SALE}, 5_000.0),
        (
            "fall_of_shipments",
            with_months("shipped_units", slice(30, 36), 2, 4_000.0),
            0.6,
        ),
        ("growth_of_makers", with_months("shipped_units", slice(24, 36), 2, 100_000.0), 10.0),
        ("overdrawn_usd", with_months("cash_usd", slice(5, 6), 3, -2e6), 2e6),
        ("waits_at_bound", with_months("wait_months", slice(30, 36), 0, 18.0), 6 / 104),
        ("use_at_bound", with_months("use", LATE, 0, 1.0), 12 / 72),
        ("asks_at_bound", {"ask_share": np.full(MONTHS, 0.25)}, 0.25),
    ],
)
def test_a_broken_market_is_counted(name: str, changes: dict[str, Any], expected: float):
    assert value(name, **changes) == pytest.approx(expected)
    assert value(name, **changes) > load_bounds()[name].most


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("wanted_over_ordered", with_months("wanted_usd", slice(9, 15), 0, 4e9)),
        ("waits_at_idle_makers", with_months("wait_months", LATE, 0, 6.0)),
        (
            "waits_at_idle_makers",
            with_months("wait_months", slice(4, 13), 1, 9.0) | {"load": 0.5 * whole().load},
        ),
        ("overstocked_chips", with_months("stock_units", slice(20, 25), 1, 70_000.0)),
        (
            "overstocked_chips",
            with_months("shipped_units", LATE, 1, 0.0) | with_months("stock_units", LATE, 1, 900.0),
        ),
        ("stranded_units", with_months("stock_units", slice(0, 4), 1, 9_000.0)),
        ("fall_of_shipments", with_months("shipped_units", slice(11, 16), 2, 4_000.0)),
        (
            "fall_of_shipments",
            with_months("shipped_units", slice(30, 36), 2, 4_000.0) | {"backlog_units": whole().stock_units},
        ),
        (
            "growth_of_makers",
            {"shipped_units": whole().shipped_units * 0.0005 * 10.0 ** (np.arange(MONTHS)[:, None] // 12)},
        ),
    ],
)
def test_what_has_a_reason_is_not_counted(name: str, changes: dict[str, Any]):
    assert value(name, **changes) <= load_bounds()[name].most


def test_a_default_outside_its_prior_is_named():
    scenario = load_scenario("history", ["cloud.price_elasticity=19.0"])
    found = COUNTERS["defaults_outside_priors"](whole(scenario=scenario), {})
    assert "cloud.price_elasticity" in found.where


def test_a_mean_counts_all_runs_and_a_worst_the_worst():
    broken = whole(**with_months("use", LATE, 0, 1.0), **with_months("cash_usd", slice(5, 6), 3, -2e6))
    found = {one.name: one for one in judged([whole(), broken])}
    assert found["use_at_bound"].value == pytest.approx(12 / 72 / 2)
    assert found["overdrawn_usd"].value == 2e6
    assert found["overdrawn_usd"].where == "Azure"


def test_a_market_of_the_history_is_read_month_by_month():
    months = 4
    (run, other) = runs_of(short_history(months=months), [1, 2])
    assert run.wanted_usd.shape == (months, len(run.buyers))
    for name in ("wait_months", "on_sale", "load", "shipped_units", "backlog_units", "stock_units"):
        assert getattr(run, name).shape == (months, len(run.chips)), name
    assert run.shipped_units.sum() > 0 < run.ordered_usd.sum()
    assert not np.array_equal(run.shipped_units, other.shipped_units)
    assert all(np.isfinite(one.value) for one in judged([run, other]))


def test_draws_of_the_priors_lie_within_them_and_differ():
    history = short_history(months=2)
    runs = list(runs_of(history, [1, 2], draws=3))
    assert len(runs) == 5
    shares = [run.scenario.cloud.price_elasticity for run in runs]
    assert shares[:2] == [history.cloud.price_elasticity] * 2
    assert len(set(shares)) == 4
    assert COUNTERS["defaults_outside_priors"](runs[-1], {}).value == 0
    assert runs[-1].scenario.opening == {}


def test_the_command_prints_every_counter_and_tells_by_its_code(capsys: pytest.CaptureFixture[str]):
    code = main(["plausibility", "history", "--seeds", "1:1", "--months", "3", "--startups", "40"])
    shown = capsys.readouterr().out
    assert all(name in shown for name in COUNTERS)
    assert code == (FAILED if "broken" in shown else 0)
