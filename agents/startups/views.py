"""Read-only views of one run's start-ups: rows, cast list, network."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.startups.columns import NO_ONE, WORD_BITS, Columns
from agents.startups.population import Startups
from model.recording import Table
from model.state import maths
from model.state.decisions import CastRow
from model.state.kinds import MILLI
from model.state.ties import CUT_BELOW, Edge

type Vector = NDArray[np.float64]
type Index = NDArray[np.int64]

FEWEST_GROUPED = 300
"""Above this many rows the network shows start-ups grouped by type and region."""
SIZES = np.array(["small", "middle", "large"])
TIE = "supplies"


@dataclass(frozen=True, slots=True)
class Node:
    """A start-up, or a group of them, in the network view."""

    name: str
    region: int
    chips: float


def row_names(startups: Startups) -> list[str]:
    """A name for every row of a run: the group's, with a number where it has several."""
    names = []
    traits = startups.traits
    for name, named, rows in zip(
        traits.names, traits.named.tolist(), startups.blocks.rows_of_group.tolist(), strict=True
    ):
        names += [name] * rows if named else [f"{name} #{number}" for number in range(1, rows + 1)]
    return names


def group_of_rows(startups: Startups) -> Index:
    """Group of every row of a run."""
    rows = startups.blocks.rows_of_group
    return np.repeat(np.arange(len(rows)), rows)


def own_chips(columns: Columns) -> Vector:
    """Chips that each row owns."""
    milli: Vector = columns.own_milli.sum(axis=1, dtype=np.int64) / MILLI
    return milli


def nodes(startups: Startups, run: int = 0, limit: int = FEWEST_GROUPED) -> list[Node]:
    """One node a group above the limit of rows, one a living row below it."""
    columns, group = startups.columns_of(run), group_of_rows(startups)
    region, owned = startups.traits.region, own_chips(columns)
    if columns.rows > limit:
        milli = np.bincount(group, columns.own_milli.sum(axis=1, dtype=np.int64), startups.groups)
        held = (milli / MILLI).tolist()
        names = startups.traits.names
        return [Node(name, int(region[place]), held[place]) for place, name in enumerate(names)]
    names_of_rows = row_names(startups)
    return [
        Node(names_of_rows[row], int(region[group[row]]), float(owned[row]))
        for row in np.flatnonzero(columns.alive).tolist()
    ]


def edges(startups: Startups, run: int = 0, limit: int = FEWEST_GROUPED) -> list[Edge]:
    """Who trades with a group, or whom a row trusts."""
    columns = startups.columns_of(run)
    if columns.rows > limit:
        return _edges_of_groups(startups, run)
    suppliers, names = startups.supplier_names, row_names(startups)
    paid = row_payments(startups, run)
    alive = columns.alive[:, None] == 1
    tied = alive & (columns.tie_supplier != NO_ONE) & (columns.tie_strength > CUT_BELOW)
    found = []
    for row, slot in np.argwhere(tied).tolist():
        supplier, strength = int(columns.tie_supplier[row, slot]), float(columns.tie_strength[row, slot])
        month_usd = float(paid[row, supplier])
        found.append(Edge(suppliers[supplier], names[row], TIE, strength, 0.0, month_usd))
    return found


def _edges_of_groups(startups: Startups, run: int) -> list[Edge]:
    trade, suppliers = startups.supplier_trade_usd[run], startups.supplier_names
    share = trade / np.maximum(maths.total(trade, axis=1, keepdims=True), 1e-9)
    month = startups.month_trade_usd[run]
    return [
        Edge(
            suppliers[place],
            startups.traits.names[group],
            TIE,
            float(share[group, place]),
            float(trade[group, place]),
            float(month[group, place]),
        )
        for group, place in np.argwhere(trade > 0).tolist()
    ]


