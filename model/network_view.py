"""The network as a graph: who stands where, what each holds, who is tied to whom and pays how much."""

import json
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from agents.startups import views
from model.inputs.catalogue import Catalogue
from model.state.kinds import KIND_NUMBER, KINDS, MILLI, Kind
from model.state.maths import dot, total
from model.state.setup import REFERENCE
from model.state.ties import graph_of
from model.state.world import World

type Vector = NDArray[np.float64]

UNTIED = (Kind.HOSTING, Kind.EQUITY)
"""Payments that run against a tie, or without one."""


def network_of(actors: Actors, run: int = 0) -> "nx.DiGraph[str]":
    """Return firms, start-ups (grouped above a limit) and their ties, of one run.

    Nodes have `role`, `region`, `chips` and `a100`: what they hold, in A100-equivalents at peak. A
    foundry holds what is in its lines, a vendor its stock and its own cloud's fleet, a chip programme the
    chips of its design that its owner runs; a single start-up's chips count as start-ups' chips do on
    average. Firms and groups have `cash_usd` too, groups `firms`. Edges go from supplier to customer;
    who was paid without a tie (hosts, labs by investors) is joined by one of strength zero. The graph's
    `groups` is the region of every group of start-ups, as JSON.
    """
    world = actors.world
    edges = [*world.ties.edges(run), *views.edges(actors.startups, run)]
    graph = graph_of(_standing(actors, run), edges)
    graph.graph["groups"] = json.dumps(_groups(world))
    _join_untied(world, run, graph)
    peak = peak_a100(world.setup.catalogue)
    held = dot(world.chips.held[run] / MILLI, peak)
    accounts = world.setup.accounts
    for account, name in enumerate(accounts.names[: accounts.first_fleet]):
        if name in graph:
            graph.nodes[name]["a100"] = float(held[account])
            graph.nodes[name]["cash_usd"] = float(world.money.balance_usd[run, account])
    if world.startup_state is not None:
        alive = world.startup_state.firms_alive[run]
        for name, firms in zip(accounts.groups, alive.tolist(), strict=True):
            if name in graph:
                graph.nodes[name]["firms"] = firms
    _add_special(world, run, graph, peak, held)
    per_chip = _a100_per_chip(world, run, held)
    for _, traits in graph.nodes(data=True):
        if "a100" not in traits:
            traits["a100"] = float(traits["chips"]) * per_chip
    return graph


def _standing(actors: Actors, run: int) -> dict[str, dict[str, str | float]]:
    """Role, region and chips of every node."""
    setup = actors.world.setup
    regions = setup.catalogue.region_names
    held = total(actors.world.chips.held[run] / MILLI)
    nodes: dict[str, dict[str, str | float]] = {}
    for account, (role, row) in enumerate(setup.cast.firm_rows()):
        nodes[row.name] = {
            "role": str(role),
            "region": row.region,
            "chips": round(float(held[account]), 3),
        }
    for node in views.nodes(actors.startups, run):
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


def _add_special(world: World, run: int, graph: "nx.DiGraph[str]", peak: Vector, held: Vector) -> None:
    """What foundries, vendors with a cloud and programmes hold beside, or instead of, a stock."""
    setup, chips = world.setup, world.setup.chips
    line = world.wafers.line_units[run].sum(axis=0, dtype=np.int64) * peak
    for place, foundry in enumerate(setup.cast.foundry):
        graph.nodes[foundry.name]["a100"] = float(total(np.where(chips.foundry == place, line, 0.0)))
    for vendor, account, fleet in zip(
        setup.cast.vendor, setup.firms.vendors, setup.firms.fleets, strict=True
    ):
        graph.nodes[vendor.name]["a100"] = float(held[account] + held[fleet])
    table = world.programmes
    for place, programme in enumerate(setup.cast.programme):
        owner = setup.firms.clouds[table.owner[place]]
        units = world.chips.held[run, owner] / MILLI
        designs = table.chip[table.programme == place]
        graph.nodes[programme.name]["a100"] = float(dot(units[designs], peak[designs]))


def _a100_per_chip(world: World, run: int, held: Vector) -> float:
    """What a start-up's chip is worth on average."""
    groups = world.setup.groups
    chips = int(world.chips.held[run, groups].sum(dtype=np.int64)) / MILLI
    return float(total(held[groups])) / chips if chips > 0 else 1.0


def _groups(world: World) -> dict[str, str]:
    """Region of every group of start-ups."""
    regions = world.setup.catalogue.region_names
    numbers = world.setup.group_region.tolist()
    return dict(zip(world.setup.accounts.groups, (regions[number] for number in numbers), strict=True))


def _join_untied(world: World, run: int, graph: "nx.DiGraph[str]") -> None:
    """Edges for payments of the month between nodes that have no tie."""
    if world.journal is None:
        return
    names, journal = world.setup.accounts.names, world.journal.of(run)
    for row in np.flatnonzero(np.isin(journal.kind, [KIND_NUMBER[kind] for kind in UNTIED])).tolist():
        supplier, customer = names[journal.payee[row]], names[journal.payer[row]]
        if supplier not in graph or customer not in graph:
            continue
        if not graph.has_edge(supplier, customer):
            kind: dict[str, Any] = {"kinds": str(KINDS[journal.kind[row]])}
            graph.add_edge(supplier, customer, **kind, strength=0.0, trade_usd=0.0, month_usd=0.0)
        if graph.edges[supplier, customer]["strength"] == 0.0:
            graph.edges[supplier, customer]["month_usd"] += float(journal.amount_usd[row])
