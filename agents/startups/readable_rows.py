"""What both halves of the readable month ask of the rows: where they are, what they hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.startups.columns import NO_OFFER, NO_ONE, OWN_SLOTS, Blocks, Columns
from agents.startups.tables import ChipTable, GroupMonth, OfferBoard
from model.ledger import MILLI

type Vector = NDArray[np.float64]
type Index = NDArray[np.int64]
type Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Place:
    """Which block and group each row is in, and how many firms it stands for."""

    block: Index
    group: Index
    weight: Vector
    blocks: int

    def add(self, values: Any, *bins: tuple[Any, int]) -> Vector:
        """Sum row values by block and by further bins, row after row."""
        index, size, shape = self.block, self.blocks, [self.blocks]
        for position, count in bins:
            index = index * count + position
            size *= count
            shape.append(count)
        if size == 0:
            return np.zeros(shape)
        return np.bincount(index, values, size).reshape(shape)

    def add_to(self, total: NDArray[Any], values: Any, *positions: Any) -> None:
        """Add row values, row after row, onto a total that has blocks and further bins as axes."""
        np.add.at(total, (self.block, *positions), values)


@dataclass(frozen=True, slots=True)
class OwnLot:
    """One slot of own chips over all rows: the chip (0 if none), its milli and chips a firm."""

    chip: Index
    milli: NDArray[np.int64]
    units: Vector


def place_of(columns: Columns, blocks: Blocks, groups: GroupMonth) -> Place:
    """Look up every row's block, group and weight once."""
    lengths = blocks.end - blocks.start
    block = np.repeat(np.arange(len(lengths)), lengths)
    group = blocks.group[block]
    return Place(block, group, groups.weight[group], len(lengths))


def alive_rows(columns: Columns) -> Mask:
    """Which rows live."""
    alive: Mask = columns.alive == 1
    return alive


def own_lots(columns: Columns, weight: Vector) -> Iterator[OwnLot]:
    """The rows' own chips, slot after slot."""
    for slot in range(OWN_SLOTS):
        kind = columns.own_chip[:, slot].astype(np.int64)
        milli = columns.own_milli[:, slot].astype(np.int64)
        yield OwnLot(np.where(kind == NO_ONE, 0, kind), milli, milli / MILLI / weight)


def own_power(columns: Columns, place: Place, chips: ChipTable) -> Vector:
    """Useful compute of a firm's own chips, in A100s."""
    power = np.zeros(columns.rows)
    for lot in own_lots(columns, place.weight):
        power = power + lot.units * chips.power_a100[place.group, lot.chip]
    return power


def of_offer(values: Any, offer: Index, missing: Any) -> Any:
    """A value of each row's offer, or ``missing`` for rows without one."""
    if len(values) == 0:
        return np.full(len(offer), missing)
    has = offer != NO_OFFER
    return np.where(has, values[np.where(has, offer, 0)], missing)


def power_of_offer(board: OfferBoard, group: Index, offer: Index) -> Vector:
    """Useful compute of one chip of each row's offer, zero for rows without one."""
    if len(board.listing) == 0:
        return np.zeros(len(offer))
    has = offer != NO_OFFER
    return np.where(has, board.power_a100[group, np.where(has, offer, 0)], 0.0)


def ranked(columns: Columns, rank: int) -> Index:
    """Each row's offer of a rank as a number that can index the board."""
    return columns.offer[:, rank].astype(np.int64)


def held_offer(columns: Columns, board: OfferBoard) -> Index:
    """This month's number of the offer each row is bound to, if it is still on the board."""
    bound = columns.contract_months > 0
    held = of_offer(board.position, np.where(bound, columns.contract_offer, NO_OFFER), -1)
    return np.where(held < 0, NO_OFFER, held)
