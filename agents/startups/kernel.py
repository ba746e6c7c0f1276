"""The start-ups' month in two halves, before and after the market books their orders.

numba compiles the rules; with ``NUMBA_DISABLE_JIT=1`` the same lines run as plain Python, slowly,
to the same bits. Rows are summed in row order within a block and blocks in their order, so that the
number of threads changes nothing. Hashes wrap around, of which plain numpy would warn.
"""

import threading
from collections import namedtuple
from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter, is_not
from typing import Any

import numpy as np
from numba import get_num_threads
from numpy.typing import NDArray

from agents.startups.columns import Blocks, Columns
from agents.startups.compiling import parallel, serial
from agents.startups.kernel_choose import choose_rows
from agents.startups.kernel_settle import settle_rows
from agents.startups.partials import ChoosePartials, SettlePartials
from agents.startups.rules import SEASON_MONTHS
from agents.startups.tables import ChipTable, GroupMonth, Habits, OfferBoard, Streams

PARALLEL_ROWS = 30_000
"""From this size on, threads gain more than they cost to wake."""

choose_serial, choose_parallel = serial(choose_rows), parallel(choose_rows)
settle_serial, settle_parallel = serial(settle_rows), parallel(settle_rows)


def _names(table: type) -> list[str]:
    return [field.name for field in fields(table)]


def _packed_as(name: str, table: type) -> Any:
    """A table's fields as a named tuple, which numba unboxes in a fraction of a class's time.

    It must become the module's attribute of that name, or cached machine code could not be loaded.
    """
    return namedtuple(name, _names(table), module=__name__)


ColumnArrays = _packed_as("ColumnArrays", Columns)
BlockArrays = _packed_as("BlockArrays", Blocks)
GroupArrays = _packed_as("GroupArrays", GroupMonth)
BoardArrays = _packed_as("BoardArrays", OfferBoard)
ChipArrays = _packed_as("ChipArrays", ChipTable)
HabitValues = _packed_as("HabitValues", Habits)
StreamKeys = _packed_as("StreamKeys", Streams)
ChooseArrays = _packed_as("ChooseArrays", ChoosePartials)
SettleArrays = _packed_as("SettleArrays", SettlePartials)


_block_arrays = attrgetter(*_names(Blocks))


def _packer(table: type, packed: Any) -> Callable[[Any], Any]:
    values = attrgetter(*_names(table))
    return lambda content: packed._make(values(content))


def _blocks(blocks: Blocks) -> Any:
    """Blocks as unsigned numbers: an index that cannot be negative needs no check for wrapping."""
    return BlockArrays._make([array.view(np.uint64) for array in _block_arrays(blocks)])


def _flat(arrays: Any) -> Any:
    """The same arrays in C order, which is what the machine code was made for."""
    return arrays._make([np.ascontiguousarray(array) for array in arrays])


_columns = _packer(Columns, ColumnArrays)
_groups = _packer(GroupMonth, GroupArrays)
_board = _packer(OfferBoard, BoardArrays)
_chips = _packer(ChipTable, ChipArrays)
_habits = _packer(Habits, HabitValues)
_streams = _packer(Streams, StreamKeys)
_choose_partials = _packer(ChoosePartials, ChooseArrays)
_settle_partials = _packer(SettlePartials, SettleArrays)


class _Packed(threading.local):
    """The month's tables as they were packed last: both halves of a month get the same ones."""

    tables: tuple[Any, ...] = ()
    arrays: tuple[Any, ...] = ()


_packed = _Packed()


def _tables(*tables: Any) -> tuple[Any, ...]:
    """Groups, board, chips, habits and streams for the machine code."""
    if len(_packed.tables) != len(tables) or any(map(is_not, tables, _packed.tables)):
        groups, board, chips, habits, streams = tables
        _packed.arrays = (
            _flat(_groups(groups)),
            _flat(_board(board)),
            _flat(_chips(chips)),
            _habits(habits),
            _streams(streams),
        )
        _packed.tables = tables
    return _packed.arrays


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
    groups: GroupMonth,
    board: OfferBoard,
    chips: ChipTable,
    habits: Habits,
    streams: Streams,
) -> ChoosePartials:
    """Honour contracts, form needs and budgets, order offers, clear them in three rounds, pay."""
    partials = ChoosePartials.empty(len(blocks.start), len(board.listing))
    spans = _spans(columns, blocks)
    run = choose_parallel if len(spans) > 2 else choose_serial
    with np.errstate(over="ignore"):
        run(
            _columns(columns),
            _blocks(blocks),
            spans,
            np.uint64(month % SEASON_MONTHS),
            *_tables(groups, board, chips, habits, streams),
            _choose_partials(partials),
        )
    return partials


def settle(
    columns: Columns,
    blocks: Blocks,
    groups: GroupMonth,
    board: OfferBoard,
    chips: ChipTable,
    habits: Habits,
    streams: Streams,
) -> SettlePartials:
    """Serve and train, earn, pay people and power, raise money, learn, make friends, or die."""
    partials = SettlePartials.empty(
        len(blocks.start),
        len(board.listing),
        chips.power_a100.shape[1],
        columns.stack_share.shape[1],
    )
    spans = _spans(columns, blocks)
    run = settle_parallel if len(spans) > 2 else settle_serial
    with np.errstate(over="ignore"):
        run(
            _columns(columns),
            _blocks(blocks),
            spans,
            *_tables(groups, board, chips, habits, streams),
            _settle_partials(partials),
        )
    return partials
