"""The wafer line: queues at nodes and packaging, chips in the making, capacity being built."""

import numpy as np
from numpy.typing import NDArray

from model.inputs.catalogue import Catalogue
from model.inputs.catalogue_entries import LONGEST_CYCLE_MONTHS

type Vector = NDArray[np.float64]
type Units = NDArray[np.int64]

PACKAGING = "advanced packaging"
"""What the capacity beside the nodes' is called."""
RING = LONGEST_CYCLE_MONTHS + 1
"""Months that the line holds, this one included."""


class WaferLine:
    """Who waits for wafers and what is in the making: runs × chips, runs × ring × chips, runs × bottlenecks.

    ``cycle_months``, ``node`` (of each chip), ``wafer_usd``, ``opening_wafers`` a month (of
    each node) are the catalogue's, the same in all runs. Bottlenecks are nodes, then packaging by foundry.
    ``contracted_wafers`` (runs × ring × bottlenecks × makers) is what makers have contracted for a month.
    """

    def __init__(self, runs: int, catalogue: Catalogue, foundries: int, makers: int) -> None:
        chips = len(catalogue.chips)
        nodes = [catalogue.node(chip.node) for chip in catalogue.chips]
        self.node_names = [node.name for node in catalogue.nodes]
        self.cycle_months: Units = np.array([node.cycle_months for node in nodes], np.int64)
        self.node: Units = np.array([self.node_names.index(node.name) for node in nodes], np.int64)
        self.wafer_usd: Vector = np.array([node.wafer_price_usd for node in nodes])
        self.opening_wafers: Vector = np.array([node.ai_wafers_per_month for node in catalogue.nodes])
        self.queue_units: Units = np.zeros((runs, chips), np.int64)
        self.line_units: Units = np.zeros((runs, RING, chips), np.int64)
        self.most_started_wafers: Vector = np.zeros((runs, chips))
        """Most wafers that a chip's family has started in a month, the same at each of its chips."""
        bottlenecks = len(self.node_names) + foundries
        self.built_wafers: Vector = np.zeros((runs, RING, bottlenecks))
        self.extra_wafers: Vector = np.zeros((runs, bottlenecks))
        self.contracted_wafers: Vector = np.zeros((runs, RING, bottlenecks, makers))

    @property
    def coming_units(self) -> Units:
        """Queued and started, runs × chips."""
        coming: Units = self.queue_units + self.line_units.sum(axis=1, dtype=np.int64)
        return coming

    def order(self, units: Units) -> None:
        """Join the queue: runs × chips."""
        self.queue_units += units

    def start(self, month: int, units: Units) -> None:
        """Move chips (runs × chips) from the queue into the line, due after the node's cycle."""
        self.queue_units -= units
        due = (month + self.cycle_months) % RING
        self.line_units[:, due, np.arange(len(due))] += units

    def arrive(self, month: int) -> Units:
        """Take what is due out of the line: runs × chips."""
        units = self.line_units[:, month % RING].copy()
        self.line_units[:, month % RING] = 0
        self.extra_wafers += self.built_wafers[:, month % RING]
        self.built_wafers[:, month % RING] = 0.0
        return units

    def expand(self, month: int, wafers: Vector, delay_months: Units) -> None:
        """Build capacity that opens after its delay: both runs × bottlenecks."""
        run, bottleneck = np.ogrid[: wafers.shape[0], : wafers.shape[1]]
        self.built_wafers[run, (month + delay_months) % RING, bottleneck] += wafers
