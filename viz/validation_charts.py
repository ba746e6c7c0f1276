"""Pictures of a validation: simulated against observed data, target by target and quarter by quarter."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd

from experiments.calibration.backtest import MODEL, ORIGINS
from viz.theme import PALETTES, Palette, Theme, config

PNG_SCALE = 2.0
ROW_PX, WIDTH_PX = 17, 420
SMALL_WIDTH_PX, SMALL_HEIGHT_PX = 235, 130
FARTHEST = 8.0
VERDICTS = ["pass", "near", "fail"]
SERIES_COLUMNS = 3
LEAST_QUARTERS = 2
BESIDE_DAYS = 9
MARGIN = pd.Timedelta(days=30)
"""How far apart the forecasts of several origins for one quarter are drawn."""
FORECAST_LINES = (
    "Nvidia data-centre revenue", "H100 shipped", "A100 shipped", "Nvidia chips to China",
    "H100 street price, US", "A100 street price, China", "H100 waiting time", "Nvidia gross margin",
    "In-house share of installed compute", "Domestic share of China's installed compute",
    "A100 rent, Lambda", "H100 rent, Lambda",
)  # fmt: skip


def draw_all(folder: Path, theme: Theme = "light") -> list[Path]:
    """Draw every picture whose table lies in the folder, into the folder."""
    drawn = []
    for table, pictures in (
        ("targets.csv", {"targets.png": targets_chart, "quarters.png": quarters_chart}),
        ("backtest.csv", {"backtest.png": backtest_chart}),
        ("forecast.csv", {"forecast.png": forecast_chart}),
    ):
        if (folder / table).is_file():
            frame = pd.read_csv(folder / table)
            for name, chart in pictures.items():
                picture = chart(frame, theme)
                picture.save(folder / name, scale_factor=PNG_SCALE)
                drawn.append(folder / name)
    return drawn


def targets_chart(targets: pd.DataFrame, theme: Theme = "light") -> Any:
    """Return every target's simulated median and 90 % interval over the observed value, with the range."""
    palette = PALETTES[theme]
    frame = targets[targets["record"] > 0].copy()
    for name in ("median", "low_5", "high_95", "record_low", "record_high"):
        bounded = (frame[name] / frame["record"]).clip(1 / FARTHEST, FARTHEST)
        frame[name] = bounded.fillna(1 / FARTHEST)
    frame["name"] = frame["target"]
    groups = [
        _target_group(part, str(name), palette)
        for name, part in frame.groupby(frame["group"], sort=False)
        if len(part)
    ]
    half = _halves(groups, [len(part) for _, part in frame.groupby("group", sort=False)])
    picture = alt.hconcat(*(alt.vconcat(*column, spacing=14) for column in half), spacing=40)
    notes = [
        "simulated over observed value, on a log scale; grey bar: range of the observed value; "
        "dot and line: median and 5-95 % of the runs",
        "blue dots: inside the range; yellow diamonds: within twice its width; red crosses: beyond",
    ]
    return _framed(picture, "The market against observed data up to May 2023", notes, palette)


def _halves(groups: Sequence[Any], sizes: Sequence[int]) -> list[list[Any]]:
    """Deal groups into two columns of about the same height."""
    columns: list[list[Any]] = [[], []]
    heights = [0, 0]
    for size, group in sorted(zip(sizes, groups, strict=True), key=lambda pair: -pair[0]):
        shorter = int(heights[1] < heights[0])
        columns[shorter].append(group)
        heights[shorter] += size + 3
    return [column for column in columns if column]


