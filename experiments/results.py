"""The results folder: it appears whole, under its final name, or not at all."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx

from experiments.atomic_write import AtomicFolder
from experiments.tables import METRICS_SCHEMA, TRADES_SCHEMA, TableFile
from model.recording import RunRecord

README = """\
Results of the AI-compute market lab: {runs}.

metrics.parquet      every metric, by month: run, seed, month, date, metric, who, item, value, unit
trades.parquet       every payment, by month: payer, payee, kind, item, quantity, amount (USD)
firms.parquet        the firms as they stood at the end of each run
startups.parquet     the start-ups as they stood at the end of each run
network-SEED.graphml who was tied to whom at the end of a run
charts/              pictures of the metrics; several seeds: median and 5-95 % band; the last network
scenario.toml        the scenario with every parameter; run it again with
                     uv run -m experiments run scenario.toml
manifest.json        command, versions, seeds, row counts, ledger residuals, sha256 of each file

Read a table in Python: pandas.read_parquet("metrics.parquet").
"""


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """One completed run: its record, its final network, and the seconds it took."""

    record: RunRecord
    network: "nx.Graph[Any]"
    wall_seconds: float


class ResultsFolder(AtomicFolder):
    """Collects runs in a hidden folder beside the target and moves it into place when complete."""

    def __init__(self, target: Path) -> None:
        super().__init__(target)
        self.seeds: list[int] = []
        self._residuals: dict[str, dict[str, float | int]] = {}
        self._tables = {
            "metrics": TableFile(self.partial / "metrics.parquet", METRICS_SCHEMA),
            "trades": TableFile(self.partial / "trades.parquet", TRADES_SCHEMA),
            "firms": TableFile(self.partial / "firms.parquet"),
            "startups": TableFile(self.partial / "startups.parquet"),
        }

    def __exit__(self, *error: object) -> None:
        try:
            self.close_tables()
        finally:
            super().__exit__(*error)

    def add(self, run: FinishedRun) -> None:
        """Write one run's rows and network to the hidden folder."""
        record = run.record
        name = f"{record.scenario.name}-{record.seed}"
        for table, columns in (
            ("metrics", record.metrics),
            ("trades", record.trades),
            ("firms", record.firms),
            ("startups", record.startups),
        ):
            self._tables[table].add(name, record.seed, columns)
        nx.write_graphml(run.network, self.partial / f"network-{record.seed}.graphml")
        self._residuals[name] = {
            "money_relative": record.residual_money,
            "chips": record.residual_chips,
            "wall_seconds": round(run.wall_seconds, 3),
        }
        self.seeds.append(record.seed)

    def close_tables(self) -> None:
        """Finish the parquet files, so that charts can be drawn from them."""
        for table in self._tables.values():
            table.close()

    def publish_runs(self, scenario_toml: str, facts: dict[str, Any]) -> Path:
        """Write scenario, README and manifest, and give the folder its name; returns it."""
        self.close_tables()
        (self.partial / "scenario.toml").write_text(scenario_toml, encoding="utf-8")
        runs = ", ".join(self._residuals)
        (self.partial / "README.txt").write_text(README.format(runs=runs), encoding="utf-8")
        rows = {name: table.rows for name, table in self._tables.items()}
        return self.publish({**facts, "seeds": self.seeds, "runs": self._residuals, "rows": rows})
