import numpy as np
import pytest

from model.ledger import ChipFlow, ChipLedger, Kind, MoneyLedger, Payments, Unbalanced


def opened(recording: bool = False) -> MoneyLedger:
    """Accounts 0 and 1 with 100 USD each out of the outside account 2, a month begun."""
    ledger = MoneyLedger(3, recording)
    ledger.open(0, 100.0, outside=2)
    ledger.open(1, 100.0, outside=2)
    ledger.start()
    return ledger


def batch(*amounts: float) -> Payments:
    """Payments from account 0 to account 1."""
    count = len(amounts)
    return Payments(
        payer=np.zeros(count, np.int64),
        payee=np.ones(count, np.int64),
        kind=Kind.RENTAL,
        item=np.full(count, -1),
        quantity=np.zeros(count),
        amount_usd=np.array(amounts),
    )


def test_a_payment_moves_money_and_makes_none():
    ledger = opened()
    ledger.pay(0, 1, Kind.CHIPS, 30.0)
    ledger.pay_many(batch(5.0, 6.0))
    assert ledger.balance_usd.tolist() == [59.0, 141.0, -200.0]
    assert ledger.residual(ledger.close()) == 0.0


@pytest.mark.parametrize("amount", [-1e-9, float("nan"), float("-inf")])
def test_a_negative_or_undefined_payment_is_refused_and_moves_nothing(amount):
    ledger = opened()
    with pytest.raises(ValueError, match="payment"):
        ledger.pay(0, 1, Kind.CHIPS, amount)
    with pytest.raises(ValueError, match="payment"):
        ledger.pay_many(batch(1.0, amount))
    assert ledger.balance_usd.tolist() == [100.0, 100.0, -200.0]


def test_a_payment_of_nothing_leaves_no_trace():
    ledger = opened()
    ledger.pay(0, 1, Kind.CHIPS, 0.0)
    ledger.pay_many(batch(0.0, 2.0))
    assert [len(part.payer) for part in ledger.close()] == [1]


def test_re_addition_catches_a_tampered_balance():
    ledger = opened()
    ledger.pay(0, 1, Kind.CHIPS, 30.0)
    ledger.balance_usd[1] += 0.01
    assert ledger.residual(ledger.close()) > 1e-5


def test_re_addition_catches_money_shifted_between_accounts():
    ledger = opened()
    ledger.pay(0, 1, Kind.CHIPS, 30.0)
    ledger.balance_usd[0] += 1.0
    ledger.balance_usd[1] -= 1.0
    assert ledger.residual(ledger.close()) > 1e-3


def test_re_addition_catches_a_payment_that_was_dropped():
    ledger = opened()
    ledger.pay(0, 1, Kind.CHIPS, 30.0)
    ledger.pay_many(batch(8.0))
    month = [part for part in ledger.close() if part.kind != Kind.RENTAL]
    assert ledger.residual(month) > 1e-2


def test_months_are_kept_only_when_recording():
    for recording, kept in ((True, 2), (False, 0)):
        ledger = opened(recording)
        ledger.pay(0, 1, Kind.CHIPS, 1.0)
        ledger.close()
        ledger.start()
        ledger.close()
        assert len(ledger.months) == kept


def test_a_new_month_starts_without_the_payments_of_the_last():
    ledger = opened()
    ledger.pay(0, 1, Kind.CHIPS, 1.0)
    ledger.close()
    ledger.start()
    assert ledger.close() == []
    assert ledger.residual([]) == 0.0


def test_chips_made_are_held_or_gone():
    ledger = ChipLedger(accounts=2, chips=2)
    ledger.make(0, 0, 5000)
    ledger.move(0, 1, 0, 1500)
    ledger.remove(1, 0, 500, ChipFlow.RETIRED)
    ledger.remove(0, 0, 1000, ChipFlow.SEIZED)
    ledger.convert(0, 0, 1, 2000)
    assert ledger.held.tolist() == [[500, 2000], [1000, 0]]
    assert ledger.made.tolist() == [5000, 2000]
    assert ledger.units(1).tolist() == [1.0, 0.0]
    assert ledger.residual() == 0


@pytest.mark.parametrize(
    "overdraw",
    [
        lambda ledger: ledger.move(0, 1, 0, 1001),
        lambda ledger: ledger.remove(0, 0, 1001, ChipFlow.RETIRED),
        lambda ledger: ledger.convert(0, 0, 1, 1001),
    ],
    ids=["move", "remove", "convert"],
)
def test_nobody_hands_over_chips_that_it_does_not_hold(overdraw):
    ledger = ChipLedger(accounts=2, chips=2)
    ledger.make(0, 0, 1000)
    with pytest.raises(Unbalanced, match=r"holds 1\.0 of chip 0, not the 1\.001"):
        overdraw(ledger)
    assert ledger.held.tolist() == [[1000, 0], [0, 0]]
    assert ledger.residual() == 0


def test_a_negative_count_of_chips_is_refused():
    ledger = ChipLedger(accounts=2, chips=1)
    ledger.make(0, 0, 1000)
    for refused in (
        lambda: ledger.make(0, 0, -1),
        lambda: ledger.move(0, 1, 0, -1),
        lambda: ledger.remove(0, 0, -1, ChipFlow.RETIRED),
    ):
        with pytest.raises(ValueError, match="negative count"):
            refused()


def test_a_chip_out_of_nowhere_shows_in_the_residual():
    ledger = ChipLedger(accounts=2, chips=1)
    ledger.make(0, 0, 1000)
    ledger.held[1, 0] += 1
    assert ledger.residual() == 1


def test_a_negative_holding_shows_in_the_residual_though_the_sum_is_right():
    ledger = ChipLedger(accounts=2, chips=1)
    ledger.held[:, 0] = (1, -1)
    assert ledger.residual() == 1
