"""`uv run -m experiments`: the one place that hands the charts to the command line."""

import sys
from collections.abc import Sequence
from pathlib import Path

from experiments import cli
from experiments.events import Event


def draw_charts(results: Path, events: Sequence[Event], subtitle: str) -> None:
    """Draw every chart of a results folder into its `charts` folder."""
    from experiments.tables import read_metrics
    from viz.charts import CHARTS, draw_all

    needed = {metric for chart in CHARTS.values() for metric in chart.metrics}
    draw_all(read_metrics(results, needed), events, results / "charts", subtitle)


if __name__ == "__main__":
    sys.exit(cli.main(draw=draw_charts))
