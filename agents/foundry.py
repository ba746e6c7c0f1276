"""Foundries: start what fits into wafers and packaging, expand behind a sustained backlog."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from agents.firm import Firm
from agents.reasons.foundry import Started, reasons
from agents.strategies.foundry.queue_by_loyalty import FoundryView, QueueByLoyalty
from agents.strategies.rows import Dated
from model.firm_roles import Decision
from model.inputs.cast import FoundryRow, Role
from model.inputs.rules import Rules
from model.ledger import Kind
from model.state import maths

if TYPE_CHECKING:
    from model.market import ComputeMarket

BACKLOG_SMOOTHING = 1 / 6
"""Half a year of backlog decides about new capacity."""


class Foundry(Firm):
    """A foundry with its nodes and its advanced packaging."""

    role = Role.FOUNDRY
    row: FoundryRow
    strategy: QueueByLoyalty

    def __init__(self, model: "ComputeMarket", row: FoundryRow, strategies: Sequence[Dated]) -> None:
        super().__init__(model, row, strategies)
        catalogue = model.catalogue
        self.chips = np.array(
            [index for index, chip in enumerate(catalogue.chips) if chip.foundry == row.name],
            np.int64,
        )
        self.nodes = [node for node in catalogue.nodes if node.foundry == row.name]
        numbers = {node.name: position for position, node in enumerate(self.nodes)}
        self.started: Started | None = None
        self._node_of_chip = np.array([numbers[catalogue.chips[chip].node] for chip in self.chips], np.int64)

    def unit_price_usd(self, chip: int) -> float:
        """Wafer and packaging price of one good chip."""
        catalogue = self.model.catalogue
        wafer = self.model.wafers.wafer_usd[chip] / catalogue.good_dies_per_wafer[chip]
        packages = catalogue.packages_per_interposer_wafer[chip]
        fee = self.row.packaging_fee_usd_per_wafer / packages if packages > 0 else 0.0
        return float(wafer + fee)

    def capacity_wafers(self, rules: Rules) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Wafers a month by node, with growth and what was built; shocks hit both."""
        factor = rules.foundry_factor.get(self.name, 1.0)
        return np.array(
            [
                (
                    node.ai_wafers_per_month * maths.power(1 + node.growth_per_month, rules.month)
                    + self.model.wafers.extra_wafers[self.model.wafers.node_names.index(node.name)]
                )
                * factor
                * rules.node_factor.get(node.name, 1.0)
                for node in self.nodes
            ]
        )

    def packaging_wafers(self, rules: Rules) -> float:
        """Advanced-packaging wafers a month."""
        return rules.packaging_wafers.get(self.name, 0.0)

    def start_wafers(self, rules: Rules) -> None:
        """Start what the strategy decides, and build where a backlog lasts."""
        if not len(self.chips):
            return
        wafers, limits = self.model.wafers, self.model.settings.foundry
        catalogue = self.model.catalogue
        queue = wafers.queue_units[self.chips].astype(np.float64)
        ramp = np.maximum(wafers.most_started[self.chips] * limits.ramp_per_month, limits.ramp_floor_units)
        makers = self.model.maker[self.chips]
        tie = np.where(makers >= 0, self.model.ties.strength[self.account, makers], 0.0)
        capacity = self.capacity_wafers(rules)
        view = FoundryView(
            startable_units=np.minimum(queue, ramp),
            weight=maths.power(0.1 + tie, limits.loyalty_weight),
            node=self._node_of_chip,
            node_wafers=capacity,
            package_wafers=self.packaging_wafers(rules),
            dies_per_wafer=catalogue.good_dies_per_wafer[self.chips],
            packages_per_wafer=catalogue.packages_per_interposer_wafer[self.chips],
        )
        starts = self.strategy.starts(view).astype(np.int64)
        wafers.start(rules.month, self.chips, starts)
        self.started = Started(view, queue, starts, self._expand(rules.month, view, capacity))

    @property
    def load(self) -> dict[str, float]:
        """Part of this month's capacity that AI chips took, by node, and of advanced packaging."""
        return self.started.load([node.name for node in self.nodes]) if self.started else {}

    def explain(self) -> list[Decision]:
        """Starts and expansions."""
        if self.started is None:
            return []
        names = [self.model.catalogue.chip_names[chip] for chip in self.chips]
        return list(reasons(self.started, self.strategy, names, [node.name for node in self.nodes]))

    def _expand(
        self, month: int, view: FoundryView, capacity: np.ndarray[tuple[int], np.dtype[np.float64]]
    ) -> dict[str, float]:
        """Build where wafers have been short for long; returns what is built, by node."""
        wafers, limits = self.model.wafers, self.model.settings.foundry
        need = view.startable_units / view.dies_per_wafer
        begun: dict[str, float] = {}
        for position, node in enumerate(self.nodes):
            number = wafers.node_names.index(node.name)
            short = max(0.0, float(maths.total(need[view.node == position])) - float(capacity[position]))
            before = float(wafers.shortfall_wafers[number])
            lasting = before + BACKLOG_SMOOTHING * (short - before)
            wafers.shortfall_wafers[number] = lasting
            if lasting > 0.01 * capacity[position]:
                built = limits.expansion_share * lasting
                wafers.expand(month, number, built, limits.expansion_delay_months)
                begun[node.name] = built
        return begun

    def running_cost_usd(self) -> float:
        """Cost of production: a share of this month's wafer revenue."""
        rows = self.model.money.loose_rows
        revenue = maths.total([row[5] for row in rows if row[1] == self.account and row[2] == Kind.WAFERS])
        return float(revenue) * self.row.production_cost_share
