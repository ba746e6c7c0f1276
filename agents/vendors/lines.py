"""Product lines: what vendors make, what succeeds what, what is cut from what; the same in all runs."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.inputs.catalogue_entries import Chip
from model.state.setup import Setup

type Vector = NDArray[np.float64]
type Index = NDArray[np.int64]
type Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Relatives:
    """Chips related to each chip, in order: chips × places; ``is_one`` is false where a place is empty."""

    chip: Index
    is_one: Flags

    def any_of(self, flags: Flags, chips: Index | slice = slice(None)) -> Flags:
        """Whether a flag (runs × chips) holds for any relative of some chips."""
        held: Flags = (flags[:, self.chip[chips]] & self.is_one[chips]).any(axis=2)
        return held

    def each(self, values: Vector) -> Vector:
        """Values (runs × chips) of the relatives, zero at empty places: runs × chips × places."""
        return np.where(self.is_one, values[:, self.chip], 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class ProductLines:
    """All vendors' lines; index arrays over the chips of the catalogue unless said otherwise.

    ``of`` lists each vendor's chips; ``vendor``, ``maker`` and ``fleet`` (place, account, account of the own
    cloud) are those of the maker, zero for chips that no vendor makes; ``is_own`` is vendors × chips.
    ``base`` and ``predecessor`` are -1 for none within the line. ``heirs`` are the chips whose predecessor a
    chip is, variants left out; ``descendants`` are heirs, then their heirs. ``rounds`` are chips that may
    be looked at together, in the order of the lines: none reads what one of its own round is yet to write.
    """

    of: tuple[Index, ...]
    made: Flags
    vendor: Index
    maker: Index
    fleet: Index
    is_own: Flags
    home: Index
    made_at_home: Flags
    base: Index
    predecessor: Index
    launch_month: Index
    variants: Index
    heirs: Relatives
    grandchildren: Relatives
    descendants: Relatives
    cut: Relatives
    rounds: tuple[Index, ...]

    def own_answer(self, answer: NDArray[np.float64]) -> Vector:
        """Each chip's maker's answer, runs × chips, of all vendors' (runs × vendors × chips, or × 1)."""
        chips = np.arange(len(self.vendor)) if answer.shape[2] > 1 else 0
        return np.where(self.made, answer[:, self.vendor, chips], 0.0)


@functools.lru_cache(maxsize=4)
def lines_of(setup: Setup) -> ProductLines:
    """The product lines of a cast; made once."""
    chips, count = setup.chips, setup.chips.count
    made = chips.vendor >= 0
    vendors = range(len(setup.cast.vendor))
    base = _within_line(chips.vendor, chips.base)
    older = _within_line(chips.vendor, chips.predecessor)
    heirs: list[list[int]] = [
        np.flatnonzero(made & (older == chip) & (base < 0)).tolist() for chip in range(count)
    ]
    late = [[chip for heir in own for chip in heirs[heir]] for own in heirs]
    cut: list[list[int]] = [np.flatnonzero(made & (base == chip)).tolist() for chip in range(count)]
    of = tuple(np.flatnonzero(chips.vendor == vendor) for vendor in vendors)
    vendor = np.maximum(chips.vendor, 0)
    homes = [row.region for row in setup.cast.vendor]
    made_at_home = [
        made[number] and _is_made_in(setup, chip, homes[vendor[number]])
        for number, chip in enumerate(setup.catalogue.chips)
    ]
    return ProductLines(
        of=of,
        made=made,
        vendor=vendor,
        maker=np.where(made, chips.maker, 0),
        fleet=_fleets(setup, made),
        is_own=chips.vendor == np.arange(len(of))[:, None],
        home=chips.home,
        made_at_home=np.array(made_at_home, np.bool_),
        base=base,
        predecessor=older,
        launch_month=chips.launch_month,
        variants=np.array([chip for own in of for chip in own if base[chip] >= 0], np.int64),
        heirs=_relatives(heirs),
        grandchildren=_relatives(late),
        descendants=_relatives([[*own, *more] for own, more in zip(heirs, late, strict=True)]),
        cut=_relatives(cut),
        rounds=_rounds(of, [[*more, *own] for more, own in zip(late, cut, strict=True)]),
    )


def _fleets(setup: Setup, made: Flags) -> Index:
    """Account of the own cloud of each chip's maker."""
    fleets = np.zeros(len(made), np.int64)
    fleets[made] = setup.firms.fleets[setup.chips.vendor[made]]
    return fleets


def _within_line(vendor: Index, other: Index) -> Index:
    """The other chip, or -1 where another vendor or nobody makes it."""
    same = (vendor >= 0) & (other >= 0) & (vendor[np.maximum(other, 0)] == vendor)
    return np.where(same, other, -1)


def _is_made_in(setup: Setup, chip: Chip, region: str) -> bool:
    return any(row.name == chip.foundry and row.region == region for row in setup.cast.foundry)


def _relatives(rows: Sequence[Sequence[int]]) -> Relatives:
    most = max((len(row) for row in rows), default=0)
    chip = np.zeros((len(rows), most), np.int64)
    is_one = np.zeros((len(rows), most), np.bool_)
    for number, row in enumerate(rows):
        chip[number, : len(row)] = row
        is_one[number, : len(row)] = True
    return Relatives(chip, is_one)


def _rounds(of: tuple[Index, ...], reads: list[list[int]]) -> tuple[Index, ...]:
    """Places along the lines, cut where a chip reads what an earlier one of the same round writes."""
    rounds: list[list[int]] = [[]]
    for place in range(max((len(own) for own in of), default=0)):
        here = [int(own[place]) for own in of if place < len(own)]
        if any(chip in rounds[-1] for reader in here for chip in reads[reader]):
            rounds.append([])
        rounds[-1] += here
    return tuple(np.array(chips, np.int64) for chips in rounds)
