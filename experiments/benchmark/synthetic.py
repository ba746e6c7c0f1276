"""A random market around the start-ups: columns and monthly tables of any size, from one seed.

Benchmarks and tests of the start-ups' kernel run on it without the rest of the market. The numbers
are of the right order only and stand for nothing.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.startups.columns import (
    NO_ONE,
    OWN_SLOTS,
    TIE_SLOTS,
    WORD_BITS,
    Blocks,
    Columns,
    empty_columns,
    lay_out,
)
from agents.startups.tables import Behaviour, ChipTable, GroupMonth, OfferBoard, Streams, offers_in_view
from model.state.randomness import Purpose, stream

type Vector = NDArray[np.float64]

BEHAVIOUR: Behaviour[float] = Behaviour(
    tie_odds=3.0,
    foreign_stack_odds=0.17,
    strong=0.5,
    acquainted=0.15,
    tie_growth=0.2,
    tie_fade=0.03,
    search_rate=0.08,
    referral_share=0.5,
    forget_rate=0.03,
    knowledge_loss=0.1,
    scrap_rate=0.012,
    stack_learning=0.05,
)
LARGE = 3.0
MIDDLE = 1.0
"""Sizes from which a firm counts as large and as middle-sized."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a random market is; ``tightness`` is demand over supply, roughly."""

    rows: int
    groups: int = 33
    offers: int = 130
    suppliers: int = 42
    stacks: int = 8
    chips: int = 25
    seen_share: float = 0.3
    known_suppliers: int = 7
    dead_share: float = 0.05
    tightness: float = 1.5


@dataclass(frozen=True, slots=True)
class Synthetic:
    """A random population with all it needs to live through months."""

    shape: Shape
    seed: int
    columns: Columns
    blocks: Blocks
    groups: GroupMonth
    chips: ChipTable
    catalogue: OfferBoard
    behaviour: Behaviour[Vector]

    def board(self, month: int) -> OfferBoard:
        """The month's offers: a tenth of the catalogue is missing, prices and capacity move."""
        rng = np.random.default_rng((self.seed, month, 1))
        listed = np.flatnonzero(rng.random(self.shape.offers) < 0.9)
        return _listed(self.catalogue, listed, rng)

    def streams(self, month: int) -> Streams[NDArray[np.uint64]]:
        """The month's keys of draws."""
        purposes = (
            Purpose.TASTE_FIRST,
            Purpose.TASTE_SECOND,
            Purpose.TASTE_THIRD,
            Purpose.SEARCH,
            Purpose.SEARCH_WHOM,
            Purpose.FORGET,
        )
        return Streams(*(np.array([stream(self.seed, purpose, month)]) for purpose in purposes))


def synthetic(shape: Shape, seed: int = 1) -> Synthetic:
    """Draw a market; the second and the last group hold one row, the third (if any) none."""
    rng = np.random.default_rng(seed)
    blocks = lay_out(_rows_by_group(rng, shape))
    catalogue = _catalogue(rng, shape)
    columns = _columns(rng, shape, blocks)
    return Synthetic(
        shape=shape,
        seed=seed,
        columns=columns,
        blocks=blocks,
        groups=_groups(rng, shape),
        chips=_chip_table(rng, shape, catalogue),
        catalogue=catalogue,
        behaviour=behaviour_of_one_run(),
    )


def behaviour_of_one_run(**changes: float) -> Behaviour[Vector]:
    """``BEHAVIOUR`` with some changes as arrays of one run."""
    values = {field.name: getattr(BEHAVIOUR, field.name) for field in fields(BEHAVIOUR)} | changes
    return Behaviour(**{name: np.array([value]) for name, value in values.items()})


def _rows_by_group(rng: np.random.Generator, shape: Shape) -> list[int]:
    rows = np.zeros(shape.groups, np.int64)
    single = [group for group in (1, shape.groups - 1) if group > 0]
    rows[single] = 1
    many = [group for group in range(shape.groups) if group not in (*single, 2)]
    rows[many] = rng.multinomial(shape.rows - rows.sum(), rng.dirichlet(np.ones(len(many))))
    return [int(count) for count in rows]


