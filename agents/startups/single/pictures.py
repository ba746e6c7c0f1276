"""Read-only views of the start-ups: rows, cast list, network."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.startups.columns import NO_ONE
from model.firm_roles import CastRow
from model.ledger import MILLI
from model.network import Edge
from model.recording import Table
from model.roles import Node
from model.state import maths

if TYPE_CHECKING:
    from agents.startups.single.population import Startups

type Index = NDArray[np.int64]


def group_of_rows(startups: "Startups") -> Index:
    """Group of every row."""
    lengths = startups.blocks.rows_of_group
    return np.repeat(np.arange(len(lengths)), lengths)


def row_names(startups: "Startups") -> list[str]:
    """A name for every row: the group's, with a number where it has several."""
    names = []
    for group, name in enumerate(startups.traits.names):
        rows = startups.rows_of(group)
        if startups.traits.named[group]:
            names += [name] * (rows.stop - rows.start)
        else:
            names += [f"{name} #{number}" for number in range(1, rows.stop - rows.start + 1)]
    return names


def _is_grouped(startups: "Startups", limit: int) -> bool:
    return startups.columns.rows > limit


def nodes(startups: "Startups", limit: int) -> list[Node]:
    """One node a group above the limit, one a living row below it."""
    traits, columns = startups.traits, startups.columns
    held = startups.model.chips.held[
        startups.model.accounts.first_group : startups.model.accounts.first_fleet
    ]
    if _is_grouped(startups, limit):
        return [
            Node(name, int(traits.region[group]), float(held[group].sum(dtype=np.int64)) / MILLI)
            for group, name in enumerate(traits.names)
        ]
    group = group_of_rows(startups)
    names = row_names(startups)
    return [
        Node(
            names[row],
            int(traits.region[group[row]]),
            float(columns.own_milli[row].sum(dtype=np.int64)) / MILLI,
        )
        for row in np.flatnonzero(columns.alive)
    ]


def edges(startups: "Startups", limit: int) -> list[Edge]:
    """Who trades with a group, or whom a row trusts."""
    model, columns = startups.model, startups.columns
    suppliers = [model.accounts.names[account] for account in model.listings.suppliers]
    if _is_grouped(startups, limit):
        trade = startups.supplier_trade_usd[:, : len(suppliers)]
        total = np.maximum(maths.total(trade, axis=1, keepdims=True), 1e-9)
        return [
            Edge(
                suppliers[bit],
                startups.traits.names[group],
                "supplies",
                float(trade[group, bit] / total[group, 0]),
                float(trade[group, bit]),
                float(startups.month_trade_usd[group, bit]),
            )
            for group, bit in np.argwhere(trade > 0)
        ]
    names = row_names(startups)
    paid = row_payments(startups)
    found = []
    for row in np.flatnonzero(columns.alive):
        for slot in range(columns.tie_supplier.shape[1]):
            supplier = int(columns.tie_supplier[row, slot])
            strength = float(columns.tie_strength[row, slot])
            if supplier != NO_ONE and strength > 0.02:
                month_usd = float(paid[row, supplier])
                found.append(Edge(suppliers[supplier], names[row], "supplies", strength, 0.0, month_usd))
    return found


def row_payments(startups: "Startups") -> NDArray[np.float64]:
    """What each row booked this month or has under contract, rows × suppliers, in USD a month."""
    columns, listings = startups.columns, startups.model.listings
    board = startups.board
    paid = np.zeros((columns.rows, len(listings.suppliers)))
    weight = startups.traits.weight[group_of_rows(startups)]
    bound = np.flatnonzero((columns.contract_months > 0) & (columns.contract_units > 0))
    bits = listings.bit[columns.contract_offer[bound]]
    paid[bound, bits] += weight[bound] * columns.contract_units[bound] * columns.contract_price_usd[bound]
    if board is None:
        return paid
    for rank in range(columns.offer.shape[1]):
        got = np.flatnonzero(columns.got_units[:, rank] > 0)
        offer = columns.offer[got, rank].astype(np.int64)
        # What was signed for longer is counted with the contracts.
        fresh = board.commitment_months[offer] <= 1
        got, offer = got[fresh], offer[fresh]
        paid[got, board.supplier[offer]] += (
            weight[got] * columns.got_units[got, rank] * board.price_usd[offer]
        )
    return paid


