"""Banks lend the channel on its stock, and nobody pays what it does not have."""

import numpy as np
import pytest

from model.market import ComputeMarket
from model.markets.working_capital import draw_loans, limit_usd, repay_loans
from model.state.kinds import MILLI
from tests.small_worlds import account, market_of, months_of, place, short_history

MEMBER = "US integrator A"


@pytest.fixture
def market() -> ComputeMarket:
    return market_of(short_history(months=12), record=False)


def cash_usd(market: ComputeMarket) -> float:
    return float(market.world.money.balance_usd[0, account(market, MEMBER)])


def debt_usd(market: ComputeMarket) -> float:
    return float(market.world.resellers.debt_usd[0, place(market, "reseller", MEMBER)])


def test_a_loan_is_a_share_of_the_stock_at_list_price(market):
    world, chip = market.world, market.catalogue.chip_index("A100")
    units = world.chips.held[0, account(market, MEMBER)] / MILLI
    assert units[chip] > 0
    before = cash_usd(market)
    draw_loans(world)
    expected = market.settings.channel.credit_share * float(units @ world.prices.list_usd[0])
    assert debt_usd(market) == pytest.approx(expected)
    assert cash_usd(market) - before == pytest.approx(expected)
    draw_loans(world)
    assert debt_usd(market) == pytest.approx(expected), "a drawn loan is not drawn again"


def test_who_has_the_money_is_free_of_debt_at_the_end_of_the_month(market):
    before = cash_usd(market)
    draw_loans(market.world)
    repay_loans(market.world)
    assert debt_usd(market) == 0.0
    assert cash_usd(market) == pytest.approx(before)


def test_a_debt_that_stock_no_longer_secures_is_paid_back_later_and_nothing_is_lent_on_top(market):
    world, buyer = market.world, account(market, MEMBER)
    draw_loans(world)
    owed = debt_usd(market)
    world.money.balance_usd[0, buyer] = 1_000.0
    world.chips.held[0, buyer] = 0
    repay_loans(world)
    assert debt_usd(market) == pytest.approx(owed - 1_000.0)
    draw_loans(world)
    assert cash_usd(market) == 0.0


def test_grey_traders_get_no_loan(market):
    world = market.world
    world.chips.held[:, world.setup.firms.resellers] += 10 * MILLI
    assert (limit_usd(world)[:, world.setup.firms.is_grey] == 0).all()
    assert (limit_usd(world)[:, ~world.setup.firms.is_grey] > 0).all()


def test_no_member_of_the_channel_is_ever_overdrawn(market):
    resellers = market.world.setup.firms.resellers
    market.world.money.balance_usd[:, resellers] = 1e5
    lowest = min(float(market.world.money.balance_usd[:, resellers].min()) for _ in months_of(market))
    assert lowest >= -1.0


def test_banks_hold_as_much_less_as_the_channel_owes(market):
    for _ in months_of(market):
        pass
    banks = market.world.setup.accounts.names.index("banks")
    owed = float(np.sort(market.world.resellers.debt_usd.ravel()).sum())
    assert market.world.money.balance_usd[0, banks] == pytest.approx(-owed, abs=1.0)
