"""Single rules on markets small enough to work out by hand."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from agents.startups.columns import NO_OFFER
from agents.startups.rules import ACQUAINTED, SHORT_COMMITMENT_MONTHS, STRONG, UNTIED
from tests.startups.months import by_hand, few_firms, live, offers, one_group


def tied_firms(*strengths: float):
    columns = few_firms(len(strengths))
    columns.tie_supplier[:, 0] = 0
    columns.tie_strength[:, 0] = strengths
    return columns


def test_strong_ties_are_served_before_acquaintances_before_strangers():
    market = by_hand(tied_firms(0.0, 0.9, 0.3))
    live(market, 0, offers({"capacity_units": 150.0}))
    np.testing.assert_allclose(market.columns.got_units[:, 0], [0.0, 100.0, 50.0])
    assert market.columns.trust[:, 0].tolist() == [UNTIED, STRONG, ACQUAINTED]


def test_equals_share_a_shortage_in_proportion():
    columns = few_firms(2)
    columns.size[:] = [1.0, 3.0]
    market = by_hand(columns)
    live(market, 0, offers({"capacity_units": 100.0}))
    np.testing.assert_allclose(market.columns.got_units[:, 0], [25.0, 75.0])


def test_offers_are_ordered_in_proportion_to_their_odds_without_putting_back():
    rows, odds = 30_000, np.array([1.0, 2.0, 5.0])
    columns = few_firms(rows)
    columns.key[:] = np.arange(rows) * 7919
    live(by_hand(columns), 0, offers(*({"odds": value} for value in odds)))
    for order in permutations(range(3)):
        first, second, third = odds[list(order)]
        expected = first / odds.sum() * second / (second + third)
        assert np.mean(np.all(columns.offer == order, axis=1)) == pytest.approx(expected, abs=0.01)


def test_an_offer_of_odds_too_small_to_count_still_comes_last():
    market = by_hand(few_firms(1))
    live(market, 0, offers({"odds": 1.0}, {"odds": 1e-20}, {"odds": 1e-20}))
    assert market.columns.offer[0].tolist() == [0, 2, 1]


def test_what_one_offer_cannot_serve_goes_to_the_next():
    market = by_hand(few_firms(1))
    live(market, 0, offers({"capacity_units": 30.0}, {"capacity_units": 30.0}))
    np.testing.assert_allclose(sorted(market.columns.got_units[0]), [0.0, 30.0, 30.0])
    assert market.columns.cash_usd[0] == pytest.approx(1e6 - 60_000.0)


@pytest.mark.parametrize(("cash_usd", "chips"), [(7_999.0, 0.0), (8_000.0, 8.0), (50_000.0, 50.0)])
def test_nobody_places_a_minimum_order_they_cannot_pay(cash_usd, chips):
    market = by_hand(few_firms(1, cash_usd=cash_usd))
    live(market, 0, offers({"min_order_units": 8.0}))
    assert market.columns.got_units[0].sum() == pytest.approx(chips)


def test_who_needs_less_than_the_minimum_order_pays_for_it():
    market = by_hand(few_firms(1), one_group(training_want_a100=2.0))
    live(market, 0, offers({"min_order_units": 8.0}))
    assert market.columns.got_units[0, 0] == 8.0
    assert market.columns.compute_a100[0] == 2.0


def test_a_commitment_binds_at_its_price_for_its_term():
    market = by_hand(few_firms(1), one_group(funding_per_size_usd=1e6))
    live(market, 0, offers({"commitment_months": 3, "capacity_units": 40.0}))
    assert market.columns.contract_months[0] == 2
    dearer = offers({"commitment_months": 3, "price_usd": 9_000.0, "capacity_units": 0.0})
    for left in (1, 0):
        lived = live(market, 1, dearer)
        assert lived.booked.contract_usd.sum() == pytest.approx(40_000.0)
        assert market.columns.contract_months[0] == left
        bound = lived.outcome.bound_units.sum()
        assert bound == pytest.approx(40.0 if left else 0.0)
    lived = live(market, 3, dearer)
    assert lived.booked.contract_usd.sum() == 0.0
    assert market.columns.contract_offer[0] == NO_OFFER


def test_under_a_contract_only_short_commitments_are_added():
    long = {"commitment_months": SHORT_COMMITMENT_MONTHS + 1, "capacity_units": 40.0}
    market = by_hand(few_firms(1))
    live(market, 0, offers(long))
    assert market.columns.contract_months[0] > 0
    live(market, 1, offers(long))
    assert market.columns.got_units[0].sum() == 0.0
    live(market, 2, offers({"commitment_months": 12}, {"commitment_months": SHORT_COMMITMENT_MONTHS}))
    assert market.columns.offer[0].tolist() == [1, NO_OFFER, NO_OFFER]


@pytest.mark.parametrize("reason", ["no cash", "offer withdrawn"])
def test_a_contract_lapses_without_cash_or_without_its_offer(reason):
    market = by_hand(few_firms(1))
    live(market, 0, offers({"commitment_months": 12}))
    assert market.columns.contract_months[0] == 11
    board = offers({"commitment_months": 12, "capacity_units": 0.0})
    if reason == "no cash":
        market.columns.cash_usd[0] = 10.0
    else:
        board = replace(board, position=np.array([[-1, 0]]), listing=np.array([1]))
    lived = live(market, 1, board)
    assert lived.booked.contract_usd.sum() == 0.0
    assert market.columns.contract_months[0] == 0
    assert market.columns.contract_units[0] == 0.0


def test_chips_are_bought_in_season_and_kept():
    bought = []
    for month in range(6):
        market = by_hand(few_firms(1), one_group(rent_share=0.0, buy_share=0.01))
        lived = live(market, month, offers({"is_purchase": True, "commitment_months": 0}))
        bought.append(int(lived.booked.purchased_milli.sum()))
        assert market.columns.own_milli[0].sum() == bought[-1]
    assert bought == [60_000, 0, 0, 0, 0, 0]


def test_without_a_free_slot_no_chips_of_another_kind_are_bought():
    columns = few_firms(1)
    columns.own_chip[0] = [1, 2, 3]
    columns.own_milli[0] = 1
    market = by_hand(columns, one_group(rent_share=0.0, buy_share=0.01))
    chips = replace(
        market.chips,
        power_a100=np.ones((1, 1, 4)),
        energy_usd=np.zeros((1, 1, 4)),
        running_usd=np.zeros((1, 1, 4)),
        stack=np.zeros(4, np.int64),
    )
    lived = live(replace(market, chips=chips), 0, offers({"is_purchase": True, "commitment_months": 0}))
    assert lived.booked.purchased_milli.sum() == 0


def test_trade_builds_trust_once_a_month_and_idleness_wears_it_down():
    market = by_hand(tied_firms(0.5))
    live(market, 0, offers({"capacity_units": 10.0}, {"capacity_units": 10.0}))
    faded = 0.5 * (1.0 - market.behaviour.tie_fade[0])
    grown = faded + market.behaviour.tie_growth[0] * (1.0 - faded)
    assert market.columns.tie_strength[0, 0] == pytest.approx(grown)
    live(market, 1, offers({"capacity_units": 0.0}))
    assert market.columns.tie_strength[0, 0] == pytest.approx(grown * (1.0 - market.behaviour.tie_fade[0]))


def test_a_new_partner_takes_the_slot_of_the_weakest_tie():
    columns = few_firms(1)
    columns.tie_supplier[0] = [5, 6, 7]
    columns.tie_strength[0] = [0.6, 0.1, 0.4]
    market = by_hand(columns)
    live(market, 0, offers({}))
    assert market.columns.tie_supplier[0].tolist() == [5, 0, 7]
    assert market.columns.tie_strength[0, 1] == pytest.approx(market.behaviour.tie_growth[0])


def test_each_unused_acquaintance_is_forgotten_at_the_stated_rate():
    rows, rate = 20_000, 0.05
    columns = few_firms(rows, known=0b1111_0001)
    columns.key[:] = np.arange(rows) * 7919
    columns.tie_supplier[:, 0] = 0
    market = by_hand(columns)
    live(
        replace(
            market, behaviour=replace(market.behaviour, forget_rate=np.array([rate]), search_rate=np.zeros(1))
        ),
        0,
        offers({}),
    )
    still = [
        float(np.mean(market.columns.known[:, 0] >> np.uint64(bit) & np.uint64(1))) for bit in (0, 4, 5, 6, 7)
    ]
    assert still[0] == 1.0
    np.testing.assert_allclose(still[1:], 1.0 - rate, atol=0.006)


def test_who_cannot_pay_the_least_staff_closes_and_leaves_cash_and_chips():
    columns = few_firms(2)
    columns.cash_usd[:] = [5e6, 1_000.0]
    columns.own_chip[:, 0] = 0
    columns.own_milli[:, 0] = 2_000
    market = by_hand(columns, one_group(training_want_a100=0.0, staff_floor_usd=900.0))
    outcome = live(market, 0, offers({})).outcome
    assert market.columns.alive.tolist() == [1, 0]
    assert outcome.firms_died.sum() == 1.0
    assert outcome.liquidation_usd.sum() == pytest.approx(100.0)
    assert outcome.liquidated_milli.sum() == 2_000
    assert market.columns.own_milli.sum() == 2_000
