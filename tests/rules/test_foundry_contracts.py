"""What is committed for a month ahead, what is built for it, and who gets scarce wafers."""

import numpy as np
import pytest
from scipy.optimize import linprog

from agents.foundries.contracts import additions, commitments
from agents.strategies.foundry.queue_by_loyalty import (
    FoundryView,
    QueueByLoyalty,
    knapsack,
    shares_of_makers,
)
from tests.small_worlds import market_of, months_of, only_policies

ONE = np.ones(1)


def committed(worth: float = 9.0, fee: float = 1.0, months: float = 9.0, deviation: float = 0.1) -> float:
    """Commitment of a maker that will need 100 wafers."""
    return float(commitments(100.0 * ONE, deviation * ONE, worth * ONE, fee * ONE, months * ONE)[0])


def test_a_commitment_is_the_newsvendors_quantile_of_the_need():
    assert committed(1.0, 1.0) == pytest.approx(100.0)
    assert committed(9.0, 1.0) == pytest.approx(100.0 * np.exp(1.2815515655 * 0.1 * 3.0), rel=1e-6)


def test_nothing_is_committed_for_what_earns_nothing_and_most_where_nothing_is_paid_for_it():
    assert committed(worth=0.0) == 0.0
    assert committed(fee=0.0) > committed(fee=0.1) > committed(fee=1.0) > committed(fee=9.0) > 0.0


def test_a_foundry_builds_what_is_missing_within_its_growth():
    standing, able, growth = np.array([100.0] * 3), np.array([90.0] * 3), np.full(3, 0.05)
    built = additions(np.array([80.0, 102.0, 900.0]), standing, able, growth)
    assert built.tolist() == pytest.approx([0.0, 2.0, 4.5])


def test_contracts_come_first_and_the_rest_goes_by_need_and_weight():
    need, weight = np.array([80.0, 40.0]), np.array([1.0, 0.5])
    given = shares_of_makers(need, np.array([0.0, 40.0]), weight, np.array([60.0]))
    assert given.tolist() == pytest.approx([20.0, 40.0])
    alone = shares_of_makers(need, np.zeros(2), weight, np.array([60.0]))
    assert alone.tolist() == pytest.approx([48.0, 12.0])
    too_many = shares_of_makers(need, np.array([60.0, 60.0]), weight, np.array([50.0]))
    assert too_many.tolist() == pytest.approx([30.0, 20.0])


def test_a_maker_fills_what_it_was_given_with_what_earns_most_and_others_are_untouched():
    load, worth = np.array([30.0, 50.0, 40.0]), np.array([1.0, 3.0, 9.0])
    kept = knapsack(load, worth, np.array([0, 0, 1]), np.array([60.0, 10.0]))
    assert kept.tolist() == pytest.approx([10.0, 50.0, 10.0])


def test_bottlenecks_one_by_one_come_close_to_the_linear_programme():
    """One maker, two nodes and packaging: on average within a few per cent of the best."""
    draws, parts = np.random.default_rng(1), []
    for _ in range(200):
        wanted, margin = draws.integers(200, 2000, 4).astype(float), draws.uniform(3e3, 3e4, 4)
        use = np.zeros((3, 4))
        use[[0, 0, 1, 1], range(4)] = 1.0 / draws.uniform(30, 70, 4)
        use[2] = 1.0 / draws.uniform(15, 30, 4)
        room = (use @ wanted) * draws.uniform(0.4, 1.1, 3)
        view = FoundryView(
            startable_units=wanted[None, None],
            margin_usd=margin[None, None],
            maker=np.zeros(4, np.int64),
            weight=np.ones((1, 1, 1)),
            use=use,
            capacity_wafers=room[None, None],
            contracted_wafers=np.zeros((1, 1, 3)),
        )
        starts = QueueByLoyalty().starts(view)[0, 0]
        assert (use @ starts <= room * (1 + 1e-9)).all()
        best = linprog(-margin, A_ub=use, b_ub=room, bounds=list(zip(np.zeros(4), wanted, strict=True)))
        parts.append(float(margin @ starts) / -best.fun)
    assert np.mean(parts) > 0.97
    assert np.min(parts) > 0.75


def test_commitments_become_capacity_after_their_lead_and_sooner_where_packaging_is_early():
    late, early = (
        market_of(
            only_policies(
                {"p": {"policy": "packaging_path", "factor": 0.3, "months_early": ahead}}, months=14
            )
        )
        for ahead in (0, 6)
    )
    opens = []
    for market in (late, early):
        for month in months_of(market):
            if market.world.wafers.extra_wafers[0, len(market.world.wafers.node_names)] > 0:
                opens.append(month)
                break
    assert len(opens) == 2
    assert opens[0] - opens[1] == 6
