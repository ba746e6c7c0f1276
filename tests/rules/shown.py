"""What a run shows to anybody: its metrics, its trades, and the figures that it was given."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.inputs.calendar import HOURS_PER_MONTH
from model.inputs.catalogue import Catalogue, load_catalogue
from model.inputs.scenario import Scenario
from tests.small_worlds import finished


@dataclass(frozen=True, slots=True)
class Shown:
    """A run's scenario with its tables of metrics and trades; firms and groups by name."""

    scenario: Scenario
    metrics: pd.DataFrame
    trades: pd.DataFrame

    @property
    def catalogue(self) -> Catalogue:
        """Chips, nodes and regions."""
        return load_catalogue()

    @property
    def regions(self) -> dict[str, str]:
        """Region of every firm, and of every group of start-ups."""
        cast = self.scenario.cast
        groups = {f"{row.name}/{region}": region for row in cast.type for region in row.regions}
        named = {row.name: row.region for row in cast.named}
        return {row.name: row.region for _, row in cast.firm_rows()} | groups | named

    @property
    def groups(self) -> list[str]:
        """Groups of start-ups and named start-ups."""
        cast = self.scenario.cast
        return [name for name in self.regions if name not in {row.name for _, row in cast.firm_rows()}]

    @property
    def resellers(self) -> list[str]:
        """Resellers and grey traders."""
        cast = self.scenario.cast
        return [row.name for row in (*cast.reseller, *cast.grey_trader)]

    @property
    def vendors(self) -> list[str]:
        """Chip vendors."""
        return [row.name for row in self.scenario.cast.vendor]

    def metric(self, name: str) -> pd.DataFrame:
        """Rows of one metric."""
        return self.metrics[self.metrics.metric == name]

    def values(self, name: str) -> pd.Series:
        """One metric by month, who and item; what has no row is missing."""
        return self.metric(name).set_index(["month", "who", "item"]).value

    def paid(self, kind: str) -> pd.DataFrame:
        """Payments of one kind."""
        return self.trades[self.trades.kind == kind]

    def kwh_per_month(self, chip: str) -> float:
        """Electricity of a chip, with its server, that runs all month, before cooling."""
        watts = float(self.catalogue.power_w[self.catalogue.chip_index(chip)])
        return watts * self.scenario.use.system_power_factor * HOURS_PER_MONTH / 1000


def shown(scenario: Scenario, seed: int = 1) -> Shown:
    """Run a scenario to its end."""
    record = finished(scenario, seed).record()
    metrics = pd.DataFrame({name: np.asarray(column) for name, column in record.metrics.items()})
    trades = pd.DataFrame({name: np.asarray(column) for name, column in record.trades.items()})
    return Shown(scenario, metrics, trades)