def final_rows(startups: "Startups") -> Table:
    """One row a living start-up, as it stands at the end."""
    columns, traits, model = startups.columns, startups.traits, startups.model
    alive = np.flatnonzero(columns.alive)
    group = group_of_rows(startups)[alive]
    names = np.array(row_names(startups), dtype=object)[alive]
    types = np.array(traits.types)
    regions = np.array(model.catalogue.region_names)
    stacks = np.array([str(stack) for stack in model.catalogue.stacks])
    strongest = columns.tie_strength[alive].argmax(axis=1) if len(alive) else np.zeros(0, int)
    supplier = columns.tie_supplier[alive, strongest]
    labels = np.array([*(model.accounts.names[a] for a in model.listings.suppliers), ""])
    known = np.where(supplier == NO_ONE, len(labels) - 1, supplier)
    return {
        "name": [str(name) for name in names],
        "type": types[traits.type_index[group]],
        "region": regions[traits.region[group]],
        "firms": traits.weight[group],
        "size_class": np.array(["small", "middle", "large"])[columns.size_class[alive]],
        "born_month": columns.born_month[alive].astype(np.int64),
        "size": columns.size[alive].astype(np.float64),
        "cash_usd": columns.cash_usd[alive],
        "revenue_usd_per_month": columns.revenue_usd[alive].astype(np.float64),
        "trained_a100_months": columns.trained_a100_months[alive].astype(np.float64),
        "compute_a100": columns.compute_a100[alive].astype(np.float64),
        "own_chips": columns.own_milli[alive].sum(axis=1, dtype=np.int64) / MILLI,
        "main_stack": stacks[columns.stack_share[alive].argmax(axis=1)]
        if len(alive)
        else np.zeros(0, stacks.dtype),
        "main_stack_share": columns.stack_share[alive].max(axis=1, initial=0.0).astype(np.float64),
        "main_supplier": labels[known],
        "contract_months_left": columns.contract_months[alive].astype(np.int64),
    }


def cast_rows(startups: "Startups") -> list[CastRow]:
    """Lines for the cast list: a line a group."""
    traits, model, columns = startups.traits, startups.model, startups.columns
    regions = model.catalogue.region_names
    suppliers = [model.accounts.names[account] for account in model.listings.suppliers]
    lines = []
    for group, name in enumerate(traits.names):
        rows = startups.rows_of(group)
        alive = columns.alive[rows] == 1
        known = columns.known[rows, 0][alive]
        bits = [int(np.count_nonzero((known >> np.uint64(bit)) & np.uint64(1))) for bit in range(64)]
        if traits.named[group]:
            ties = ", ".join(suppliers[bit] for bit, count in enumerate(bits) if count)
        else:
            mean = float(maths.total(bits)) / max(int(np.count_nonzero(alive)), 1)
            ties = f"knows {mean:.1f} suppliers on average"
        cash = float(maths.total(columns.cash_usd[rows][alive])) * float(traits.weight[group])
        owned = float(columns.own_milli[rows].sum(dtype=np.int64)) / MILLI
        born = int(traits.born_month[group])
        if traits.named[group] and born >= 0:
            opening = f"founded {model.calendar.date_of(born)}"
        else:
            opening = (
                f"{traits.firms[group]:,.0f} firms in {np.count_nonzero(alive)} rows, "
                f"{cash / 1e6:,.0f} M USD, {owned:,.0f} own chips"
            )
        kind = traits.types[traits.type_index[group]]
        lines.append(
            CastRow(
                name,
                f"start-up ({kind})",
                regions[traits.region[group]],
                "weighs offers",
                ties,
                opening,
            )
        )
    return lines
