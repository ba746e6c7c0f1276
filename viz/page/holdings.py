"""What stands at each node of the network: chips, compute, money, and what kind of start-up."""

from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from experiments.holders import REFERENCE_CHIP
from model.catalogue import Catalogue
from model.ledger import MILLI
from model.market import ComputeMarket

type Vector = NDArray[np.float64]


def describe_nodes(market: ComputeMarket) -> "nx.DiGraph[str]":
    """Return the market's network with `a100` (what a node holds, in A100-equivalents at peak) added.

    A foundry holds what is in its lines, a vendor its stock and its own cloud's fleet, a chip
    programme the chips of its design that its owner runs; firms and groups also carry `cash_usd`,
    single start-ups what their chips are worth in A100s on average.
    """
    graph = market.network
    peak = peak_a100(market.catalogue)
    held = market.chips.held @ peak / MILLI
    accounts = market.accounts
    for account, name in enumerate(accounts.names[: accounts.first_fleet]):
        if name in graph:
            graph.nodes[name]["a100"] = float(held[account])
            graph.nodes[name]["cash_usd"] = float(market.money.balance_usd[account])
    _add_special(market, graph, peak, held)
    per_chip = _a100_per_chip(market, held)
    for _, traits in graph.nodes(data=True):
        if "a100" not in traits:
            traits["a100"] = float(traits["chips"]) * per_chip
    return graph


def peak_a100(catalogue: Catalogue) -> Vector:
    """Peak dense 16-bit FLOP/s of every chip over the A100's."""
    peaks = np.array([chip.peak_tflops_16bit for chip in catalogue.chips])
    worth: Vector = peaks / catalogue.chip(REFERENCE_CHIP).peak_tflops_16bit
    return worth


def _add_special(market: ComputeMarket, graph: "nx.DiGraph[str]", peak: Vector, held: Vector) -> None:
    """What foundries, vendors with a cloud and programmes hold beside, or instead of, a stock."""
    foundry_of = np.array([chip.foundry for chip in market.catalogue.chips])
    line = market.wafers.line_units.sum(axis=0) * peak
    for foundry in market.cast.foundries:
        _set(graph, foundry.name, a100=float(line[foundry_of == foundry.name].sum()))
    for vendor in market.cast.vendors:
        _set(graph, vendor.name, a100=float(held[vendor.account] + held[vendor.fleet]))
    for programme in market.cast.programmes:
        designs = [market.catalogue.chip_index(chip.row.chip) for chip in programme.generations]
        owner = market.chips.units(market.accounts.firm(programme.row.owner))
        _set(graph, programme.name, a100=float(owner[designs] @ peak[designs]))


def _set(graph: "nx.DiGraph[str]", name: str, **traits: Any) -> None:
    graph.nodes[name].update(traits)


def _a100_per_chip(market: ComputeMarket, held: Vector) -> float:
    """What a start-up's chip is worth on average."""
    first, last = market.accounts.first_group, market.accounts.first_fleet
    chips = market.chips.held[first:last].sum() / MILLI
    return float(held[first:last].sum()) / chips if chips > 0 else 1.0
