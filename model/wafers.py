"""The wafer market: queues at nodes and packaging, chips in the making, deliveries."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Chips that left the foundries this month, by chip."""

    units: Units


class WaferMarket:
    """Who waits for wafers and what is in the line; one entry a chip."""

    def __init__(self, catalogue: Catalogue) -> None:
        chips = len(catalogue.chips)
        nodes = [catalogue.node(chip.node) for chip in catalogue.chips]
        self.cycle_months: Units = np.array([node.cycle_months for node in nodes], np.int64)
        self.node_names = [node.name for node in catalogue.nodes]
        self.node: Units = np.array([self.node_names.index(node.name) for node in nodes], np.int64)
        self.wafer_usd: Vector = np.array([node.wafer_price_usd for node in nodes])
        self.queue_units: Units = np.zeros(chips, np.int64)
        self.line_units: Units = np.zeros((RING, chips), np.int64)
        self.most_started: Vector = np.zeros(chips)
        self.built_wafers: Vector = np.zeros((RING, len(self.node_names)))
        self.extra_wafers: Vector = np.zeros(len(self.node_names))
        self.shortfall_wafers: Vector = np.zeros(len(self.node_names))

    @property
    def coming_units(self) -> Units:
        """Queued and started, by chip."""
        coming: Units = self.queue_units + self.line_units.sum(axis=0, dtype=np.int64)
        return coming

    def order(self, chip: int, units: int) -> None:
        """Join the queue."""
        self.queue_units[chip] += units

    def start(self, month: int, chips: Units, units: Units) -> None:
        """Move chips from the queue into the line, due after the node's cycle."""
        self.queue_units[chips] -= units
        due = (month + self.cycle_months[chips]) % RING
        self.line_units[due, chips] += units
        self.most_started[chips] = np.maximum(self.most_started[chips], units)

    def arrive(self, month: int) -> Arrivals:
        """Take what is due out of the line."""
        units = self.line_units[month % RING].copy()
        self.line_units[month % RING] = 0
        self.extra_wafers += self.built_wafers[month % RING]
        self.built_wafers[month % RING] = 0.0
        return Arrivals(units)

    def expand(self, month: int, node: int, wafers: float, delay_months: int) -> None:
        """Build capacity that opens after the delay."""
        self.built_wafers[(month + delay_months) % RING, node] += wafers
