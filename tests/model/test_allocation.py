"""Rationing rules: what all of them keep to, and whom each one serves first."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.allocation import RULES, Request

battery = settings(max_examples=150, deadline=None, derandomize=True, database=None)
IN_ORDER = {
    "first_come": "waited_months",
    "highest_bid": "bid_usd",
    "priority": "weight",
}


@st.composite
def requests(draw: st.DrawFn) -> Request:
    """Up to eight claimants, some of whom want nothing, against any number of units."""
    count = draw(st.integers(1, 8))

    def column(values: st.SearchStrategy[float]) -> np.ndarray:
        return np.array(draw(st.lists(values, min_size=count, max_size=count)), np.float64)

    wanted = draw(st.lists(st.integers(0, 10**6), min_size=count, max_size=count))
    return Request(
        wanted=np.array(wanted, np.int64),
        available=draw(st.integers(0, 2 * sum(wanted) + 1)),
        weight=column(st.one_of(st.just(0.0), st.floats(0.0, 5.0))),
        bid_usd=column(st.floats(0.0, 1e5)),
        waited_months=column(st.floats(0.0, 24.0)),
    )


def request(
    wanted: list[int],
    available: int,
    weight: list[float] | None = None,
    bid_usd: list[float] | None = None,
    waited_months: list[float] | None = None,
) -> Request:
    """A request with equal traits where none are given."""
    equal = [1.0] * len(wanted)
    return Request(
        np.array(wanted, np.int64),
        available,
        np.array(weight or equal),
        np.array(bid_usd or equal),
        np.array(waited_months or equal),
    )


@pytest.mark.parametrize("rule", RULES)
@given(asked=requests())
@battery
def test_nobody_gets_more_than_wanted_and_nothing_is_wasted(rule, asked):
    before = asked.wanted.copy()
    given_ = RULES[rule](asked)
    assert given_.dtype == np.int64
    assert (given_ >= 0).all()
    assert (given_ <= asked.wanted).all()
    assert given_.sum() == min(asked.available, asked.wanted.sum())
    np.testing.assert_array_equal(asked.wanted, before)


@pytest.mark.parametrize("rule", RULES)
@given(asked=requests())
@battery
def test_the_same_request_is_always_answered_alike(rule, asked):
    np.testing.assert_array_equal(RULES[rule](asked), RULES[rule](asked))


@pytest.mark.parametrize(("rule", "trait"), IN_ORDER.items())
@given(asked=requests())
@battery
def test_whoever_ranks_higher_is_served_in_full_before_a_lower_one_gets_anything(rule, trait, asked):
    served = RULES[rule](asked)
    rank = getattr(asked, trait)
    for high in range(len(rank)):
        for low in range(len(rank)):
            if rank[high] > rank[low] and served[low] > 0:
                assert served[high] == asked.wanted[high]


@given(asked=requests())
@battery
def test_pro_rata_gives_everyone_the_same_part_to_within_one_unit(asked):
    if asked.is_short:
        part = asked.available / asked.wanted.sum()
        assert (np.abs(RULES["pro_rata"](asked) - part * asked.wanted) <= 1.0).all()


def test_pro_rata_does_not_look_at_ties_bids_or_age():
    plain = RULES["pro_rata"](request([30, 60], 30))
    with_traits = RULES["pro_rata"](request([30, 60], 30, [9.0, 0.1], [9.0, 1.0], [9.0, 0.0]))
    assert plain.tolist() == with_traits.tolist() == [10, 20]


def test_an_inflated_order_gets_more_under_pro_rata():
    honest = RULES["pro_rata"](request([50, 50], 50))
    inflated = RULES["pro_rata"](request([150, 50], 50))
    assert inflated[0] > honest[0]


def test_loyalty_shares_by_order_times_weight():
    assert RULES["loyalty"](request([100, 100], 40, [3.0, 1.0])).tolist() == [30, 10]
    assert RULES["loyalty"](request([100, 300], 40, [3.0, 1.0])).tolist() == [20, 20]


def test_loyalty_passes_what_the_favoured_cannot_use_on_to_the_others():
    assert RULES["loyalty"](request([5, 100, 100], 45, [50.0, 1.0, 1.0])).tolist() == [5, 20, 20]


@given(asked=requests())
@battery
def test_loyalty_serves_equal_orders_by_rank_of_weight(asked):
    wanted = np.full_like(asked.wanted, 1000)
    equal = Request(wanted, asked.available, asked.weight, asked.bid_usd, asked.waited_months)
    served = RULES["loyalty"](equal)[np.argsort(asked.weight, kind="stable")]
    assert (np.diff(served) >= -1).all()


def test_strangers_get_something_only_when_the_loyal_are_served():
    assert RULES["loyalty"](request([10, 10], 10, [1.0, 0.0])).tolist() == [10, 0]
    assert RULES["loyalty"](request([10, 10], 15, [1.0, 0.0])).tolist() == [10, 5]


def test_ties_in_rank_are_broken_by_the_second_trait():
    assert RULES["priority"](request([5, 5], 5, waited_months=[1.0, 2.0])).tolist() == [0, 5]
    assert RULES["first_come"](request([5, 5], 5, weight=[1.0, 2.0])).tolist() == [0, 5]
    assert RULES["highest_bid"](request([5, 5], 5, weight=[1.0, 2.0])).tolist() == [0, 5]


def test_odd_units_go_to_the_largest_remainders():
    assert RULES["pro_rata"](request([10, 20, 70], 5)).tolist() == [1, 1, 3]
    assert RULES["pro_rata"](request([1, 1, 1], 2)).tolist() == [1, 1, 0]
