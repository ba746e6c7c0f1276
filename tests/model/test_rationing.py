"""Rationing rules of many runs: what all of them keep to, and whom each one serves first."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.markets.allocation import RULES, Request, share_out

battery = settings(max_examples=150, deadline=None, derandomize=True, database=None)
IN_ORDER = {
    "first_come": "waited_months",
    "highest_bid": "bid_usd",
    "priority": "weight",
}


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Up to eight claimants in up to four runs, some of whom want nothing, against any number of units."""
    runs, count = draw(st.integers(1, 4)), draw(st.integers(1, 8))

    def column(values: st.SearchStrategy[float]) -> np.ndarray:
        size = runs * count
        drawn = draw(st.lists(values, min_size=size, max_size=size))
        return np.array(drawn, np.float64).reshape(runs, count)

    wanted = column(st.integers(0, 10**6)).astype(np.int64)
    part = np.array([draw(st.floats(0.0, 2.0)) for _ in range(runs)])
    return Request(
        wanted=wanted,
        available=(wanted.sum(axis=1) * part).astype(np.int64),
        weight=column(st.one_of(st.just(0.0), st.floats(0.0, 5.0))),
        bid_usd=column(st.floats(0.0, 1e5)),
        waited_months=column(st.floats(0.0, 24.0)),
    )


def served(
    rule: str,
    wanted: list[int],
    available: int,
    weight: list[float] | None = None,
    bid_usd: list[float] | None = None,
    waited_months: list[float] | None = None,
) -> list[int]:
    """What the claimants of one run get, with equal traits where none are given."""
    equal = [1.0] * len(wanted)
    traits = [np.array([trait or equal]) for trait in (weight, bid_usd, waited_months)]
    return RULES[rule](Request(np.array([wanted], np.int64), np.array([available]), *traits))[0].tolist()


@pytest.mark.parametrize("rule", RULES)
@given(asked=requests())
@battery
def test_nobody_gets_more_than_wanted_and_nothing_is_wasted(rule, asked):
    before = asked.wanted.copy()
    given_ = RULES[rule](asked)
    assert given_.dtype == np.int64
    assert (given_ >= 0).all()
    assert (given_ <= asked.wanted).all()
    np.testing.assert_array_equal(given_.sum(axis=1), np.minimum(asked.available, asked.wanted.sum(axis=1)))
    np.testing.assert_array_equal(asked.wanted, before)


@given(asked=requests(), data=st.data())
@battery
def test_a_run_is_served_alike_alone_and_among_others_that_share_out_otherwise(asked, data):
    rules = np.array([data.draw(st.sampled_from(list(RULES))) for _ in asked.wanted])
    together = share_out(asked, rules)
    for run, rule in enumerate(rules):
        alone = asked.of(np.arange(len(rules)) == run)
        np.testing.assert_array_equal(together[run], RULES[rule](alone)[0])


@pytest.mark.parametrize(("rule", "trait"), IN_ORDER.items())
@given(asked=requests())
@battery
def test_whoever_ranks_higher_is_served_in_full_before_a_lower_one_gets_anything(rule, trait, asked):
    given_, rank = RULES[rule](asked), getattr(asked, trait)
    is_above = rank[:, :, None] > rank[:, None, :]
    is_full = (given_ == asked.wanted)[:, :, None]
    assert (is_full | ~is_above | (given_ == 0)[:, None, :]).all()


@given(asked=requests())
@battery
def test_pro_rata_gives_everyone_the_same_part_to_within_one_unit(asked):
    part = asked.available / np.maximum(asked.wanted.sum(axis=1), 1)
    gap = np.abs(RULES["pro_rata"](asked) - part[:, None] * asked.wanted)
    assert (gap[asked.is_short] <= 1.0).all()


def test_pro_rata_does_not_look_at_ties_bids_or_age():
    assert served("pro_rata", [30, 60], 30) == [10, 20]
    assert served("pro_rata", [30, 60], 30, [9.0, 0.1], [9.0, 1.0], [9.0, 0.0]) == [10, 20]


def test_an_inflated_order_gets_more_under_pro_rata():
    assert served("pro_rata", [150, 50], 50)[0] > served("pro_rata", [50, 50], 50)[0]


def test_loyalty_shares_by_order_times_weight():
    assert served("loyalty", [100, 100], 40, [3.0, 1.0]) == [30, 10]
    assert served("loyalty", [100, 300], 40, [3.0, 1.0]) == [20, 20]


def test_loyalty_passes_what_the_favoured_cannot_use_on_to_the_others():
    assert served("loyalty", [5, 100, 100], 45, [50.0, 1.0, 1.0]) == [5, 20, 20]


@given(asked=requests())
@battery
def test_loyalty_serves_equal_orders_by_rank_of_weight(asked):
    wanted = np.full_like(asked.wanted, 1000)
    equal = Request(wanted, asked.available, asked.weight, asked.bid_usd, asked.waited_months)
    order = np.argsort(asked.weight, axis=1, kind="stable")
    ranked = np.take_along_axis(RULES["loyalty"](equal), order, axis=1)
    assert (np.diff(ranked, axis=1) >= -1).all()


def test_strangers_get_something_only_when_the_loyal_are_served():
    assert served("loyalty", [10, 10], 10, [1.0, 0.0]) == [10, 0]
    assert served("loyalty", [10, 10], 15, [1.0, 0.0]) == [10, 5]


def test_ties_in_rank_are_broken_by_the_second_trait():
    assert served("priority", [5, 5], 5, waited_months=[1.0, 2.0]) == [0, 5]
    assert served("first_come", [5, 5], 5, weight=[1.0, 2.0]) == [0, 5]
    assert served("highest_bid", [5, 5], 5, weight=[1.0, 2.0]) == [0, 5]


def test_odd_units_go_to_the_largest_remainders():
    assert served("pro_rata", [10, 20, 70], 5) == [1, 1, 3]
    assert served("pro_rata", [1, 1, 1], 2) == [1, 1, 0]
