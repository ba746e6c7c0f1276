import dataclasses

import numpy as np
import pytest

from model.state.holdings import ChipLedger
from model.state.kinds import KIND_NUMBER, ChipFlow, Kind, Unbalanced
from model.state.money import Journal, MoneyLedger, Payment

SELLER, BUYER, OUTSIDE = 1, 0, 2
OTHER_RUN, RUN = 0, 1


def opened(runs: int = 2) -> MoneyLedger:
    """Accounts 0 and 1 with 100 USD each out of the outside account 2, a month begun."""
    ledger = MoneyLedger(runs, 3)
    ledger.open(BUYER, OUTSIDE, 100.0)
    ledger.open(SELLER, OUTSIDE, np.full(runs, 100.0))
    ledger.start()
    return ledger


def pay(ledger: MoneyLedger, *amounts: float) -> None:
    """Payments for chips in the second run, one after the other."""
    ledger.pay(Kind.CHIPS, RUN, BUYER, SELLER, amounts)


def pay_rent(ledger: MoneyLedger, *amounts: float) -> None:
    """Payments of rent in the second run, at one stroke."""
    ledger.pay_batch(Kind.RENTAL, RUN, BUYER, SELLER, amounts)


def rows_of(journal: Journal, keep: np.ndarray) -> Journal:
    """A journal with some of its rows alone."""
    columns = {field.name: getattr(journal, field.name) for field in dataclasses.fields(journal)}
    return Journal(**{name: column if name == "starts" else column[keep] for name, column in columns.items()})


def test_a_payment_moves_money_and_makes_none():
    ledger = opened()
    pay(ledger, 30.0)
    pay_rent(ledger, 5.0, 6.0)
    assert ledger.balance_usd.tolist() == [[100.0, 100.0, -200.0], [59.0, 141.0, -200.0]]
    assert ledger.residual(ledger.close()).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("book", [pay, pay_rent], ids=["in turn", "at one stroke"])
@pytest.mark.parametrize("amount", [-1e-9, float("nan"), float("-inf")])
def test_a_negative_or_undefined_payment_is_refused_and_moves_nothing(book, amount):
    ledger = opened()
    with pytest.raises(Unbalanced, match="payment") as refused:
        book(ledger, 1.0, amount)
    assert refused.value.runs == (RUN,)
    assert ledger.balance_usd.tolist() == [[100.0, 100.0, -200.0]] * 2
    assert not len(ledger.close().run)


def test_of_payments_in_turn_none_is_booked_if_one_is_refused():
    ledger = opened()
    chips, tax = Payment(Kind.CHIPS, BUYER, SELLER, 10.0), Payment(Kind.TAX, BUYER, OUTSIDE, -1.0)
    with pytest.raises(Unbalanced, match="tax"):
        ledger.pay_in_turn(RUN, chips, tax)
    assert ledger.balance_usd.tolist() == [[100.0, 100.0, -200.0]] * 2
    assert not len(ledger.close().run)


def test_a_payment_of_nothing_leaves_no_trace():
    ledger = opened()
    pay(ledger, 0.0)
    pay_rent(ledger, 0.0, 2.0)
    journal = ledger.close()
    assert journal.amount_usd.tolist() == [2.0]
    assert journal.kind.tolist() == [KIND_NUMBER[Kind.RENTAL]]


def test_payments_in_turn_are_added_to_an_account_row_by_row():
    """Of one who pays and is paid: rounding depends on the order, and the order is the rows'."""
    ledger = MoneyLedger(1, 3)
    ledger.pay_in_turn(
        0,
        Payment(Kind.CHIPS, OUTSIDE, SELLER, [1e16, 1.0]),
        Payment(Kind.TAX, SELLER, OUTSIDE, [1e16, 0.5]),
    )
    assert ledger.balance_usd[0, SELLER] == ((1e16 - 1e16) + 1.0) - 0.5


def test_the_journal_goes_by_run_and_kind_with_what_was_booked_at_one_stroke_first():
    ledger = opened()
    ledger.pay(Kind.RENTAL, [RUN, OTHER_RUN], BUYER, SELLER, [1.0, 2.0])
    pay_rent(ledger, 3.0)
    pay(ledger, 4.0)
    journal = ledger.close()
    assert journal.run.tolist() == [OTHER_RUN, RUN, RUN, RUN]
    assert journal.amount_usd.tolist() == [2.0, 4.0, 3.0, 1.0]
    assert journal.of(OTHER_RUN).amount_usd.tolist() == [2.0]
    assert journal.of(RUN).amount_usd.tolist() == [4.0, 3.0, 1.0]
    assert journal.of(RUN).run.tolist() == [0, 0, 0]


def test_re_addition_catches_a_tampered_balance_in_its_run():
    ledger = opened()
    pay(ledger, 30.0)
    ledger.balance_usd[RUN, SELLER] += 0.01
    residual = ledger.residual(ledger.close())
    assert residual[RUN] > 1e-5
    assert residual[OTHER_RUN] == 0.0


