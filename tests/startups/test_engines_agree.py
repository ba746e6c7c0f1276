"""The compiled engine gives the bits of the readable one, whatever the threads."""

from copy import deepcopy
from dataclasses import replace

import numba
import numpy as np
import pytest

from agents.startups import kernel, readable
from agents.startups.columns import lay_out
from experiments.benchmark.synthetic import Synthetic
from tests.startups.months import SHAPES, differing, live, own_copy, random_market, without_offers

MONTHS = 5
THREADS = [1, 2]


def assert_same_months(one, other, market: Synthetic, months: int = MONTHS) -> None:
    first, second = own_copy(market), own_copy(market)
    for month in range(months):
        lived, again = live(one, first, month), live(other, second, month)
        assert differing(first.columns, second.columns) == [], f"columns after month {month}"
        assert differing(lived.chosen, again.chosen) == [], f"bookings of month {month}"
        assert differing(lived.settled, again.settled) == [], f"outcome of month {month}"


@pytest.fixture
def always_parallel(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(kernel, "PARALLEL_ROWS", 0)
    yield
    numba.set_num_threads(numba.config.NUMBA_NUM_THREADS)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("shape", SHAPES)
def test_compiled_equals_readable_on_every_column_and_sum(shape, seed):
    assert_same_months(readable, kernel, random_market(shape, seed))


@pytest.mark.skipif(numba.config.NUMBA_NUM_THREADS < 2, reason="needs two cores")
@pytest.mark.parametrize("threads", THREADS)
def test_threads_change_nothing(always_parallel, threads):
    numba.set_num_threads(threads)
    for shape in ("ordinary", "several blocks", "no offers"):
        assert_same_months(readable, kernel, random_market(shape, 4), months=3)


@pytest.mark.skipif(numba.config.NUMBA_NUM_THREADS < 2, reason="needs two cores")
def test_two_threads_really_run_the_parallel_code(always_parallel, monkeypatch):
    monkeypatch.setattr(kernel, "choose_serial", None)
    monkeypatch.setattr(kernel, "settle_serial", None)
    numba.set_num_threads(2)
    live(kernel, random_market("ordinary", 1), 0)
    name = next(iter(kernel.choose_parallel.overloads.values())).fndesc.unique_name
    assert "choose_rows_parallel" in name


def test_contracts_meet_an_empty_board_alike():
    market = random_market("ordinary", 5)
    first, second = own_copy(market), own_copy(market)
    live(readable, first, 0)
    live(kernel, second, 0)
    assert first.columns.contract_months.any()
    nothing = without_offers(market.board(1))
    live(readable, first, 1, nothing)
    live(kernel, second, 1, nothing)
    assert differing(first.columns, second.columns) == []
    assert not second.columns.contract_months.any()


def test_a_slot_of_own_chips_fills_up_alike_and_never_overflows():
    market = random_market("plenty", 6)
    market.columns.own_milli[market.columns.own_milli > 0] = 2**31 - 500
    market.columns.cash_usd[:] *= 1e6
    market = replace(market, groups=replace(market.groups, training_want_a100=market.groups.weight * 1e7))
    assert_same_months(readable, kernel, market)
    live(kernel, market, 0)
    assert market.columns.own_milli.min() >= 0


def test_the_layout_of_blocks_moves_sums_by_rounding_only(engine):
    market = random_market("ordinary", 7)
    rows = market.blocks.group_end - market.blocks.group_start
    finer = replace(own_copy(market), blocks=lay_out([int(count) for count in rows], block_rows=16))
    coarse, fine = live(engine, market, 0), live(engine, finer, 0)
    one, other = coarse.settled.outcome(market.blocks), fine.settled.outcome(finer.blocks)
    np.testing.assert_allclose(one.cash_usd, other.cash_usd, rtol=1e-12)
    np.testing.assert_array_equal(one.scrapped_milli, other.scrapped_milli)


def test_tables_in_another_memory_layout_give_the_same_bits():
    market = random_market("ordinary", 8)
    board = market.board(0)
    strided = replace(board, odds=np.asfortranarray(board.odds), price_usd=np.repeat(board.price_usd, 2)[::2])
    one, other = own_copy(market), own_copy(market)
    live(kernel, one, 0, board)
    live(kernel, other, 0, strided)
    assert differing(one.columns, other.columns) == []


def test_the_comparison_sees_one_changed_bit():
    columns = random_market("ordinary", 9).columns
    changed = deepcopy(columns)
    changed.tie_strength[3, 1] = np.nextafter(changed.tie_strength[3, 1], np.float32(2))
    assert differing(columns, changed) == ["tie_strength"]
