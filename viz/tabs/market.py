"""The market tab: the network of trade, prices, waiting times, rents."""

from viz.charts import CHARTS, PAGE
from viz.network_picture import network_picture
from viz.snapshot import Snapshot
from viz.spec import Spec
from viz.theme import Theme

CHARTS_SHOWN = ("prices", "rents", "waiting", "surplus", "installed")


def network(snapshot: Snapshot, theme: Theme = "light") -> Spec:
    """Return who sells to whom in the snapshot's month."""
    month = f"{snapshot.date:%B %Y}" if snapshot.month >= 0 else f"before {snapshot.date:%B %Y}"
    return network_picture(snapshot.graph, theme, month)


def charts(snapshot: Snapshot, theme: Theme = "light") -> list[Spec]:
    """Return prices, rents, waiting times, surplus and holders over time; none before the second month."""
    drawn = [CHARTS[name].draw(snapshot.metrics, snapshot.events, "", theme, PAGE) for name in CHARTS_SHOWN]
    return [spec for spec in drawn if spec is not None]
