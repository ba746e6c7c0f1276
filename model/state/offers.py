"""Everything a start-up can rent or buy: the lasting list of offers, and one month's terms."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from model.inputs.problems import InputProblem

type Vector = NDArray[np.float64]
type Index = NDArray[np.int64]
type Flags = NDArray[np.bool_]

MOST_LISTINGS = 60_000
NO_NUMBERS: Index = np.zeros(0, np.int64)


class Mode(IntEnum):
    """How compute is sold."""

    ON_DEMAND = 0
    RESERVED = 1
    VENDOR_CLOUD = 2
    CHANNEL = 3
    DIRECT = 4

    @property
    def is_purchase(self) -> bool:
        """Whether the chip changes owner."""
        return self in (Mode.CHANNEL, Mode.DIRECT)


@dataclass(frozen=True, slots=True)
class Listing:
    """One lasting offer: who sells which chip how, and the regions that may see it."""

    supplier: int
    chip: int
    mode: Mode
    regions: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Listings:
    """All listings as columns; ``bit`` is the supplier's place among ``suppliers``."""

    rows: tuple[Listing, ...]
    supplier: Index
    bit: Index
    chip: Index
    mode: Index
    is_purchase: Flags
    seen_from: Flags
    suppliers: tuple[int, ...]
    numbers: dict[tuple[int, Mode], Index]

    def of(self, supplier: int, mode: Mode) -> Index:
        """Numbers of a supplier's listings of one mode."""
        return self.numbers.get((supplier, mode), NO_NUMBERS)


def list_offers(rows: list[Listing], regions: int) -> Listings:
    """Turn listings, which come in the order of the cast, into columns.

    Raises:
        InputProblem: when there are more offers than a start-up's contract can number.
    """
    suppliers = tuple(dict.fromkeys(row.supplier for row in rows))
    if len(rows) > MOST_LISTINGS:
        raise InputProblem(
            what=f"{len(rows)} offers to start-ups",
            where="cast",
            allowed=f"at most {MOST_LISTINGS}",
            fix="merge some resellers or clouds",
        )
    bit_of = {supplier: bit for bit, supplier in enumerate(suppliers)}
    seen = np.zeros((len(rows), regions), dtype=np.bool_)
    for number, row in enumerate(rows):
        seen[number, list(row.regions)] = True
    numbers: dict[tuple[int, Mode], list[int]] = {}
    for number, row in enumerate(rows):
        numbers.setdefault((row.supplier, row.mode), []).append(number)
    return Listings(
        rows=tuple(rows),
        supplier=np.array([row.supplier for row in rows], np.int64),
        bit=np.array([bit_of[row.supplier] for row in rows], np.int64),
        chip=np.array([row.chip for row in rows], np.int64),
        mode=np.array([int(row.mode) for row in rows], np.int64),
        is_purchase=np.array([row.mode.is_purchase for row in rows], np.bool_),
        seen_from=seen,
        suppliers=suppliers,
        numbers={key: np.array(found, np.int64) for key, found in numbers.items()},
    )


@dataclass(frozen=True, slots=True)
class OfferTable:
    """One month's terms by listing: price (USD per chip-month or chip), free units, wait, minimum order."""

    price_usd: Vector
    capacity_units: Vector
    wait_months: Vector
    min_order_units: Vector
    commitment_months: Index


def blank_terms(count: int) -> OfferTable:
    """Terms of offers of which nothing is free."""
    return OfferTable(
        price_usd=np.zeros(count),
        capacity_units=np.zeros(count),
        wait_months=np.zeros(count),
        min_order_units=np.ones(count),
        commitment_months=np.zeros(count, np.int64),
    )
