"""Mesa's stock page around the market: `uv run -m solara run examples/solara_viz.py`.

The project's own page (`uv run -m viz`) shows far more; this is where to start for one of your own.
"""

import solara
from mesa.visualization import SolaraViz, make_plot_component

from model.market import ComputeMarket

LEVERS = {
    "scenario": {
        "type": "Select",
        "value": "history",
        "values": ["history", "no-dgx-cloud"],
        "label": "Scenario",
    },
    "rng": {"type": "SliderInt", "value": 1, "min": 1, "max": 50, "step": 1, "label": "Seed"},
    "startups.count": {
        "type": "SliderInt",
        "value": 300,
        "min": 100,
        "max": 2000,
        "step": 100,
        "label": "Start-ups",
    },
}


@solara.component
def Page() -> None:
    """One market for each visitor, with two charts of what its data collector keeps."""
    model = solara.use_memo(lambda: ComputeMarket("history", rng=1, **{"startups.count": 300}), [])
    charts = [
        make_plot_component(["vendor_surplus_usd", "cloud_surplus_usd", "channel_surplus_usd"]),
        make_plot_component("startups_alive"),
    ]
    SolaraViz(model, components=charts, model_params=LEVERS, name="Compute market")