def test_re_addition_catches_money_shifted_between_accounts():
    ledger = opened()
    pay(ledger, 30.0)
    ledger.balance_usd[RUN, BUYER] += 1.0
    ledger.balance_usd[RUN, SELLER] -= 1.0
    assert ledger.residual(ledger.close())[RUN] > 1e-3


def test_re_addition_catches_money_shifted_between_runs():
    ledger = opened()
    pay(ledger, 30.0)
    ledger.balance_usd[RUN, SELLER] += 1.0
    ledger.balance_usd[OTHER_RUN, SELLER] -= 1.0
    assert (ledger.residual(ledger.close()) > 1e-3).all()


def test_re_addition_catches_a_payment_that_was_dropped():
    ledger = opened()
    pay(ledger, 30.0)
    pay_rent(ledger, 8.0)
    journal = ledger.close()
    without = rows_of(journal, journal.kind != KIND_NUMBER[Kind.RENTAL])
    assert ledger.residual(without)[RUN] > 1e-2


def test_a_new_month_starts_without_the_payments_of_the_last():
    ledger = opened()
    pay(ledger, 1.0)
    ledger.close()
    ledger.start()
    journal = ledger.close()
    assert not len(journal.run)
    assert journal.starts.tolist() == [0, 0, 0]
    assert ledger.residual(journal).tolist() == [0.0, 0.0]


def test_what_was_received_so_far_is_known_by_kind():
    ledger = opened()
    pay(ledger, 1.0, 2.0)
    pay_rent(ledger, 4.0)
    assert ledger.received_this_month(Kind.CHIPS).tolist() == [[0.0] * 3, [0.0, 3.0, 0.0]]


def test_chips_made_are_held_or_gone():
    ledger = ChipLedger(runs=2, accounts=2, chips=2)
    ledger.make(RUN, 0, 0, 5000)
    ledger.move(RUN, 0, 1, 0, 1500)
    ledger.remove(RUN, 1, 0, 500, ChipFlow.RETIRED)
    ledger.remove(RUN, 0, 0, 1000, ChipFlow.SEIZED)
    ledger.remove(RUN, 0, 0, 2000, ChipFlow.CONVERTED)
    ledger.make(RUN, 0, 1, 2000)
    assert ledger.held.tolist() == [[[0, 0], [0, 0]], [[500, 2000], [1000, 0]]]
    assert ledger.made.tolist() == [[0, 0], [5000, 2000]]
    assert ledger.units(np.array([1])).tolist() == [[[0.0, 0.0]], [[1.0, 0.0]]]
    assert ledger.residual().tolist() == [0, 0]


@pytest.mark.parametrize(
    "overdraw",
    [
        lambda ledger: ledger.move(RUN, 0, 1, 0, 1001),
        lambda ledger: ledger.move(RUN, 0, 1, 0, [600, 401]),
        lambda ledger: ledger.remove(RUN, 0, 0, 1001, ChipFlow.RETIRED),
        lambda ledger: ledger.remove([OTHER_RUN, RUN], 0, 0, [0, 1001], ChipFlow.CONVERTED),
    ],
    ids=["move", "twice", "remove", "convert"],
)
def test_nobody_hands_over_chips_that_it_does_not_hold(overdraw):
    ledger = ChipLedger(runs=2, accounts=2, chips=2)
    ledger.make([OTHER_RUN, RUN], 0, 0, 1000)
    with pytest.raises(Unbalanced, match="account 0 hands over more of chip 0 than it holds") as refused:
        overdraw(ledger)
    assert refused.value.runs == (RUN,)


def test_a_negative_count_of_chips_is_refused_and_moves_nothing():
    ledger = ChipLedger(runs=2, accounts=2, chips=1)
    ledger.make(RUN, 0, 0, 1000)
    for refused in (
        lambda: ledger.make([OTHER_RUN, RUN], 0, 0, [1, -1]),
        lambda: ledger.move(RUN, 0, 1, 0, -1),
        lambda: ledger.remove(RUN, 0, 0, -1, ChipFlow.RETIRED),
    ):
        with pytest.raises(Unbalanced, match="negative count") as raised:
            refused()
        assert raised.value.runs == (RUN,)
    assert ledger.held.tolist() == [[[0], [0]], [[1000], [0]]]


def test_a_chip_out_of_nowhere_shows_in_the_residual_of_its_run():
    ledger = ChipLedger(runs=2, accounts=2, chips=1)
    ledger.make([OTHER_RUN, RUN], 0, 0, 1000)
    ledger.held[RUN, 1, 0] += 1
    assert ledger.residual().tolist() == [0, 1]


def test_a_negative_holding_shows_in_the_residual_though_the_sum_is_right():
    ledger = ChipLedger(runs=1, accounts=2, chips=1)
    ledger.held[0, :, 0] = (1, -1)
    assert ledger.residual().tolist() == [1]