def _target_group(part: pd.DataFrame, name: str, palette: Palette) -> Any:
    scale = alt.Scale(type="log", domain=[1 / FARTHEST, FARTHEST])
    ticks = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8]
    axis = alt.Axis(values=ticks, labelExpr="datum.value < 1 ? '1/' + round(1/datum.value) : datum.value",
                    grid=True, title=None)  # fmt: skip
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=330, ticks=False, domain=False))
    colour = alt.Color(
        "verdict:N",
        scale=alt.Scale(domain=VERDICTS, range=[palette.series[0], palette.series[3], palette.series[1]]),
        legend=None,
    )
    base = alt.Chart(part).encode(y=y)
    ranges = base.mark_bar(color=palette.rest, opacity=0.45, height=9).encode(
        x=alt.X("record_low:Q", scale=scale, axis=axis), x2="record_high:Q"
    )
    lines = base.mark_rule(strokeWidth=1.6).encode(
        x=alt.X("low_5:Q", scale=scale), x2="high_95:Q", color=colour
    )
    dots = base.mark_point(filled=True, size=46, opacity=1).encode(
        x=alt.X("median:Q", scale=scale),
        color=colour,
        shape=alt.Shape("verdict:N", scale=alt.Scale(domain=VERDICTS, range=["circle", "diamond", "cross"]),
                        legend=None),
    )  # fmt: skip
    title = alt.TitleParams(name, anchor="start", color=palette.ink, fontSize=13, offset=4)
    return alt.layer(ranges, lines, dots).properties(width=WIDTH_PX, height=ROW_PX * len(part), title=title)


def quarters_chart(targets: pd.DataFrame, theme: Theme = "light") -> Any:
    """Return small multiples of the quarterly series: data with their range, the runs with theirs."""
    palette = PALETTES[theme]
    named = targets["target"].str.extract(r"^(?P<series>.+?) (?:FY\d\d Q\d|\d{4} Q\d|\d{4}-\d\d)$")
    frame = targets.assign(series=named["series"]).dropna(subset=["series"])
    counts = frame.groupby("series")["target"].transform("size")
    frame = frame[counts >= LEAST_QUARTERS].sort_values("end")
    frame = frame.assign(date=pd.to_datetime(frame["end"] + "-01"))
    panels = [_quarter_panel(part, str(name), palette) for name, part in frame.groupby("series", sort=False)]
    notes = ["dots and bars: record with its range; line and band: median and 5-95 % of the runs"]
    return _framed(_grid(panels), "Quarter by quarter", notes, palette)


def _quarter_panel(part: pd.DataFrame, name: str, palette: Palette) -> Any:
    size, letter = _size(float(part[["record_high", "high_95"]].max().max()))
    for column in ("median", "low_5", "high_95", "record", "record_low", "record_high"):
        part = part.assign(**{column: part[column] / size})
    unit = f"{letter}{part['unit'].iloc[0]}"
    x = alt.X(
        "date:T",
        title=None,
        scale=alt.Scale(padding=14),
        axis=alt.Axis(format="%b %y", tickCount=4, labelFlush=False),
    )
    base = alt.Chart(part).encode(x=x)
    band = base.mark_area(color=palette.series[0], opacity=0.2).encode(
        y=alt.Y("low_5:Q", title=unit, axis=alt.Axis(tickCount=4)), y2="high_95:Q"
    )
    line = base.mark_line(color=palette.series[0], point=True).encode(y="median:Q")
    bars = base.mark_rule(color=palette.series[1], strokeWidth=2).encode(y="record_low:Q", y2="record_high:Q")
    dots = base.mark_point(filled=True, color=palette.series[1], size=45, opacity=1).encode(y="record:Q")
    title = alt.TitleParams(name, anchor="start", color=palette.ink, fontSize=12, offset=5)
    return alt.layer(band, line, bars, dots).properties(
        width=SMALL_WIDTH_PX, height=SMALL_HEIGHT_PX, title=title
    )


def backtest_chart(backtest: pd.DataFrame, theme: Theme = "light") -> Any:
    """Return the forecasts of every origin with their intervals, beside observed data."""
    palette = PALETTES[theme]
    frame = backtest[backtest["forecaster"] == MODEL].assign(
        date=lambda rows: pd.to_datetime(rows["quarter"] + "-01")
    )
    edges = (frame["date"].min() - MARGIN, frame["date"].max() + MARGIN)
    span = alt.Scale(domain=[f"{day:%Y-%m-%d}" for day in edges])
    panels = [
        _backtest_panel(part, str(name), span, palette) for name, part in frame.groupby("series", sort=False)
    ]
    notes = ["dots: record; lines: median and 5-95 % forecast at each origin (colour)"]
    return _framed(_grid(panels), "Forecasts made inside the window", notes, palette)


