"""The charts of a run, as functions of the tidy metrics table; `CHARTS` names them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import wrap
from typing import Literal

import pandas as pd

from experiments.events import Event
from experiments.holders import HOLDER_METRICS, STARTUPS, compute_by_holder, ranked_holders
from experiments.wording import readable
from viz.axes import Span
from viz.layers import REST, Panel, draw_panel, over_seeds
from viz.spec import Spec, framed, save_png
from viz.theme import PALETTES, Theme

VENDOR = "Nvidia"
SEGMENTS = ("chips", "network", "hosting", "rental", "software")
PRICED_CHIPS = ("A100", "A800", "H100", "H800")
RENTED_CHIPS = ("A100", "H100")
WAITED_CHIPS = ("A100", "H100", "A800", "H800", "H20", "H200", "B200")
TIERS = ("vendor", "foundry", "channel", "cloud", "start-ups")
OWNERS_SHOWN = 6
NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes of a chart: of a panel that stands alone, of several side by side, of a line of notes."""

    alone_width_px: int
    alone_height_px: int
    small_width_px: int
    small_height_px: int
    note_characters: int


REPORT = Layout(780, 340, 330, 220, 115)
PAGE = Layout(330, 200, 330, 160, 130)
"""On a page two panels stand side by side on a laptop's screen, of one chart or of two."""


@dataclass(frozen=True, slots=True)
class Share:
    """Which rows of the metrics table a share of compute is."""

    metric: str
    who: str
    item: str


