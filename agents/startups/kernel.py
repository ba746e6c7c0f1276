"""The start-ups' month of all runs in two halves, before and after the market books their orders.

numba compiles the rules; with ``NUMBA_DISABLE_JIT=1`` the same lines run as plain Python, slowly,
to the same bits. Rows are summed in row order within a block and a run's blocks in their order, so that
neither the number of threads nor other runs change anything. Hashes wrap around, of which plain numpy
would warn.
"""

import numpy as np
from numba import get_num_threads
from numpy.typing import NDArray

from agents.startups.columns import Blocks, Columns
from agents.startups.compiling import parallel, serial
from agents.startups.kernel_choose import choose_rows
from agents.startups.kernel_settle import settle_rows
from agents.startups.packing import pack_blocks, pack_choose, pack_columns, pack_settle, pack_tables
from agents.startups.partials import ChoosePartials, SettlePartials
from agents.startups.rules import SEASON_MONTHS
from agents.startups.tables import MonthTables

PARALLEL_ROWS = 30_000
"""From this size on, threads gain more than they cost to wake."""

choose_serial, choose_parallel = serial(choose_rows), parallel(choose_rows)
settle_serial, settle_parallel = serial(settle_rows), parallel(settle_rows)


def _spans(columns: Columns, blocks: Blocks) -> NDArray[np.uint64]:
    """First blocks of spans of about equal rows, one a thread, and the end; one span if small."""
    threads = get_num_threads() if columns.rows >= PARALLEL_ROWS else 1
    if threads == 1:
        return np.array((0, len(blocks.start)), np.uint64)
    cuts = np.arange(1, threads) * columns.rows // threads
    return np.array([0, *np.searchsorted(blocks.end, cuts), len(blocks.start)], np.uint64)


def choose(
    columns: Columns,
    blocks: Blocks,
    month: int,
    tables: MonthTables,
) -> ChoosePartials:
    """Honour contracts, form needs and budgets, order offers, clear them in three rounds, pay."""
    partials = ChoosePartials.empty(blocks, len(tables.board.listing))
    spans = _spans(columns, blocks)
    run = choose_parallel if len(spans) > 2 else choose_serial
    with np.errstate(over="ignore"):
        run(
            pack_columns(columns),
            pack_blocks(blocks),
            spans,
            np.uint64(month % SEASON_MONTHS),
            *pack_tables(tables),
            pack_choose(partials),
        )
    return partials


def settle(
    columns: Columns,
    blocks: Blocks,
    tables: MonthTables,
) -> SettlePartials:
    """Serve and train, earn, pay people and power, raise money, learn, make friends, or die."""
    partials = SettlePartials.empty(
        blocks,
        len(tables.board.listing),
        tables.chips.power_a100.shape[2],
        columns.stack_share.shape[1],
    )
    spans = _spans(columns, blocks)
    run = settle_parallel if len(spans) > 2 else settle_serial
    with np.errstate(over="ignore"):
        run(
            pack_columns(columns),
            pack_blocks(blocks),
            spans,
            *pack_tables(tables),
            pack_settle(partials),
        )
    return partials
