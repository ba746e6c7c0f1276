"""A foundry queue: orders above capacity for some months, below it afterwards.

Fluid limit of a queue with one server (Newell 1971): with orders above capacity by d for n months and
below it by e afterwards, the backlog peaks at n d, is gone n d / e months later, and half the peak times
the months with a backlog is what all orders wait together. A batch arrives after its wait and the cycle.
Where the claims of two makers exceed capacity, wafers go by load times (0.1 + tie) (docs/odd.md, 7.3).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.foundries.decide import start_wafers
from experiments.oracles.result import OracleResult
from experiments.oracles.small_market import SOURCE, cast_of, small_market
from model.inputs.cast import FoundryRow, TieKind, TieRow, VendorRow
from model.inputs.rules import blank_rules
from model.market import ComputeMarket
from model.state.rules import stack_rules

FOUNDRY = "TSMC"
LARGE, SMALL = "A100", "TG-V100"
TIES = {"Nvidia": 0.9, "Iluvatar": 0.4}
"""The makers of the two chips, which share a node, and their ties to the foundry."""
ABOVE, BELOW, BUSY_MONTHS, SLACK_MONTHS = 0.25, 0.2, 8, 14
AMPLE_PACKAGING_WAFERS = 1e6
NEWELL = "Newell 1971, fluid queue"


@dataclass(frozen=True, slots=True)
class Passage:
    """Orders and arrivals of one chip by month, and the backlog after the month's starts; in chips."""

    orders: NDArray[np.float64]
    arrivals: NDArray[np.float64]
    backlog: NDArray[np.float64]


def foundry_queue() -> list[OracleResult]:
    """Backlog, time to clear it, waiting, and shares by tie."""
    market = _market()
    capacity = _capacity_units(market, LARGE)
    cycle = int(market.world.wafers.cycle_months[market.catalogue.chip_index(LARGE)])
    loads = [1 + ABOVE] * BUSY_MONTHS + [1 - BELOW] * SLACK_MONTHS + [0.0] * cycle
    passage = _pass_through(market, np.floor(np.array(loads) * capacity))
    peak = ABOVE * BUSY_MONTHS
    clearing_months = peak / BELOW
    waiting = np.cumsum(passage.orders) - np.cumsum(passage.arrivals)
    busy = np.flatnonzero(passage.backlog > 0.001 * capacity)
    queued = 0.5 * peak * (BUSY_MONTHS + clearing_months) / sum(loads)
    shares = 0.1 + np.array(list(TIES.values()))

    def result(what: str, theory: float, simulated: float, tolerance: float, unit: str) -> OracleResult:
        return OracleResult("foundry queue", what, theory, simulated, tolerance, unit, NEWELL)

    return [
        result("peak of the backlog", peak, passage.backlog.max() / capacity, 0.01, "months of capacity"),
        result(
            "time with a backlog",
            BUSY_MONTHS + clearing_months,
            float(busy[-1] + 2 - busy[0]),
            0.5,
            "months",
        ),
        result(
            "mean time from order to arrival",
            cycle + queued,
            float(waiting.sum() / passage.orders.sum()),
            0.02,
            "months",
        ),
        result(
            "share of scarce wafers of the stronger tie",
            float(shares[0] / shares.sum()),
            _share_of_first(_market()),
            0.001,
            "share",
        ),
    ]


def _market() -> ComputeMarket:
    vendors = [
        VendorRow(
            name=name,
            region="US",
            strategy="chip_only",
            network_attach=0.0,
            network_cost_share=0.0,
            operating_cost_usd_per_month=0.0,
            opening_monthly_units={},
            opening_direct_share=0.0,
            source=SOURCE,
        )
        for name in TIES
    ]
    foundry = FoundryRow(
        name=FOUNDRY,
        region="Taiwan",
        strategy="queue_by_loyalty",
        production_cost_share=0.0,
        packaging_fee_usd_per_wafer=0.0,
        source=SOURCE,
    )
    ties = [
        TieRow(first=FOUNDRY, second=name, kind=TieKind.SUPPLIES, strength=strength, source=SOURCE)
        for name, strength in TIES.items()
    ]
    return small_market(
        cast_of(foundry=[foundry], vendor=vendors, ties=ties),
        {
            "startups": {"count": 1},
            "foundry": {"ramp_floor_wafers": 1e9, "most_growth": 0.0, "loyalty_weight": 1.0},
        },
    )


def _capacity_units(market: ComputeMarket, chip: str) -> float:
    """Chips a month that the node can make, at the wafers of the first month."""
    catalogue = market.catalogue
    number = catalogue.chip_index(chip)
    node = catalogue.node(catalogue.chips[number].node)
    return float(node.ai_wafers_per_month * catalogue.good_dies_per_wafer[number])


def _pass_through(market: ComputeMarket, orders: NDArray[np.float64]) -> Passage:
    """Order month by month and let the foundry work."""
    wafers, number = market.world.wafers, market.catalogue.chip_index(LARGE)
    arrivals, backlog = np.zeros(len(orders)), np.zeros(len(orders))
    for month, units in enumerate(orders.astype(int).tolist()):
        arrivals[month] = wafers.arrive(month)[0, number]
        _order(market, LARGE, units)
        _start(market, month)
        backlog[month] = wafers.queue_units[0, number]
    return Passage(orders, arrivals, backlog)


def _order(market: ComputeMarket, chip: str, units: int) -> None:
    """So many chips join the queue."""
    ordered = np.zeros((1, len(market.catalogue.chips)), np.int64)
    ordered[0, market.catalogue.chip_index(chip)] = units
    market.world.wafers.order(ordered)


def _start(market: ComputeMarket, month: int) -> None:
    """The foundry's month under ample packaging."""
    rules = blank_rules(month, market.catalogue)
    rules.packaging_wafers[FOUNDRY] = AMPLE_PACKAGING_WAFERS
    market.world.month = month
    market.world.rules = stack_rules([rules], market.world.setup)
    start_wafers(market.lone.actors)


def _share_of_first(market: ComputeMarket) -> float:
    """Part of the wafers that the first maker gets when each claims all of them."""
    wafers = []
    for chip in (LARGE, SMALL):
        _order(market, chip, int(_capacity_units(market, chip)))
    _start(market, 0)
    for chip in (LARGE, SMALL):
        number = market.catalogue.chip_index(chip)
        started = float(market.world.wafers.line_units[0, :, number].sum())
        wafers.append(started / float(market.catalogue.good_dies_per_wafer[number]))
    return wafers[0] / sum(wafers)
