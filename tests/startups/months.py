"""Months of random and of hand-made markets for the tests of the kernel."""

from copy import deepcopy
from dataclasses import dataclass, fields, replace

import numpy as np

from agents.startups import kernel
from agents.startups.columns import Blocks, Columns, empty_columns, lay_out
from agents.startups.partials import ChoosePartials, SettlePartials
from agents.startups.tables import ChipTable, GroupMonth, MonthTables, OfferBoard, Outcome
from experiments.benchmark.synthetic import Shape, Synthetic, behaviour_of_one_run, of_one_run, synthetic
from model.state.startup_tables import StartupTrade

SHAPES = {
    "ordinary": Shape(240, groups=7, offers=40, suppliers=12),
    "two words of seats": Shape(160, groups=5, offers=160, suppliers=60, seen_share=0.9),
    "scarce": Shape(240, groups=7, offers=25, suppliers=8, tightness=40.0),
    "plenty": Shape(240, groups=7, offers=40, suppliers=12, tightness=1e-3),
    "no offers": Shape(60, groups=5, offers=0),
    "groups barred from all": Shape(120, groups=9, offers=4, suppliers=4, seen_share=0.1),
    "all dead": Shape(40, groups=5, dead_share=1.1),
    "several blocks": Shape(9_000, groups=3, offers=30, suppliers=10),
}


@dataclass(frozen=True, slots=True)
class Lived:
    """One month: state before, sums of both halves."""

    before: Columns
    board: OfferBoard
    blocks: Blocks
    chosen: ChoosePartials
    settled: SettlePartials

    @property
    def booked(self) -> StartupTrade:
        """What the first run's groups booked."""
        return first_run(self.chosen.bookings(self.blocks))

    @property
    def outcome(self) -> Outcome:
        """What became of the first run's groups."""
        return first_run(self.settled.outcome(self.blocks))


def first_run(table: object) -> object:
    """The first run's part of a table."""
    return replace(table, **{field.name: getattr(table, field.name)[0] for field in fields(table)})


def own_copy(market: Synthetic) -> Synthetic:
    """The same market with columns of its own."""
    return replace(market, columns=deepcopy(market.columns))


def live(market: Synthetic, month: int, board: OfferBoard | None = None) -> Lived:
    """Both halves of a month, on the market's own columns."""
    board = board or market.board(month)
    before = deepcopy(market.columns)
    streams = market.streams(month)
    tables = MonthTables(market.groups, board, market.chips, market.behaviour, streams)
    chosen = kernel.choose(market.columns, market.blocks, month, tables)
    settled = kernel.settle(market.columns, market.blocks, tables)
    return Lived(before, board, market.blocks, chosen, settled)


def row_weight(market: Synthetic) -> np.ndarray:
    """Firms each row stands for."""
    blocks = market.blocks
    return np.repeat(market.groups.weight[0], blocks.rows_of_group)


def differing(one: object, other: object) -> list[str]:
    """Names of the fields of two tables that are not the same bits."""
    return [
        field.name
        for field in fields(one)
        if getattr(one, field.name).tobytes() != getattr(other, field.name).tobytes()
    ]


def without_offers(board: OfferBoard) -> OfferBoard:
    """A board of the same market on a month when nothing is on offer."""
    by_offer = ("listing", "supplier", "chip", "stack", "is_purchase", "price_usd", "min_order_units")
    by_offer += ("commitment_months", "capacity_units", "odds", "power_a100")
    return replace(
        board,
        **{name: getattr(board, name)[..., :0] for name in by_offer},
        position=np.full(board.position.shape, -1),
        group_offer_count=np.zeros_like(board.group_offer_count),
    )


def random_market(shape: str, seed: int) -> Synthetic:
    """A fresh random market of a named shape."""
    return synthetic(SHAPES[shape], seed)


def few_firms(rows: int, **values: object) -> Columns:
    """Living firms of size one that know supplier 0 and have a million USD."""
    columns = empty_columns(rows, 1, 64)
    columns.key[:] = np.arange(1, rows + 1) * 6
    for name, value in {
        "alive": 1,
        "size": 1.0,
        "talent": 1.0,
        "cash_usd": 1e6,
        "known": 1,
        **values,
    }.items():
        getattr(columns, name)[:] = value
    return columns


def one_group(**values: float) -> GroupMonth:
    """A group that wants 100 A100s of training, rents with all its cash, earns and pays nothing."""
    flat = {field.name: 0.0 for field in fields(GroupMonth)}
    flat |= {"weight": 1.0, "spend_rate": 1.0, "rent_share": 1.0, "training_want_a100": 100.0, **values}
    columns = {name: np.array([value]) for name, value in flat.items()}
    return of_one_run(GroupMonth(**{**columns, "meeting": np.ones((1, 64))}))


def offers(*each: dict[str, float]) -> OfferBoard:
    """Rentals of supplier 0 at 1,000 USD for one A100, plenty of them; each with its own changes."""
    usual = {"supplier": 0, "chip": 0, "stack": 0, "is_purchase": False, "price_usd": 1_000.0}
    usual |= {
        "min_order_units": 0.0,
        "commitment_months": 1,
        "capacity_units": 1e9,
        "odds": 1.0,
        "power_a100": 1.0,
    }
    rows = [{**usual, **changes} for changes in each]
    column = {name: np.array([row[name] for row in rows]) for name in usual}
    numbers = np.arange(len(rows))
    return of_one_run(
        OfferBoard(
            **{**column, "odds": column["odds"][None, :], "power_a100": column["power_a100"][None, :]},
            listing=numbers,
            position=numbers,
            group_offers=numbers[None, :],
            group_offer_count=np.array([len(rows)]),
        )
    )


def by_hand(columns: Columns, groups: GroupMonth | None = None) -> Synthetic:
    """A market of one group around given firms; boards are handed to `live`."""
    blocks: Blocks = lay_out([columns.rows])
    none = np.zeros((1, 1))
    return Synthetic(
        shape=Shape(columns.rows, groups=1),
        seed=1,
        columns=columns,
        blocks=blocks,
        groups=groups or one_group(),
        chips=of_one_run(ChipTable(np.ones((1, 1)), none, none, np.zeros(1, np.int64))),
        catalogue=offers({}),
        behaviour=behaviour_of_one_run(scrap_rate=0.0),
    )
