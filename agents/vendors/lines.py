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


@dataclass(frozen=True, slots=True, eq=False)
class ProductLines:
    """All vendors' lines; index arrays over the chips of the catalogue unless said otherwise.

    ``of`` lists each vendor's chips; ``vendor``, ``maker`` and ``fleet`` (place, account, account of the own
    cloud) are those of the maker, zero for chips that no vendor makes; ``is_own`` is vendors × chips.
    ``base`` is -1 for what is no variant; ``main`` is the chip whose wafers a chip is made from (itself, or
    the base of a variant); ``root`` is the first chip of its family: of everything that succeeds one another.
    ``is_first`` marks the main chips that open a family. ``heirs`` are the main chips whose predecessor a
    chip is; ``later`` are all chips of later generations of the family, the next one first. ``newest_first``
    are main chips that may be looked at together: the newest of each family, then those before them.
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
    main: Index
    root: Index
    is_first: Flags
    launch_month: Index
    variants: Index
    heirs: Relatives
    later: Relatives
    newest_first: tuple[Index, ...]

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
    main = np.where(base >= 0, base, np.arange(count))
    older = _within_line(chips.vendor, chips.predecessor)
    heirs: list[list[int]] = [
        np.flatnonzero(made & (older == chip) & (base < 0)).tolist() for chip in range(count)
    ]
    generations = _generations(made & (base < 0), older, chips.launch_month)
    root = _roots(generations, count)[main]
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
        main=main,
        root=root,
        is_first=(root == np.arange(count)) & made,
        launch_month=chips.launch_month,
        variants=np.array([chip for own in of for chip in own if base[chip] >= 0], np.int64),
        heirs=_relatives(heirs),
        later=_relatives(_later(generations, main, made)),
        newest_first=_newest_first(generations),
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


def _generations(is_main: Flags, older: Index, launch_month: Index) -> list[list[int]]:
    """Main chips by family, the oldest first."""
    family: dict[int, list[int]] = {}
    for chip in np.flatnonzero(is_main).tolist():
        root, seen = chip, {chip}
        while older[root] >= 0 and int(older[root]) not in seen:
            root = int(older[root])
            seen.add(root)
        family.setdefault(root, []).append(chip)
    return [sorted(chips, key=lambda chip: (launch_month[chip], chip)) for chips in family.values()]


def _roots(generations: list[list[int]], count: int) -> Index:
    """The oldest chip of each chip's family."""
    root = np.arange(count)
    for chips in generations:
        root[chips] = chips[0]
    return root


def _later(generations: list[list[int]], main: Index, made: Flags) -> list[list[int]]:
    """Of each chip those of later generations: a generation's main chip, then its variants."""
    later: list[list[int]] = [[] for _ in main]
    for chips in generations:
        members = [np.flatnonzero(made & (main == chip)).tolist() for chip in chips]
        for place, own in enumerate(members):
            heirs = [heir for newer in members[place + 1 :] for heir in _main_first(newer, main)]
            for chip in own:
                later[chip] = heirs
    return later


def _main_first(chips: list[int], main: Index) -> list[int]:
    return sorted(chips, key=lambda chip: main[chip] != chip)


def _newest_first(generations: list[list[int]]) -> tuple[Index, ...]:
    most = max((len(chips) for chips in generations), default=0)
    return tuple(
        np.array([chips[-1 - back] for chips in generations if len(chips) > back], np.int64)
        for back in range(most)
    )
