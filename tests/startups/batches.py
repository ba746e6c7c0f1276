"""Runs of the random market that travel together: other streams, parameters, needs and offers in each."""

from dataclasses import fields, replace

import numpy as np

from agents.startups.columns import Columns, lay_out
from agents.startups.tables import Behaviour, GroupMonth, MonthTables, OfferBoard, offers_in_view
from experiments.benchmark.synthetic import Shape, Synthetic, synthetic
from tests.startups.months import own_copy

BY_OFFER = ("supplier", "chip", "stack", "is_purchase")
TERMS = ("price_usd", "min_order_units", "commitment_months", "capacity_units", "odds", "power_a100")


def runs_of(shape: Shape, count: int) -> list[Synthetic]:
    """Markets of one layout that differ in everything else that runs may differ in."""
    base, runs = synthetic(shape, seed=3), []
    for run in range(count):
        rng = np.random.default_rng((7, run))
        market = replace(own_copy(base), seed=100 + run)
        market.columns.cash_usd[:] *= rng.uniform(0.3, 3.0, market.columns.rows)
        market.columns.alive[rng.random(market.columns.rows) < 0.1 * run] = 0
        runs.append(
            replace(
                market,
                behaviour=_shaken(market.behaviour, rng, 0.5, 1.2),
                groups=_shaken(market.groups, rng, 0.8, 1.0),
                chips=replace(market.chips, power_a100=market.chips.power_a100 * rng.uniform(0.5, 2.0)),
            )
        )
    return runs


def _shaken(table: Behaviour | GroupMonth, rng: np.random.Generator, low: float, high: float):
    return replace(
        table, **{field.name: getattr(table, field.name) * rng.uniform(low, high) for field in fields(table)}
    )


def tables_of(market: Synthetic, board: OfferBoard, month: int) -> MonthTables:
    """A market's tables for the kernel."""
    return MonthTables(market.groups, board, market.chips, market.behaviour, market.streams(month))


def together(columns: list[Columns]) -> Columns:
    """The rows of runs one under the other."""
    names = [field.name for field in fields(Columns)]
    return Columns(**{name: np.concatenate([getattr(each, name) for each in columns]) for name in names})


def blocks_of(runs: list[Synthetic]):
    """The layout of all runs together."""
    return lay_out(runs[0].blocks.rows_of_group.tolist(), runs=len(runs))


def joined(tables: list[MonthTables]) -> MonthTables:
    """The tables of runs as those of a batch."""
    return MonthTables(
        groups=_stacked([each.groups for each in tables]),
        board=union([each.board for each in tables]),
        chips=replace(_stacked([each.chips for each in tables]), stack=tables[0].chips.stack),
        behaviour=_stacked([each.behaviour for each in tables]),
        streams=_stacked([each.streams for each in tables]),
    )


def _stacked(tables: list):
    names = [field.name for field in fields(tables[0])]
    return replace(tables[0], **{n: np.concatenate([getattr(each, n) for each in tables]) for n in names})


def union(boards: list[OfferBoard]) -> OfferBoard:
    """The offers of any run; a run without an offer has zeros in its place."""
    listing = np.unique(np.concatenate([board.listing for board in boards]))
    position = np.full((len(boards), boards[0].position.shape[1]), -1)
    shared = {name: np.zeros(len(listing), getattr(boards[0], name).dtype) for name in BY_OFFER}
    terms: dict[str, list[np.ndarray]] = {name: [] for name in TERMS}
    for run, board in enumerate(boards):
        places = np.searchsorted(listing, board.listing)
        position[run, board.listing] = places
        for name, column in shared.items():
            column[places] = getattr(board, name)
        for name, runs in terms.items():
            own = getattr(board, name)
            wide = np.zeros((*own.shape[:-1], len(listing)), own.dtype)
            wide[..., places] = own
            runs.append(wide)
    joint = {name: np.concatenate(runs) for name, runs in terms.items()}
    offers, counts = offers_in_view(joint["odds"])
    return OfferBoard(
        listing=listing,
        position=position,
        group_offers=offers,
        group_offer_count=counts,
        **shared,
        **joint,
    )
