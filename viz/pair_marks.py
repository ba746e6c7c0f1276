"""Building blocks of a what-if's pictures: paired bars, and effects with their intervals."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from viz.layers import HIGH, LOW, REST
from viz.theme import PALETTES, TEXT_PX, Palette, Theme

FIRMS_SHOWN = 8
MOVERS_SHOWN = 2
PAIR_PX = 30
LINE_PX = 21
FOREST_WIDTH_PX = 480
SURE = "beyond chance"
LIKELY = "interval leaves out zero, but not beyond chance among so many"
UNCLEAR = "no clear effect"


def paired_bars(
    values: pd.DataFrame,
    worlds: Sequence[str],
    unit: str,
    heading: str,
    theme: Theme,
    width_px: int,
) -> alt.LayerChart | alt.FacetChart:
    """Draw paired bars by `who`, the largest first and the small ones together.

    `values` has world, seed, who, value in `unit`; bars are medians over seeds.
    """
    wide = values.pivot_table(index=["world", "seed"], columns="who", values="value", fill_value=0.0)
    kept = _kept(wide, worlds)
    rest = wide.columns.difference(kept)
    if len(rest):
        wide = wide.assign(**{REST: wide[rest].sum(axis=1)})
        kept.append(REST)
    runs = wide[kept].reset_index().melt(["world", "seed"], var_name="who")
    grouped = runs.groupby(["world", "who"], sort=False)["value"]
    points = {"low": LOW, "mid": 0.5, "high": HIGH}
    stats = pd.DataFrame({name: grouped.quantile(q) for name, q in points.items()}).reset_index()
    palette = PALETTES[theme]
    rows = alt.Y("who:N", sort=kept, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=200))
    offset = alt.YOffset("world:N", sort=list(worlds))
    legend = alt.Legend(title=None, orient="top", direction="horizontal", labelLimit=260)
    scale = alt.Scale(domain=list(worlds), range=list(palette.series[:2]))
    base = alt.Chart(stats)
    bar = base.mark_bar().encode(
        rows,
        alt.X("mid:Q", title=unit, axis=alt.Axis(tickCount=6)),
        offset,
        alt.Color("world:N", scale=scale, legend=legend),
    )
    reach = base.mark_rule(color=palette.ink, strokeWidth=1).encode(
        rows, alt.X("low:Q", title=unit), alt.X2("high"), offset
    )
    title = alt.TitleParams(heading, fontSize=14, offset=6)
    return alt.layer(bar, reach).properties(width=width_px, height=len(kept) * PAIR_PX, title=title)


def _kept(wide: pd.DataFrame, worlds: Sequence[str]) -> list[str]:
    """Return the largest, and of the others those that move most, by size."""
    means = wide.groupby("world").mean().loc[list(worlds)]
    size = means.max().sort_values(ascending=False)
    others = size.index[FIRMS_SHOWN:]
    moved = (means.iloc[1] - means.iloc[0]).abs()[others].sort_values(ascending=False)
    chosen = {*size.index[:FIRMS_SHOWN], *moved.index[:MOVERS_SHOWN]}
    return [str(who) for who in size.index if who in chosen]


def forest_plot(stats: pd.DataFrame, reach: float, palette: Palette) -> alt.LayerChart | alt.FacetChart:
    """Draw one line an effect: label, low, shown, high (within `reach`), mark, text, kind."""
    order = list(stats["label"])
    axis = alt.Axis(ticks=False, domain=False, labelLimit=300, labelColor=palette.ink, labelPadding=14)
    rows = alt.Y("label:N", sort=order, title=None, axis=axis)
    place = alt.Scale(domain=[-reach, reach], nice=False)
    kinds = [
        "beyond chance",
        "interval leaves out zero, but not beyond chance among so many",
        "no clear effect",
    ]
    colours = [palette.series[0], palette.series[1], palette.rest]
    legend = alt.Legend(title=None, orient="top", direction="horizontal", labelLimit=400, symbolType="circle")
    colour = alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=colours), legend=legend)
    x_title = "change, % of the baseline's mean"
    base = alt.Chart(stats)
    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=palette.faint)
    return alt.layer(
        zero.encode(alt.X("zero:Q", scale=place, title=x_title)),
        base.mark_rule(strokeWidth=2).encode(rows, alt.X("low:Q", scale=place), alt.X2("high"), colour),
        base.mark_text(fontSize=13).encode(rows, alt.X("shown:Q", scale=place), colour, alt.Text("mark:N")),
        base.mark_text(align="left", fontSize=TEXT_PX, color=palette.ink).encode(
            rows, x=alt.value(FOREST_WIDTH_PX + 12), text="text:N"
        ),
    ).properties(width=FOREST_WIDTH_PX, height=LINE_PX * len(stats))
