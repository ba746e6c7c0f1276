"""What must hold in any month, on random markets."""

import numpy as np
import pytest

from agents.startups.columns import NO_OFFER, Columns, lay_out
from tests.startups.months import live, own_copy, random_market, row_weight

PEOPLED = ["ordinary", "scarce", "plenty", "groups barred from all"]


@pytest.mark.parametrize("shape", PEOPLED)
def test_no_money_appears_or_vanishes(shape):
    market = random_market(shape, 1)
    weight = row_weight(market)
    for month in range(3):
        lived = live(market, month)
        bookings, outcome = lived.booked, lived.outcome
        inflow = (
            (weight * lived.before.cash_usd).sum() + outcome.revenue_usd.sum() + outcome.funding_usd.sum()
        )
        paid = bookings.amount_usd.sum() + bookings.contract_usd.sum()
        for cost in (outcome.staff_usd, outcome.energy_usd, outcome.running_usd, outcome.liquidation_usd):
            paid += cost.sum()
        after = (weight * market.columns.cash_usd).sum()
        assert inflow - paid == pytest.approx(after, rel=1e-12)
        assert market.columns.cash_usd.min() >= -1e-6


@pytest.mark.parametrize("shape", PEOPLED)
def test_every_thousandth_of_a_chip_is_accounted_for(shape):
    market = random_market(shape, 2)
    for month in range(3):
        lived = live(market, month)
        bookings, outcome = lived.booked, lived.outcome
        gone = outcome.scrapped_milli.sum() + outcome.liquidated_milli.sum()
        before = int(lived.before.own_milli.sum(dtype=np.int64)) + int(bookings.purchased_milli.sum())
        assert before - int(gone) == int(market.columns.own_milli.sum(dtype=np.int64))


@pytest.mark.parametrize("shape", PEOPLED)
def test_no_offer_sells_more_than_it_has(shape):
    market = random_market(shape, 3)
    for month in range(3):
        lived = live(market, month)
        sold = lived.booked.units.sum(axis=0)
        assert np.all(sold <= lived.board.capacity_units[0] * (1.0 + 1e-12))


def test_a_scarce_market_sells_out_what_many_ask_for():
    lived = live(random_market("scarce", 3), 0)
    bookings = lived.booked
    rented = ~lived.board.is_purchase & (bookings.first_choice_units > lived.board.capacity_units[0])
    assert rented.any()
    np.testing.assert_allclose(
        bookings.units.sum(axis=0)[rented], lived.board.capacity_units[0][rented], rtol=1e-9
    )


def test_booked_units_are_the_sum_over_rows():
    market = random_market("ordinary", 4)
    lived = live(market, 0)
    columns, by_offer = market.columns, np.zeros(len(lived.board.listing))
    for rank in range(columns.offer.shape[1]):
        has = columns.offer[:, rank] != NO_OFFER
        units = row_weight(market) * columns.got_units[:, rank]
        np.add.at(by_offer, columns.offer[has, rank], units[has])
    np.testing.assert_allclose(lived.booked.units.sum(axis=0), by_offer, rtol=1e-6, atol=1e-9)


def test_nobody_orders_what_they_do_not_know_or_may_not_see():
    market = random_market("groups barred from all", 5)
    lived = live(market, 0)
    group = np.repeat(np.arange(market.shape.groups), market.blocks.rows_of_group)
    ordered = 0
    for rank in range(market.columns.offer.shape[1]):
        has = market.columns.offer[:, rank] != NO_OFFER
        offer = market.columns.offer[has, rank]
        ordered += len(offer)
        assert np.all(lived.board.odds[0, group[has], offer] > 0.0)
        supplier = lived.board.supplier[offer].astype(np.uint64)
        assert np.all(lived.before.known[has, 0] >> supplier & np.uint64(1) == 1)
    assert ordered > 0


def test_a_row_orders_three_different_offers_in_falling_rank():
    market = random_market("ordinary", 6)
    live(market, 0)
    offer = market.columns.offer.astype(int)
    for one, other in ((0, 1), (0, 2), (1, 2)):
        both = (offer[:, one] != NO_OFFER) & (offer[:, other] != NO_OFFER)
        assert both.any()
        assert np.all(offer[both, one] != offer[both, other])
        assert np.all(offer[offer[:, one] == NO_OFFER, other] == NO_OFFER)


def test_dead_rows_do_nothing():
    market = random_market("all dead", 7)
    lived = live(market, 0)
    for name in ("cash_usd", "trained_a100_months", "stack_share", "known", "tie_supplier", "tie_strength"):
        np.testing.assert_array_equal(getattr(market.columns, name), getattr(lived.before, name))
    assert np.all(market.columns.offer == NO_OFFER)
    bookings, outcome = lived.booked, lived.outcome
    assert bookings.units.sum() == bookings.amount_usd.sum() == 0.0
    assert outcome.firms_alive.sum() == outcome.revenue_usd.sum() == outcome.attention.sum() == 0.0


def with_row_inserted(columns: Columns, at: int, like: int) -> Columns:
    """Columns with a copy of row ``like`` put in at ``at``, under a key of its own."""
    names = Columns.__dataclass_fields__
    wider = {
        name: np.insert(getattr(columns, name), at, getattr(columns, name)[like], axis=0) for name in names
    }
    wider["key"][at] ^= np.uint64(0xABCDEF)
    return Columns(**wider)


def test_one_more_row_leaves_the_draws_of_all_others_as_they_were():
    market = random_market("plenty", 8)
    more = own_copy(market)
    rows = [int(count) for count in market.blocks.rows_of_group]
    like = int(np.flatnonzero(market.columns.alive[: rows[0]])[0])
    rows[0] += 1
    more.columns.__init__(  # type: ignore[misc]
        **{
            name: getattr(with_row_inserted(market.columns, 3, like), name)
            for name in Columns.__dataclass_fields__
        }
    )
    object.__setattr__(more, "blocks", lay_out(rows))
    live(market, 0)
    live(more, 0)
    kept = np.delete(np.arange(more.columns.rows), 3)
    for name in ("offer", "trust", "gap_a100", "known"):
        np.testing.assert_array_equal(getattr(more.columns, name)[kept], getattr(market.columns, name))


def test_taste_draws_follow_the_odds():
    market = random_market("plenty", 9)
    first = set()
    for month in range(4):
        fresh = own_copy(market)
        live(fresh, month, market.board(0))
        first.add(fresh.columns.offer[:, 0].tobytes())
    assert len(first) == 4