# Name on the chart.
SHARES = {
    "Nvidia's, of all": Share("nvidia_dependence", "all", ""),
    "in-house, of all": Share("inhouse_share", "all", ""),
    "domestic, of China's": Share("domestic_share", "China", "installed"),
    "small and middle firms', of start-ups'": Share(
        "small_firm_compute_share", "start-ups", "small and middle"
    ),
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, its title, and the metrics it needs; `panels` returns no panel without data."""

    title: str
    metrics: Sequence[str]
    panels: Callable[[pd.DataFrame], list[Panel]]

    def draw(
        self,
        metrics: pd.DataFrame,
        events: Sequence[Event] = (),
        subtitle: str = "",
        theme: Theme = "light",
        layout: Layout = REPORT,
    ) -> Spec | None:
        """Return the picture of a metrics frame, or None without two months to show.

        `metrics` has the columns date (datetime64), metric, who, item, value, and seed if it holds
        more than one run; several seeds are drawn as median and 5-95 % band.
        """
        shown = _plain(metrics[metrics["metric"].isin(self.metrics)])
        panels = [] if shown.empty else self.panels(shown)
        if not panels or shown["date"].nunique() < 2:
            return None
        return compose(self.title, panels, events, _notes(subtitle, shown, panels), theme, layout)


def draw_all(
    metrics_frame: pd.DataFrame,
    events: Sequence[Event],
    folder: Path,
    subtitle: str,
    theme: Theme = "light",
) -> list[Path]:
    """Write every chart that has data as PNG into `folder` and return the files."""
    written = []
    for name, chart in CHARTS.items():
        picture = chart.draw(metrics_frame, events, subtitle, theme)
        if picture is not None:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{name}.png"
            save_png(picture, path)
            written.append(path)
    return written


def _revenue(metrics: pd.DataFrame) -> list[Panel]:
    frame = metrics[(metrics["who"] == VENDOR) & metrics["item"].isin(SEGMENTS)]
    values = _smoothed(frame.assign(series=frame["item"], value=frame["value"] / 1e9))
    return _panels(values, SEGMENTS, "bn USD per month, mean of three months", "stack")


def _prices(metrics: pd.DataFrame) -> list[Panel]:
    street = metrics["metric"] == "street_price_usd"
    series = metrics["who"].where(street, "list price")
    frame = metrics.assign(series=series, value=metrics["value"] / 1e3)
    regions = metrics.loc[street, "who"].unique()
    return _by_item(frame, PRICED_CHIPS, ("list price", *regions), "1000 USD per chip")


def _waits(metrics: pd.DataFrame) -> list[Panel]:
    return _panels(metrics.assign(series=metrics["item"]), WAITED_CHIPS, "months from order")


def _rents(metrics: pd.DataFrame) -> list[Panel]:
    frame = metrics.assign(series=metrics["who"])
    dearest_first = frame.groupby("series")["value"].median().sort_values(ascending=False)
    return _by_item(frame, RENTED_CHIPS, list(dearest_first.index), "USD per chip-hour")


def _installed(metrics: pd.DataFrame) -> list[Panel]:
    compute = compute_by_holder(metrics)
    shown = [STARTUPS, *ranked_holders(compute)[:OWNERS_SHOWN]]
    series = compute["who"].where(compute["who"].isin(shown), REST)
    values = compute.assign(series=series, value=compute["value"] / 1e6)
    return _panels(values, [*shown, REST], "million A100-equivalents at peak", "stack")


def _surplus(metrics: pd.DataFrame) -> list[Panel]:
    values = _smoothed(metrics.assign(series=metrics["who"], value=metrics["value"] / 1e9))
    return _panels(values, TIERS, "bn USD per month, mean of three months")


def _startups(metrics: pd.DataFrame) -> list[Panel]:
    alive = metrics[(metrics["metric"] == "startups_alive") & metrics["who"].str.contains("/")]
    kind = alive["who"].str.partition("/")[0].map(readable)
    alive = alive.assign(series=kind, value=alive["value"])
    most_first = alive.groupby("series")["value"].sum().sort_values(ascending=False)
    shares = pd.concat(
        metrics[
            (metrics["metric"] == share.metric)
            & (metrics["who"] == share.who)
            & (metrics["item"] == share.item)
        ].assign(series=name)
        for name, share in SHARES.items()
    )
    shares["value"] *= 100
    return [
        *_panels(alive, list(most_first.index), "start-ups", heading="Start-ups alive, by type"),
        *_panels(shares, list(SHARES), "% of compute", heading="Shares of compute"),
    ]


CHARTS: dict[str, Chart] = {
    "revenue": Chart(f"{VENDOR}: revenue by segment", ("revenue_usd",), _revenue),
    "prices": Chart(
        "What a chip costs: list and street price",
        ("list_price_usd", "street_price_usd"),
        _prices,
    ),
    "waiting": Chart("How long a buyer waits for chips", ("lead_time_months",), _waits),
    "rents": Chart("What an hour of a rented chip costs", ("rent_usd_per_hour",), _rents),
    "installed": Chart("Who holds the compute", HOLDER_METRICS, _installed),
    "surplus": Chart("Where the surplus goes", ("surplus_usd",), _surplus),
    "startups": Chart(
        "Start-ups alive, and shares of compute",
        ("startups_alive", *(share.metric for share in SHARES.values())),
        _startups,
    ),
}


def _plain(metrics: pd.DataFrame) -> pd.DataFrame:
    """Return names as plain text: categories would bring back the groups that were left out."""
    texts = metrics.astype({"metric": str, "who": str, "item": str})
    return texts if "seed" in texts.columns else texts.assign(seed=0)


def _smoothed(values: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over three months of each seed's and series' monthly sum."""
    sums = _totals(values).set_index("date")
    by_series = sums.groupby(["seed", "series"])["value"]
    return by_series.rolling(3, min_periods=1).mean().reset_index()


def _totals(values: pd.DataFrame) -> pd.DataFrame:
    keys = ["seed", "series", "date"]
    return values.groupby(keys)["value"].sum(min_count=1).dropna().reset_index()


def _panels(
    values: pd.DataFrame,
    order: Sequence[str],
    unit: str,
    kind: Literal["lines", "stack"] = "lines",
    heading: str = "",
) -> list[Panel]:
    """Return one panel of the series that have values, or none."""
    monthly = _totals(values[values["series"].isin(order)])
    stats = over_seeds(monthly)
    drawn = [name for name in order if stats.loc[stats["series"] == name, "mid"].any()]
    if not drawn:
        return []
    stats = stats[stats["series"].isin(drawn)]
    total = over_seeds(_totals(monthly.assign(series="total"))) if kind == "stack" else stats
    return [Panel(stats, total, drawn, unit, kind, heading, order)]


def _by_item(values: pd.DataFrame, items: Sequence[str], order: Sequence[str], unit: str) -> list[Panel]:
    return [
        panel
        for item in items
        for panel in _panels(values[values["item"] == item], order, unit, heading=item)
    ]


def compose(
    title: str,
    panels: Sequence[Panel],
    events: Sequence[Event],
    notes: Sequence[str],
    theme: Theme,
    layout: Layout,
) -> Spec:
    """Set panels two in a row under one title; small panels number the events, notes name them."""
    palette = PALETTES[theme]
    alone = len(panels) == 1
    span = Span(
        min(panel.stats["date"].min() for panel in panels),
        max(panel.stats["date"].max() for panel in panels),
    )
    events = [event for event in events if span.holds(event.day)]
    width_px = layout.alone_width_px if alone else layout.small_width_px
    height_px = layout.alone_height_px if alone else layout.small_height_px
    sized = [replace(each, width_px=width_px, height_px=height_px) for each in panels]
    drawn = [draw_panel(panel, span, events, palette, names=alone) for panel in sized]
    if not alone:
        notes = [*notes, *event_key(events, layout)]
    return framed(drawn, title, notes, theme)


def event_key(events: Sequence[Event], layout: Layout) -> list[str]:
    """Return the lines that name numbered events."""
    named = (f"{n} {event.label} ({event.day:%b %Y})" for n, event in enumerate(events, 1))
    key = "; ".join(name.replace(" ", NO_BREAK) for name in named)
    return wrap(key, layout.note_characters)


def _notes(subtitle: str, metrics: pd.DataFrame, panels: Sequence[Panel]) -> list[str]:
    """Return the subtitle, with what the bands mean if there are several seeds."""
    if metrics["seed"].nunique() == 1:
        return [subtitle] if subtitle else []
    stacked = any(panel.kind == "stack" for panel in panels)
    band = "dashes: 5–95 % of the total" if stacked else "band: 5–95 %"
    return [f"{subtitle}; median over seeds, {band}".removeprefix("; ")]
