"""Vega-Lite specifications as plain tables: made in milliseconds, so that a page can redraw them live.

Altair's classes check and copy every part of a chart; with many layers that takes hundreds of
milliseconds, which a report can spare and a running page cannot.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import vl_convert

from viz.theme import PALETTES, TEXT_PX, Theme, config

type Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
VEGA_LITE = "5.20"
PNG_SCALE = 2.0
HEADING_PX = 14


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as data of a chart; days are written in local time, gaps as null."""
    columns = {}
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            # Seconds and no zone: the browser reads it as local time.
            columns[str(name)] = np.datetime_as_string(column.to_numpy(), unit="s").tolist()
        elif pd.api.types.is_float_dtype(column):
            values = column.tolist()
            columns[str(name)] = [value if value == value else None for value in values]
        else:
            columns[str(name)] = column.tolist()
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def layered(
    layers: Sequence[Spec],
    width_px: int,
    height_px: int,
    heading: str = "",
    data: pd.DataFrame | None = None,
) -> Spec:
    """Return one set of axes."""
    spec: Spec = {"width": width_px, "height": height_px, "layer": list(layers)}
    if data is not None:
        spec["data"] = {"values": records(data)}
    if heading:
        spec["title"] = {"text": heading, "fontSize": HEADING_PX, "offset": 10}
    return spec


def framed(
    panels: Sequence[Spec],
    title: str,
    notes: Sequence[str],
    theme: Theme,
    columns: int = 2,
    shared_legend: bool = False,
) -> Spec:
    """Return panels in rows under a title with notes, in the theme's colours.

    Panels with the same series may share a legend; otherwise each has colours of its own.
    """
    palette = PALETTES[theme]
    own = "shared" if shared_legend else "independent"
    resolve = {"scale": {"color": own, "strokeDash": own}}
    rows = [
        {"hconcat": list(panels[place : place + columns]), "spacing": 36, "resolve": resolve}
        for place in range(0, len(panels), columns)
    ]
    legend = {"labelColor": palette.ink, "titleColor": palette.faint, "labelFontSize": TEXT_PX}
    return {
        "$schema": SCHEMA,
        "title": {"text": title, "subtitle": list(notes)},
        "vconcat": rows,
        "resolve": resolve,
        "spacing": 30,
        "config": {**config(palette), "legend": legend},
    }


def save_png(spec: Spec, path: Path) -> None:
    """Write a picture as PNG."""
    picture = vl_convert.vegalite_to_png(json.dumps(spec), vl_version=VEGA_LITE, scale=PNG_SCALE)
    path.write_bytes(picture)


def svg(spec: Spec) -> str:
    """Return a picture as SVG text."""
    text: str = vl_convert.vegalite_to_svg(json.dumps(spec), vl_version=VEGA_LITE)
    return text
