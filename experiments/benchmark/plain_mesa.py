"""The start-ups' month as plain Mesa: one agent object a start-up, the yardstick of the benchmark.

Same rules, same draws, same tables and the same sums as the kernel, written as a modeller
would without columns: attributes, loops over the offers in view, three rounds of clearing.
"""

import mesa

from agents.startups.columns import RANKS, Blocks, Columns
from agents.startups.tables import Behaviour, ChipTable, GroupMonth, OfferBoard, Streams
from experiments.benchmark.plain_startup import Startup
from experiments.benchmark.plain_sums import Sums
from experiments.benchmark.plain_tables import Keys, Vector, month_tables


class PlainMarket(mesa.Model):
    """Holds the start-ups; the rest of the market comes as tables."""


def build(columns: Columns, blocks: Blocks) -> PlainMarket:
    """One agent for each living row, in row order."""
    model = PlainMarket(rng=1)
    bounds = zip(blocks.group_start[0].tolist(), blocks.group_end[0].tolist(), strict=True)
    for group, (start, end) in enumerate(bounds):
        for row in range(start, end):
            if columns.alive[row] == 1:
                Startup(model, columns, row, group)
    return model


def month(
    model: PlainMarket,
    number: int,
    groups: GroupMonth,
    board: OfferBoard,
    chips: ChipTable,
    behaviour: Behaviour[Vector],
    streams: Streams[Keys],
) -> Sums:
    """One month of all agents: choose, three rounds of clearing, settle."""
    tables = month_tables(number, groups, board, chips, behaviour, streams)
    stacks = int(chips.stack.max()) + 1
    sums = Sums.empty(len(tables.groups), len(tables.offers), len(chips.stack), stacks)
    startups = model.agents
    startups.do("choose", tables, sums)
    for rank in range(RANKS):
        startups.do("want", rank, tables, sums)
        for offer in tables.offers:
            offer.clear()
        startups.do("take", rank, tables, sums)
    startups.do("settle", tables, sums)
    return sums