def _backtest_panel(part: pd.DataFrame, name: str, span: alt.Scale, palette: Palette) -> Any:
    size, letter = _size(float(part[["record", "high_95"]].max().max()))
    for column in ("median", "low_5", "high_95", "record"):
        part = part.assign(**{column: part[column] / size})
    beside = part["origin"].map(ORIGINS.index) - (len(ORIGINS) - 1) / 2
    part = part.assign(own=part["date"] + pd.to_timedelta(BESIDE_DAYS * beside, unit="D"))
    colour = alt.Color(
        "origin:N",
        scale=alt.Scale(domain=list(ORIGINS), range=list(palette.series[: len(ORIGINS)])),
        legend=alt.Legend(title="origin"),
    )
    axis = alt.Axis(format="%b %y", tickCount=4, labelFlush=False)
    base = alt.Chart(part)
    own = alt.X("own:T", title=None, scale=span, axis=axis)
    lines = base.mark_rule(strokeWidth=2).encode(
        x=own, y=alt.Y("low_5:Q", title=letter, axis=alt.Axis(tickCount=4)), y2="high_95:Q", color=colour
    )
    ticks = base.mark_point(filled=True, size=34, opacity=1).encode(x=own, y="median:Q", color=colour)
    dots = base.mark_point(color=palette.ink, size=60, strokeWidth=2).encode(
        x=alt.X("date:T", title=None, scale=span, axis=axis), y="record:Q"
    )
    title = alt.TitleParams(name, anchor="start", color=palette.ink, fontSize=12, offset=5)
    return alt.layer(lines, ticks, dots).properties(width=SMALL_WIDTH_PX, height=SMALL_HEIGHT_PX, title=title)


def forecast_chart(forecast: pd.DataFrame, theme: Theme = "light") -> Any:
    """Return fans of the main lines of the forecast."""
    palette = PALETTES[theme]
    panels = []
    for name in FORECAST_LINES:
        part = forecast[forecast["line"] == name]
        if len(part):
            panels.append(_forecast_panel(part, name, palette))
    notes = [
        "median, 25-75 % and 5-95 % of runs over the posterior; sums are per quarter, the first is June alone"
    ]
    return _framed(_grid(panels), "Forecast from June 2023", notes, palette)


def _forecast_panel(part: pd.DataFrame, name: str, palette: Palette) -> Any:
    size, letter = _size(float(part["q95"].max()))
    part = part.assign(date=pd.to_datetime(part["end"] + "-01"))
    if len(part) > 1 and part["unit"].iloc[0] in ("USD", "chips") and "price" not in name:
        part = part.iloc[1:]  # a month is not a quarter
    for column in ("q5", "q25", "q50", "q75", "q95"):
        part = part.assign(**{column: part[column] / size})
    x = alt.X(
        "date:T",
        title=None,
        scale=alt.Scale(padding=14),
        axis=alt.Axis(format="%Y", tickCount="year", labelFlush=False),
    )
    base = alt.Chart(part).encode(x=x)
    unit = f"{letter}{part['unit'].iloc[0]}"
    wide = base.mark_area(color=palette.series[0], opacity=0.18).encode(
        y=alt.Y("q5:Q", title=unit, axis=alt.Axis(tickCount=4)), y2="q95:Q"
    )
    middle = base.mark_area(color=palette.series[0], opacity=0.3).encode(y="q25:Q", y2="q75:Q")
    line = base.mark_line(color=palette.series[0], strokeWidth=2).encode(y="q50:Q")
    title = alt.TitleParams(name, anchor="start", color=palette.ink, fontSize=12, offset=5)
    return alt.layer(wide, middle, line).properties(width=SMALL_WIDTH_PX, height=SMALL_HEIGHT_PX, title=title)


def _size(largest: float) -> "tuple[float, str]":
    """Return the divisor and its word that make a number short."""
    for size, word in ((1e9, "bn "), (1e6, "M "), (1e4, "1000 ")):
        if largest >= size:
            return (1e3 if word == "1000 " else size), word
    return 1.0, ""


def _grid(panels: Sequence[Any]) -> Any:
    rows = [panels[i : i + SERIES_COLUMNS] for i in range(0, len(panels), SERIES_COLUMNS)]
    return alt.vconcat(*(alt.hconcat(*row, spacing=26) for row in rows), spacing=22)


def _framed(picture: Any, title: str, notes: Sequence[str], palette: Palette) -> Any:
    heading = alt.TitleParams(title, subtitle=list(notes), color=palette.ink, subtitleColor=palette.faint)
    return picture.properties(title=heading).configure(**config(palette))