def row_payments(startups: Startups, run: int = 0) -> Vector:
    """What each row booked this month or has under contract, rows × suppliers, in USD a month."""
    columns = startups.columns_of(run)
    paid = np.zeros((columns.rows, len(startups.suppliers)))
    weight = startups.traits.weight[group_of_rows(startups)]
    bound = np.flatnonzero((columns.contract_months > 0) & (columns.contract_units > 0))
    places = startups.supplier_of_listing[columns.contract_offer[bound]]
    paid[bound, places] += weight[bound] * columns.contract_units[bound] * columns.contract_price_usd[bound]
    if startups.tables is None:
        return paid
    board = startups.tables.board
    for rank in range(columns.offer.shape[1]):
        got = np.flatnonzero(columns.got_units[:, rank] > 0)
        offer = columns.offer[got, rank].astype(np.int64)
        # What was signed for longer is counted with the contracts.
        fresh = board.commitment_months[run, offer] <= 1
        got, offer = got[fresh], offer[fresh]
        paid[got, board.supplier[offer]] += (
            weight[got] * columns.got_units[got, rank] * board.price_usd[run, offer]
        )
    return paid


def final_rows(startups: Startups, run: int = 0) -> Table:
    """One row a living start-up, as it stands at the end."""
    every, traits, catalogue = startups.columns_of(run), startups.traits, startups.setup.catalogue
    alive = np.flatnonzero(every.alive)
    columns, group = every.rows_at(alive), group_of_rows(startups)[alive]
    names = np.array(row_names(startups), dtype=object)[alive]
    stacks = np.array([str(stack) for stack in catalogue.stacks])
    strongest = columns.tie_strength.argmax(axis=1)
    supplier = columns.tie_supplier[np.arange(len(alive)), strongest].astype(np.int64)
    labels = np.array([*startups.supplier_names, ""])
    return {
        "name": [str(name) for name in names],
        "type": np.array(traits.types)[traits.type_index[group]],
        "region": np.array(catalogue.region_names)[traits.region[group]],
        "firms": traits.weight[group],
        "size_class": SIZES[columns.size_class],
        "born_month": columns.born_month.astype(np.int64),
        "size": columns.size.astype(np.float64),
        "cash_usd": columns.cash_usd,
        "revenue_usd_per_month": columns.revenue_usd.astype(np.float64),
        "trained_a100_months": columns.trained_a100_months.astype(np.float64),
        "compute_a100": columns.compute_a100.astype(np.float64),
        "own_chips": own_chips(columns),
        "main_stack": stacks[columns.stack_share.argmax(axis=1)],
        "main_stack_share": columns.stack_share.max(axis=1, initial=0.0).astype(np.float64),
        "main_supplier": labels[np.where(supplier == NO_ONE, len(labels) - 1, supplier)],
        "contract_months_left": columns.contract_months.astype(np.int64),
    }


def cast_rows(startups: Startups, run: int = 0) -> list[CastRow]:
    """Lines for the cast list: a line a group."""
    traits, setup = startups.traits, startups.setup
    return [
        CastRow(
            name,
            f"start-up ({traits.types[traits.type_index[group]]})",
            setup.catalogue.region_names[traits.region[group]],
            "weighs offers",
            _ties_line(startups, run, group),
            _opening_line(startups, run, group),
        )
        for group, name in enumerate(traits.names)
    ]


def _ties_line(startups: Startups, run: int, group: int) -> str:
    rows = startups.rows_of(group, run)
    known = startups.columns.known[rows][startups.columns.alive[rows] == 1]
    counts = [
        int(np.count_nonzero((known[:, place // WORD_BITS] >> np.uint64(place % WORD_BITS)) & np.uint64(1)))
        for place in range(len(startups.suppliers))
    ]
    if startups.traits.named[group]:
        return ", ".join(name for name, count in zip(startups.supplier_names, counts, strict=True) if count)
    mean = float(maths.total(counts)) / max(len(known), 1)
    return f"knows {mean:.1f} suppliers on average"


def _opening_line(startups: Startups, run: int, group: int) -> str:
    traits, columns, rows = startups.traits, startups.columns, startups.rows_of(group, run)
    born = int(traits.born_month[group])
    if traits.named[group] and born >= 0:
        return f"founded {startups.setup.calendar.date_of(born)}"
    alive = columns.alive[rows] == 1
    cash = float(maths.total(columns.cash_usd[rows][alive])) * float(traits.weight[group])
    owned = float(columns.own_milli[rows].sum(dtype=np.int64)) / MILLI
    return (
        f"{traits.firms[group]:,.0f} firms in {np.count_nonzero(alive)} rows, "
        f"{cash / 1e6:,.0f} M USD, {owned:,.0f} own chips"
    )
