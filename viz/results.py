"""The pictures of a results folder."""

from pathlib import Path

from experiments.events import policy_events
from experiments.holders import read_metrics
from model.inputs.scenario import Scenario
from viz.charts import CHARTS, draw_all
from viz.network_picture import draw_network


def draw_results(results: Path, scenario: Scenario, subtitle: str) -> None:
    """Draw every chart of a results folder, and the last month's network of its first run, into `charts`."""
    needed = {metric for chart in CHARTS.values() for metric in chart.metrics}
    metrics = read_metrics(results, needed, scenario.catalogue)
    draw_all(metrics, policy_events(scenario), results / "charts", subtitle)
    seed = int(metrics["seed"].iloc[0])
    shown = f"{subtitle.partition(', ')[0]}, seed {seed}, {metrics['date'].max():%B %Y}"
    (results / "charts").mkdir(exist_ok=True)
    draw_network(results / f"network-{seed}.graphml", results / "charts" / "network.png", shown)
