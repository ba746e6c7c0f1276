"""A run's bits depend neither on the batch that it travels in, nor on its place there, nor on threads."""

from dataclasses import fields

import numba
import numpy as np
import pytest

from agents.startups import kernel
from experiments.benchmark.synthetic import Shape
from tests.startups.batches import blocks_of, joined, runs_of, tables_of, together
from tests.startups.months import own_copy

SHAPES = {
    "few suppliers": Shape(150, groups=7, offers=40, suppliers=12),
    "two words of suppliers": Shape(150, groups=7, offers=160, suppliers=100, known_suppliers=30),
    "several blocks": Shape(9_000, groups=3, offers=30, suppliers=10),
}
MONTHS, RUNS = 3, 4


def same(batch: object, run: int, alone: object, listing: np.ndarray | None = None) -> list[str]:
    """Fields in which a run of a batch is not the lone run; ``listing`` are its offers within the batch's."""
    wrong = []
    for field in fields(alone):
        if field.name == "listing":  # which offers they are: the batch's own
            continue
        found, expected = getattr(batch, field.name)[run], getattr(alone, field.name)[0]
        if listing is not None and found.shape != expected.shape:
            axis = 0 if field.name in ("first_choice_units", "class_units", "bound_units") else -1
            found = found.take(listing, axis)
        if found.tobytes() != expected.tobytes():
            wrong.append(field.name)
    return wrong


def live_alone(market, month, board):
    tables = tables_of(market, board, month)
    chosen = kernel.choose(market.columns, market.blocks, month, tables)
    settled = kernel.settle(market.columns, market.blocks, tables)
    return chosen.bookings(market.blocks), settled.outcome(market.blocks)


@pytest.fixture(params=[1, 2])
def threads(request, monkeypatch):
    if request.param > numba.config.NUMBA_NUM_THREADS:
        pytest.skip("needs two cores")
    monkeypatch.setattr(kernel, "PARALLEL_ROWS", 0 if request.param > 1 else 10**9)
    numba.set_num_threads(request.param)
    yield request.param
    numba.set_num_threads(numba.config.NUMBA_NUM_THREADS)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 0, 2)])
def test_a_run_in_a_batch_is_the_run_alone(threads, shape, order):
    runs = runs_of(SHAPES[shape], RUNS)
    runs = [runs[place] for place in order]
    alone = [own_copy(market) for market in runs]
    columns, blocks = together([market.columns for market in runs]), blocks_of(runs)
    rows = runs[0].columns.rows
    for month in range(MONTHS):
        boards = [market.board(month) for market in runs]
        assert len({len(board.listing) for board in boards}) > 1 or shape == "several blocks"
        batch = joined([tables_of(m, board, month) for m, board in zip(runs, boards, strict=True)])
        bookings = kernel.choose(columns, blocks, month, batch).bookings(blocks)
        outcome = kernel.settle(columns, blocks, batch).outcome(blocks)
        for run, market in enumerate(alone):
            booked, became = live_alone(market, month, boards[run])
            listing = batch.board.position[run, boards[run].listing]
            assert same(bookings, run, booked, listing) == [], f"bookings of run {run}, month {month}"
            assert same(outcome, run, became, listing) == [], f"outcome of run {run}, month {month}"
            of_run = columns.rows_at(slice(run * rows, (run + 1) * rows))
            for field in fields(of_run):
                if field.name != "offer":
                    found, expected = getattr(of_run, field.name), getattr(market.columns, field.name)
                    np.testing.assert_array_equal(found, expected, err_msg=f"{field.name}, run {run}")
        assert bookings.units.any()
        assert outcome.bound_units.any()


def test_more_suppliers_than_a_word_holds_are_known_tied_met_and_forgotten():
    market = runs_of(SHAPES["two words of suppliers"], 1)[0]
    before = market.columns.known.copy()
    for month in range(6):
        booked, _ = live_alone(market, month, market.board(month))
    assert booked.units[0, :, market.board(5).supplier >= 64].any()
    beyond = (before[:, 1] != market.columns.known[:, 1]).any()
    assert beyond
    assert ((market.columns.tie_supplier >= 64) & (market.columns.tie_supplier < 100)).any()
