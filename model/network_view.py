"""The network as a graph: who stands where, what each holds, who is tied to whom and pays how much."""

import json
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from model.inputs.catalogue import Catalogue
from model.ledger import MILLI, Kind
from model.network import graph_of
from model.state import maths
from model.state.fitness import REFERENCE

if TYPE_CHECKING:
    from model.market import ComputeMarket

type Vector = NDArray[np.float64]

UNTIED = (Kind.HOSTING, Kind.EQUITY)
"""Payments that run against a tie, or without one."""


def network_of(market: "ComputeMarket") -> "nx.DiGraph[str]":
    """Return firms, start-ups (grouped above a limit) and their ties.

    Nodes have `role`, `region`, `chips` and `a100`: what they hold, in A100-equivalents at peak. A
    foundry holds what is in its lines, a vendor its stock and its own cloud's fleet, a chip programme the
    chips of its design that its owner runs; a single start-up's chips count as start-ups' chips do on
    average. Firms and groups have `cash_usd` too, groups `firms`. Edges go from supplier to customer;
    who was paid without a tie (hosts, labs by investors) is joined by one of strength zero. The graph's
    `groups` is the region of every group of start-ups, as JSON.
    """
    graph = graph_of(_standing(market), [*market.ties.edges(), *market.cast.startups.edges()])
    graph.graph["groups"] = json.dumps(_groups(market))
    _join_untied(market, graph)
    peak = peak_a100(market.catalogue)
    held = maths.dot(market.chips.held, peak) / MILLI
    accounts = market.accounts
    for account, name in enumerate(accounts.names[: accounts.first_fleet]):
        if name in graph:
            graph.nodes[name]["a100"] = float(held[account])
            graph.nodes[name]["cash_usd"] = float(market.money.balance_usd[account])
    if market.time > 0:
        alive = market.cast.startups.state.firms_alive
        for name, firms in zip(accounts.groups, alive.tolist(), strict=True):
            if name in graph:
                graph.nodes[name]["firms"] = firms
    _add_special(market, graph, peak, held)
    per_chip = _a100_per_chip(market, held)
    for _, traits in graph.nodes(data=True):
        if "a100" not in traits:
            traits["a100"] = float(traits["chips"]) * per_chip
    return graph


def _standing(market: "ComputeMarket") -> dict[str, dict[str, str | float]]:
    """Role, region and chips of every node."""
    regions = market.catalogue.region_names
    nodes: dict[str, dict[str, str | float]] = {}
    for role, row in market.rows.firm_rows():
        chips = float(maths.total(market.chips.units(market.accounts.firm(row.name))))
        nodes[row.name] = {"role": str(role), "region": row.region, "chips": round(chips, 3)}
    for node in market.cast.startups.nodes():
        nodes[node.name] = {
            "role": "start-up",
            "region": regions[node.region],
            "chips": round(node.chips, 3),
        }
    return nodes


def peak_a100(catalogue: Catalogue) -> Vector:
    """Peak dense 16-bit FLOP/s of every chip over the A100's."""
    peaks = np.array([chip.peak_tflops_16bit for chip in catalogue.chips])
    worth: Vector = peaks / catalogue.chip(REFERENCE).peak_tflops_16bit
    return worth


def _add_special(market: "ComputeMarket", graph: "nx.DiGraph[str]", peak: Vector, held: Vector) -> None:
    """What foundries, vendors with a cloud and programmes hold beside, or instead of, a stock."""
    foundry_of = np.array([chip.foundry for chip in market.catalogue.chips])
    line = market.wafers.line_units.sum(axis=0, dtype=np.int64) * peak
    for foundry in market.cast.foundries:
        _set(graph, foundry.name, a100=float(maths.total(line[foundry_of == foundry.name])))
    for vendor in market.cast.vendors:
        _set(graph, vendor.name, a100=float(held[vendor.account] + held[vendor.fleet]))
    for programme in market.cast.programmes:
        designs = [market.catalogue.chip_index(chip.row.chip) for chip in programme.generations]
        owner = market.chips.units(market.accounts.firm(programme.row.owner))
        _set(graph, programme.name, a100=float(maths.dot(owner[designs], peak[designs])))


def _set(graph: "nx.DiGraph[str]", name: str, **traits: Any) -> None:
    graph.nodes[name].update(traits)


def _a100_per_chip(market: "ComputeMarket", held: Vector) -> float:
    """What a start-up's chip is worth on average."""
    first, last = market.accounts.first_group, market.accounts.first_fleet
    chips = market.chips.held[first:last].sum(dtype=np.int64) / MILLI
    return float(maths.total(held[first:last])) / chips if chips > 0 else 1.0


def _groups(market: "ComputeMarket") -> dict[str, str]:
    """Region of every group of start-ups."""
    regions = market.catalogue.region_names
    numbers = market.cast.startups.group_region.tolist()
    return dict(zip(market.accounts.groups, (regions[number] for number in numbers), strict=True))


def _join_untied(market: "ComputeMarket", graph: "nx.DiGraph[str]") -> None:
    """Edges for payments of the month between nodes that have no tie."""
    names = market.accounts.names
    for batch in market.tally.payments:
        if batch.kind not in UNTIED:
            continue
        for payer, payee, usd in zip(batch.payer, batch.payee, batch.amount_usd, strict=True):
            supplier, customer = names[payee], names[payer]
            if supplier not in graph or customer not in graph:
                continue
            if not graph.has_edge(supplier, customer):
                graph.add_edge(
                    supplier, customer, kinds=str(batch.kind), strength=0.0, trade_usd=0.0, month_usd=0.0
                )
            if graph.edges[supplier, customer]["strength"] == 0.0:
                graph.edges[supplier, customer]["month_usd"] += float(usd)
