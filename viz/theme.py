"""Colours and type of every chart: Okabe-Ito, legible with any colour vision, light or dark."""

from dataclasses import dataclass
from typing import Any, Literal

Theme = Literal["light", "dark"]
FONT = "Liberation Sans, Arial, sans-serif"
TEXT_PX = 12
TITLE_PX = 17


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme; `series` is the order in which series take theirs."""

    background: str
    ink: str
    faint: str
    grid: str
    series: tuple[str, ...]
    rest: str


# Okabe and Ito, "Color Universal Design" (2008). Its yellow is too pale for a line on white,
# and its black is the ink, so each theme takes the others.
BLUE, SKY, GREEN = "#0072B2", "#56B4E9", "#009E73"
ORANGE, VERMILLION, PURPLE, YELLOW = "#E69F00", "#D55E00", "#CC79A7", "#F0E442"
PALETTES: dict[Theme, Palette] = {
    "light": Palette(
        background="#ffffff",
        ink="#1b1b1b",
        faint="#595959",
        grid="#e4e4e4",
        series=(BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, "#1b1b1b"),
        rest="#b3b3b3",
    ),
    "dark": Palette(
        background="#16181d",
        ink="#f1f1f1",
        faint="#b5b8bf",
        grid="#32363e",
        series=(SKY, VERMILLION, GREEN, ORANGE, PURPLE, YELLOW, "#f1f1f1"),
        rest="#7d818a",
    ),
}


def config(palette: Palette) -> dict[str, Any]:
    """Return the Vega-Lite configuration of a theme."""
    axis = {
        "labelColor": palette.faint,
        "titleColor": palette.faint,
        "domainColor": palette.faint,
        "tickColor": palette.faint,
        "gridColor": palette.grid,
        "labelFontSize": TEXT_PX,
        "titleFontSize": TEXT_PX,
        "titleFontWeight": "normal",
    }
    return {
        "font": FONT,
        "background": palette.background,
        "padding": 18,
        "view": {"stroke": None},
        "axis": axis,
        "axisX": {"grid": False},
        "axisY": {"domain": False, "ticks": False},
        "title": {
            "color": palette.ink,
            "subtitleColor": palette.faint,
            "fontSize": TITLE_PX,
            "subtitleFontSize": TEXT_PX,
            "subtitlePadding": 5,
            "anchor": "start",
            "frame": "group",
            "offset": 14,
        },
    }
