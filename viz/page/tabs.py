"""What each tab shows."""

import solara

from viz.charts import CHARTS, PAGE
from viz.page.chart import VegaChart
from viz.page.snapshot import Snapshot
from viz.theme import Theme


@solara.component
def TabPanel(tab: str, whatif: Snapshot, baseline: Snapshot | None, theme: Theme) -> None:
    """The open tab."""
    metrics = whatif.metrics.assign(seed=1)
    with solara.Div(classes=["cm-panel"]), solara.Div(classes=["cm-grid"]):
        for chart in CHARTS.values():
            picture = chart.draw(metrics, whatif.events, "", theme, PAGE)
            if picture is not None:
                VegaChart(picture, theme, chart.title)
