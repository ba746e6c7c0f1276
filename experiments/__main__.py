"""`uv run -m experiments`: the one place that hands the charts to the command line."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import cli

if TYPE_CHECKING:
    from experiments.analysis.discovery import Discovery
    from experiments.analysis.sensitivity import Sensitivity
    from experiments.whatif.report import Report
    from model.inputs.scenario import Scenario


def draw_charts(results: Path, scenario: "Scenario", subtitle: str) -> None:
    """Draw every chart of a results folder, and the last month's network of its first run, into `charts`."""
    from experiments.events import policy_events
    from experiments.holders import with_peaks
    from experiments.tables import read_metrics
    from viz.charts import CHARTS, draw_all
    from viz.network_picture import draw_network

    needed = {metric for chart in CHARTS.values() for metric in chart.metrics}
    metrics = with_peaks(read_metrics(results, needed), scenario.catalogue)
    draw_all(metrics, policy_events(scenario), results / "charts", subtitle)
    seed = int(metrics["seed"].iloc[0])
    told = f"{subtitle.partition(', ')[0]}, seed {seed}, {metrics['date'].max():%B %Y}"
    (results / "charts").mkdir(exist_ok=True)
    draw_network(results / f"network-{seed}.graphml", results / "charts" / "network.png", told)


def draw_report(report: "Report", folder: Path) -> None:
    """Write the page and the pictures of a what-if into its folder."""
    from viz.report import render_report

    render_report(report, folder)


def draw_analysis(found: "Sensitivity | Discovery", path: Path) -> None:
    """Write the picture of a sensitivity or a discovery."""
    from experiments.analysis.sensitivity import Sensitivity
    from viz.analysis_charts import draw_discovery, draw_sensitivity

    if isinstance(found, Sensitivity):
        draw_sensitivity(found, path)
    else:
        draw_discovery(found, path)


def draw_validation(folder: Path) -> Sequence[Path]:
    """Draw the pictures of a validation into its folder."""
    from viz.validation_charts import draw_all

    return draw_all(folder)


if __name__ == "__main__":
    sys.exit(
        cli.main(draw=draw_charts, report=draw_report, analysis=draw_analysis, validation=draw_validation)
    )
