"""Pictures of sensitivity and discovery: bars with intervals, and futures with the box around cases."""

from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from experiments.analysis.discovery import Box, Discovery
from experiments.analysis.sensitivity import Sensitivity
from viz.theme import PALETTES, Theme, config

PNG_SCALE = 2.0
ROW_PX, WIDTH_PX, SQUARE_PX = 22, 300, 420
MEANINGS = {
    "sobol": "total share of the outcome's variance; the line is the 95 % interval",
    "morris": "mean change over the factor's range, in standard deviations; the line is the 95 % interval",
}


def draw_analysis(found: Sensitivity | Discovery, path: Path) -> None:
    """Write the picture of a sensitivity or a discovery."""
    if isinstance(found, Sensitivity):
        draw_sensitivity(found, path)
    else:
        draw_discovery(found, path)


def draw_sensitivity(found: Sensitivity, path: Path, theme: Theme = "light") -> None:
    """Write a picture with a panel for each outcome, its factors ordered alike in all."""
    index = "total" if found.method == "sobol" else "effect"
    frame = found.indices[found.indices["index"] == index]
    order = list(frame.groupby("factor")["value"].mean().sort_values(ascending=False).index)
    frame = frame.assign(low=frame["value"] - frame["half_width"], high=frame["value"] + frame["half_width"])
    palette = PALETTES[theme]
    base = alt.Chart().encode(y=alt.Y("factor:N", sort=order, title=None, axis=alt.Axis(labelLimit=340)))
    bars = base.mark_bar(color=palette.series[0], height=ROW_PX * 0.6).encode(x=alt.X("value:Q", title=None))
    lines = base.mark_rule(color=palette.ink, strokeWidth=1.5).encode(x="low:Q", x2="high:Q")
    panels = alt.layer(bars, lines, data=frame).properties(width=WIDTH_PX, height=ROW_PX * len(order))
    names = list(frame["outcome"].unique())
    header = alt.Header(labelColor=palette.ink, labelFontSize=13, labelAnchor="start", title=None)
    picture: Any = panels.facet(facet=alt.Facet("outcome:N", sort=names, header=header), columns=2)
    title = f"What moves the outcomes of {found.study}"
    _save(
        picture, title, [f"{MEANINGS[found.method]}", f"{found.scenario}, {found.points} points"], path, theme
    )


def draw_discovery(found: Discovery, path: Path, theme: Theme = "light") -> None:
    """Write a picture of all futures over two factors, cases marked, and the best box around them."""
    box = found.best
    across, up = _axes(found, box)
    palette = PALETTES[theme]
    frame = pd.DataFrame(
        {
            "across": found.futures[across],
            "up": found.futures[up],
            "case": found.futures["case"].map({True: "case", False: "other"}),
        }
    )
    colours = alt.Scale(domain=["case", "other"], range=[palette.series[1], palette.rest])
    points = (
        alt.Chart(frame)
        .mark_point(filled=True, size=60, opacity=0.9)
        .encode(
            x=_axis("across", across, frame),
            y=_axis("up", up, frame),
            color=alt.Color("case:N", scale=colours, title=None),
            shape=alt.Shape("case:N", scale=alt.Scale(domain=["case", "other"]), title=None),
        )
    )
    layers: list[Any] = [points]
    if box is not None:
        layers.insert(0, _rectangle(box, across, up, frame, palette.series[0]))
    picture: Any = alt.layer(*layers).properties(width=SQUARE_PX, height=SQUARE_PX)
    notes = [f"case: {found.question}"]
    if box is not None:
        notes.append(
            f"frame ({box.method}): {box.density:.0%} of futures in it are cases, {box.coverage:.0%} of all"
        )
        notes += [f"  {limit}" for limit in box.limits]
    _save(picture, f"Where the cases of {found.study} lie", notes, path, theme)


def _axes(found: Discovery, box: Box | None) -> tuple[str, str]:
    """The two factors that the box limits first, filled up with others."""
    limited = [limit.factor for limit in box.limits] if box is not None else []
    ordered = [*limited, *(factor for factor in found.factors if factor not in limited)]
    return ordered[0], ordered[min(1, len(ordered) - 1)]


def _axis(field: str, title: str, frame: pd.DataFrame) -> Any:
    channel = alt.X if field == "across" else alt.Y
    kind = "Q" if pd.api.types.is_numeric_dtype(frame[field]) else "N"
    if kind == "N":
        return channel(f"{field}:N", title=title)
    return channel(f"{field}:Q", title=title, scale=alt.Scale(zero=False))


def _rectangle(box: Box, across: str, up: str, frame: pd.DataFrame, colour: str) -> Any:
    """The box over the two factors drawn; a factor it leaves free spans the whole picture."""
    limits = {limit.factor: limit for limit in box.limits if limit.low is not None}
    corner: dict[str, list[float]] = {}
    encodings: dict[str, Any] = {}
    for field, factor, names in (("across", across, ("x", "x2")), ("up", up, ("y", "y2"))):
        if factor in limits and pd.api.types.is_numeric_dtype(frame[field]):
            corner[names[0]], corner[names[1]] = [limits[factor].low or 0.0], [limits[factor].high or 0.0]
            encodings |= {names[0]: f"{names[0]}:Q", names[1]: f"{names[1]}:Q"}
    mark = alt.Chart(pd.DataFrame(corner or {"all": [1]})).mark_rect(
        color=colour, opacity=0.12, stroke=colour, strokeWidth=2
    )
    return mark.encode(**encodings)


def _save(picture: Any, title: str, notes: list[str], path: Path, theme: Theme) -> None:
    titled = picture.properties(title=alt.TitleParams(title, subtitle=notes))
    titled.configure(**config(PALETTES[theme])).save(path, scale_factor=PNG_SCALE)