def _columns(rng: np.random.Generator, shape: Shape, blocks: Blocks) -> Columns:
    rows = shape.rows
    columns = empty_columns(rows, shape.stacks, shape.suppliers)
    columns.key[:] = rng.integers(0, 2**63, rows, dtype=np.uint64)
    columns.alive[:] = rng.random(rows) >= shape.dead_share
    columns.size[:] = rng.lognormal(-0.5, 1.0, rows)
    columns.size_class[:] = np.digitize(columns.size, (MIDDLE, LARGE))
    columns.talent[:] = rng.lognormal(0.0, 0.3, rows)
    columns.cash_usd[:] = columns.size * rng.lognormal(15.0, 1.0, rows)
    columns.revenue_usd[:] = columns.size * rng.lognormal(10.0, 1.0, rows)
    columns.trained_a100_months[:] = columns.size * rng.lognormal(3.0, 1.0, rows)
    columns.stack_share[:] = rng.dirichlet(np.full(shape.stacks, 0.3), rows)
    _acquaint(rng, shape, columns)
    owns = rng.random((rows, OWN_SLOTS)) < (0.3, 0.1, 0.02)
    kinds = (rng.integers(0, shape.chips, (rows, 1)) + 7 * np.arange(OWN_SLOTS)) % shape.chips
    columns.own_chip[:] = np.where(owns, kinds, NO_ONE)
    columns.own_milli[:] = np.where(owns, rng.integers(1, 40_000, (rows, OWN_SLOTS)), 0)
    _clear_dead(columns)
    return columns


