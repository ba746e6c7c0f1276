"""Neither threads nor memory layout change a bit, and no edge of the tables is run over."""

from dataclasses import replace

import numba
import numpy as np
import pytest

from agents.startups import compiling, kernel
from agents.startups.columns import lay_out
from experiments.benchmark.synthetic import Synthetic
from tests.startups.months import differing, live, own_copy, random_market, without_offers


@pytest.fixture
def always_parallel(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kernel, "PARALLEL_ROWS", 0)
    yield
    numba.set_num_threads(numba.config.NUMBA_NUM_THREADS)


def serial_months(monkeypatch: pytest.MonkeyPatch, market: Synthetic, months: int):
    with monkeypatch.context() as serial:
        serial.setattr(kernel, "PARALLEL_ROWS", market.columns.rows + 1)
        return [live(market, month) for month in range(months)]


@pytest.mark.skipif(numba.config.NUMBA_NUM_THREADS < 2, reason="needs two cores")
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("shape", ["ordinary", "several blocks", "no offers"])
def test_threads_change_nothing(always_parallel, monkeypatch, threads, shape):
    market = random_market(shape, 4)
    again = own_copy(market)
    expected = serial_months(monkeypatch, market, 3)
    numba.set_num_threads(threads)
    for month, lived in enumerate(expected):
        found = live(again, month)
        assert differing(lived.chosen, found.chosen) == [], f"bookings of month {month}"
        assert differing(lived.settled, found.settled) == [], f"outcome of month {month}"
    assert differing(market.columns, again.columns) == []


@pytest.mark.skipif(numba.config.NUMBA_NUM_THREADS < 2, reason="needs two cores")
def test_two_threads_really_run_the_parallel_code(always_parallel, monkeypatch):
    monkeypatch.setattr(kernel, "choose_serial", None)
    monkeypatch.setattr(kernel, "settle_serial", None)
    numba.set_num_threads(2)
    live(random_market("ordinary", 1), 0)
    name = next(iter(kernel.choose_parallel.overloads.values())).fndesc.unique_name
    assert "choose_rows_parallel" in name


def test_contracts_lapse_on_an_empty_board():
    market = random_market("ordinary", 5)
    live(market, 0)
    assert market.columns.contract_months.any()
    live(market, 1, without_offers(market.board(1)))
    assert not market.columns.contract_months.any()


def test_a_slot_of_own_chips_fills_up_and_never_overflows():
    market = random_market("plenty", 6)
    market.columns.own_milli[market.columns.own_milli > 0] = 2**31 - 500
    market.columns.cash_usd[:] *= 1e6
    market = replace(market, groups=replace(market.groups, training_want_a100=market.groups.weight * 1e7))
    bought = sum(live(market, month).booked.purchased_milli.sum() for month in range(3))
    assert bought > 0
    assert market.columns.own_milli.min() >= 0


def test_the_layout_of_blocks_moves_sums_by_rounding_only():
    market = random_market("ordinary", 7)
    rows = market.blocks.rows_of_group
    finer = replace(own_copy(market), blocks=lay_out([int(count) for count in rows], block_rows=16))
    coarse, fine = live(market, 0), live(finer, 0)
    one, other = coarse.outcome, fine.outcome
    np.testing.assert_allclose(one.cash_usd, other.cash_usd, rtol=1e-12)
    np.testing.assert_array_equal(one.scrapped_milli, other.scrapped_milli)


def test_tables_in_another_memory_layout_give_the_same_bits():
    market = random_market("ordinary", 8)
    board = market.board(0)
    strided = replace(
        board, odds=np.asfortranarray(board.odds), price_usd=np.repeat(board.price_usd, 2, axis=1)[:, ::2]
    )
    one, other = own_copy(market), own_copy(market)
    live(one, 0, board)
    live(other, 0, strided)
    assert differing(one.columns, other.columns) == []


@pytest.mark.parametrize("word", [1, 2, 0x8000_0000_0000_0000, 0xDEAD_BEEF_0000_0000])
def test_bits_are_counted_alike_compiled_and_plain(word):
    @numba.njit
    def compiled(word):
        return compiling.trailing_zeros(word), compiling.ones(word)

    bits = np.uint64(word)
    assert compiled(bits) == (compiling.trailing_zeros(bits), compiling.ones(bits))
