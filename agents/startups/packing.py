"""Tables as named tuples of flat arrays, which is what the machine code reads, and a run's part of them.

numba unboxes a named tuple of arrays in a fraction of the time a class would take. Each tuple must be
this module's attribute of its own name, or cached machine code could not be loaded.
"""

import threading
from collections import namedtuple
from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any

import numpy as np

from agents.startups.columns import Blocks, Columns
from agents.startups.compiling import per_row
from agents.startups.partials import ChoosePartials, SettlePartials
from agents.startups.tables import Behaviour, ChipTable, GroupMonth, MonthTables, OfferBoard, Streams

BY_GROUP = ("odds", "power_a100", "group_offers", "group_offer_count")
"""What of the board is runs × groups × …"""


def _names(table: type) -> list[str]:
    return [field.name for field in fields(table)]


def _packed_as(name: str, table: type) -> Any:
    return namedtuple(name, _names(table), module=__name__)


ColumnArrays = _packed_as("ColumnArrays", Columns)
BlockArrays = _packed_as("BlockArrays", Blocks)
GroupArrays = _packed_as("GroupArrays", GroupMonth)
BoardArrays = _packed_as("BoardArrays", OfferBoard)
ChipArrays = _packed_as("ChipArrays", ChipTable)
HabitValues = _packed_as("HabitValues", Behaviour)
StreamKeys = _packed_as("StreamKeys", Streams)
ChooseArrays = _packed_as("ChooseArrays", ChoosePartials)
SettleArrays = _packed_as("SettleArrays", SettlePartials)


def _packer(table: type, packed: Any) -> Callable[[Any], Any]:
    values = attrgetter(*_names(table))
    return lambda content: packed._make(values(content))


pack_columns = _packer(Columns, ColumnArrays)
pack_choose = _packer(ChoosePartials, ChooseArrays)
pack_settle = _packer(SettlePartials, SettleArrays)
_block_values = attrgetter(*_names(Blocks))
_group_values = attrgetter(*_names(GroupMonth))
_behaviour_values = attrgetter(*_names(Behaviour))
_stream_values = attrgetter(*_names(Streams))


def pack_blocks(blocks: Blocks) -> Any:
    """Blocks as unsigned numbers: an index that cannot be negative needs no check for wrapping."""
    return BlockArrays._make([_read_only(array.view(np.uint64)) for array in _block_values(blocks)])


def _read_only(array: Any) -> Any:
    """The array in C order and closed to writing: one kind, so that all callers share machine code."""
    closed = np.ascontiguousarray(array).view()
    closed.flags.writeable = False
    return closed


def _flat(array: Any) -> Any:
    """Runs × groups × … as one long list of groups."""
    return _read_only(array).reshape(array.shape[0] * array.shape[1], *array.shape[2:])


def _pack_groups(groups: GroupMonth) -> Any:
    return GroupArrays._make([_flat(array) for array in _group_values(groups)])


def _pack_board(board: OfferBoard) -> Any:
    return BoardArrays(
        **{
            name: _flat(getattr(board, name)) if name in BY_GROUP else _read_only(getattr(board, name))
            for name in _names(OfferBoard)
        }
    )


def _pack_chips(chips: ChipTable) -> Any:
    by_group = (chips.power_a100, chips.energy_usd, chips.running_usd)
    return ChipArrays(*(_flat(table) for table in by_group), _read_only(chips.stack))


class _Packed(threading.local):
    """The month's tables as they were packed last: both halves of a month get the same ones."""

    tables: MonthTables | None = None
    arrays: tuple[Any, ...] = ()


_packed = _Packed()


def pack_tables(tables: MonthTables) -> tuple[Any, ...]:
    """Groups, board, chips, behaviour and streams for the machine code."""
    if _packed.tables is not tables:
        _packed.arrays = (
            _pack_groups(tables.groups),
            _pack_board(tables.board),
            _pack_chips(tables.chips),
            HabitValues._make([_read_only(array) for array in _behaviour_values(tables.behaviour)]),
            StreamKeys._make([_read_only(array) for array in _stream_values(tables.streams)]),
        )
        _packed.tables = tables
    return _packed.arrays


@per_row
def board_of(run: Any, board: Any) -> Any:
    """The board with the terms of one run."""
    return BoardArrays(
        board.listing,
        board.position[run],
        board.supplier,
        board.chip,
        board.stack,
        board.is_purchase,
        board.price_usd[run],
        board.min_order_units[run],
        board.commitment_months[run],
        board.capacity_units[run],
        board.odds,
        board.power_a100,
        board.group_offers,
        board.group_offer_count,
    )


@per_row
def behaviour_of(run: Any, behaviour: Any) -> Any:
    """The numbers of one run."""
    return HabitValues(
        behaviour.tie_odds[run],
        behaviour.foreign_stack_odds[run],
        behaviour.strong[run],
        behaviour.acquainted[run],
        behaviour.tie_growth[run],
        behaviour.tie_fade[run],
        behaviour.search_rate[run],
        behaviour.referral_share[run],
        behaviour.forget_rate[run],
        behaviour.knowledge_loss[run],
        behaviour.scrap_rate[run],
        behaviour.stack_learning[run],
    )


@per_row
def streams_of(run: Any, streams: Any) -> Any:
    """The keys of one run."""
    return StreamKeys(
        streams.taste_first[run],
        streams.taste_second[run],
        streams.taste_third[run],
        streams.search[run],
        streams.search_whom[run],
        streams.forget[run],
    )