def _acquaint(rng: np.random.Generator, shape: Shape, columns: Columns) -> None:
    rows = shape.rows
    for _ in range(shape.known_suppliers):
        _introduce(columns, rng.integers(0, shape.suppliers, rows, dtype=np.uint64))
    first = rng.integers(0, shape.suppliers, rows)
    for slot in range(TIE_SLOTS):
        supplier = (first + slot * (shape.suppliers // TIE_SLOTS)) % shape.suppliers
        tied = rng.random(rows) < 0.4
        columns.tie_supplier[:, slot] = np.where(tied, supplier, NO_ONE)
        columns.tie_strength[:, slot] = np.where(tied, rng.random(rows), 0.0)
        _introduce(columns, supplier, tied)


def _introduce(columns: Columns, supplier: NDArray[Any], to: NDArray[np.bool_] | bool = True) -> None:
    """Each row knows a supplier, where it is told so."""
    word, bit = np.divmod(supplier.astype(np.uint64), np.uint64(WORD_BITS))
    flags = np.where(to, np.uint64(1) << bit, np.uint64(0))
    columns.known[np.arange(columns.rows), word] |= flags


def _clear_dead(columns: Columns) -> None:
    dead = columns.alive == 0
    columns.cash_usd[dead] = 0.0
    columns.revenue_usd[dead] = 0.0
    columns.own_milli[dead] = 0
    columns.own_chip[dead] = NO_ONE


def _groups(rng: np.random.Generator, shape: Shape) -> GroupMonth:
    def spread(low: float, high: float) -> NDArray[np.float64]:
        return rng.uniform(low, high, shape.groups)

    odds = rng.dirichlet(np.ones(shape.suppliers), shape.groups)
    groups = GroupMonth(
        weight=np.where(np.arange(shape.groups) % 4 == 1, 1.0, spread(0.1, 3.0)),
        spend_rate=spread(0.04, 0.08),
        rent_share=spread(0.2, 0.7),
        revenue_rent_share=spread(0.1, 0.4),
        buy_share=spread(0.002, 0.02),
        training_want_a100=spread(2.0, 60.0),
        serving_a100_per_usd=spread(5e-5, 2e-4),
        pool_per_attention_usd=spread(3e4, 2e5),
        frontier_a100_months=spread(300.0, 3_000.0),
        staff_rate=spread(0.01, 0.03),
        staff_floor_usd=spread(5_000.0, 60_000.0),
        staff_revenue_share=spread(0.2, 0.5),
        funding_per_attention_usd=spread(1e4, 1e5),
        funding_per_size_usd=spread(0.0, 5e4),
        round_usd=np.where(rng.random(shape.groups) < 0.1, 1e6, 0.0),
        voucher_usd=np.where(rng.random(shape.groups) < 0.3, 5e3, 0.0),
        meeting=np.cumsum(odds, axis=1),
    )
    return of_one_run(groups)


def _catalogue(rng: np.random.Generator, shape: Shape) -> OfferBoard:
    """Every offer that is ever listed; a quarter are purchases, a third bind for a year."""
    offers, groups = shape.offers, shape.groups
    purchase = rng.random(offers) < 0.25
    term = np.where(rng.random(offers) < 0.45, rng.choice([3, 12], offers), 1)
    chip = rng.integers(0, shape.chips, offers)
    quality = rng.lognormal(0.0, 0.6, shape.chips)[chip]
    chip_price = quality * rng.uniform(9_000.0, 16_000.0, offers)
    rent = quality * rng.uniform(700.0, 2_000.0, offers)
    wanted = shape.rows * 30.0 / max(1, offers)
    odds = rng.lognormal(0.0, 1.0, (groups, offers))
    odds *= rng.random((groups, offers)) < shape.seen_share
    return of_one_run(
        OfferBoard(
            listing=np.arange(offers),
            position=np.arange(offers),
            supplier=rng.integers(0, shape.suppliers, offers),
            chip=chip,
            stack=chip % shape.stacks,
            is_purchase=purchase,
            price_usd=np.where(purchase, chip_price, rent),
            min_order_units=np.array([0.0, 1.0, 1.0, 8.0])[rng.integers(0, 4, offers)],
            commitment_months=np.where(purchase, 0, term),
            capacity_units=wanted / shape.tightness * rng.lognormal(-0.5, 1.0, offers),
            odds=odds,
            power_a100=quality * rng.uniform(0.7, 1.3, (groups, 1)),
            group_offers=np.zeros((groups, 0), np.int64),
            group_offer_count=np.zeros(groups, np.int64),
        )
    )


def _listed(every: OfferBoard, listed: NDArray[np.int64], rng: np.random.Generator) -> OfferBoard:
    position = np.full((1, len(every.listing)), -1)
    position[0, listed] = np.arange(len(listed))
    board = replace(
        every,
        listing=listed,
        position=position,
        supplier=every.supplier[listed],
        chip=every.chip[listed],
        stack=every.stack[listed],
        is_purchase=every.is_purchase[listed],
        price_usd=every.price_usd[:, listed] * rng.uniform(0.9, 1.1, len(listed)),
        min_order_units=every.min_order_units[:, listed],
        commitment_months=every.commitment_months[:, listed],
        capacity_units=every.capacity_units[:, listed] * rng.uniform(0.3, 1.7, len(listed)),
        odds=np.ascontiguousarray(every.odds[:, :, listed]),
        power_a100=np.ascontiguousarray(every.power_a100[:, :, listed]),
    )
    return with_views(board)


def with_views(board: OfferBoard) -> OfferBoard:
    """The board with ``group_offers`` filled from its odds, in the board's order."""
    offers, count = offers_in_view(board.odds)
    return replace(board, group_offers=offers, group_offer_count=count)


def _chip_table(rng: np.random.Generator, shape: Shape, every: OfferBoard) -> ChipTable:
    groups, chips = shape.groups, shape.chips
    return of_one_run(
        ChipTable(
            power_a100=rng.lognormal(0.0, 0.5, (groups, chips)),
            energy_usd=rng.uniform(20.0, 80.0, (groups, chips)),
            running_usd=rng.uniform(80.0, 200.0, (groups, chips)),
            stack=np.arange(chips) % shape.stacks,
        )
    )


SHARED = ("listing", "supplier", "chip", "stack", "is_purchase")
"""What of a table is the same in all runs."""


def of_one_run[Table](table: Table) -> Table:
    """A table of one run with the axis of runs in front."""
    content: Any = table
    values = {field.name: np.asarray(getattr(table, field.name)) for field in fields(content)}
    changed: Table = replace(content, **{n: v if n in SHARED else v[None] for n, v in values.items()})
    return changed
