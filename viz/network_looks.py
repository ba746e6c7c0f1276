"""How the network is drawn: shapes and colours of roles, scales of areas and widths, legends."""

from dataclasses import dataclass
from math import log1p, pi, sqrt

from viz.spec import Spec
from viz.theme import TEXT_PX, Palette

LARGEST_A100, LINEAR_BELOW_A100 = 6e6, 5e4
LARGEST_USD = 3e9
AREA_PX = (10, 1300)
WIDTHS_PX = (0.25, 11)
LEGEND_A100 = (1e4, 1e5, 1e6, 5e6)
LEGEND_USD = (1e7, 1e8, 1e9)
ROLE_LEGEND = {"title": "role; edges in the seller's colour", "columns": 4}
USD_LABEL = "datum.value >= 1e9 ? format(datum.value / 1e9, '~g') + ' bn' : datum.value / 1e6 + ' m'"
A100_LABEL = "datum.value >= 1e6 ? datum.value / 1e6 + ' million' : format(datum.value, ',')"


@dataclass(frozen=True, slots=True)
class RoleLook:
    """How a role is told from others: its name, place in the palette, and shape."""

    name: str
    colour: int
    shape: str


ROLES = {
    "foundry": RoleLook("foundry", 6, "square"),
    "vendor": RoleLook("chip vendor", 2, "circle"),
    "programme": RoleLook("in-house chip programme", 4, "diamond"),
    "reseller": RoleLook("reseller", 3, "circle"),
    "grey_trader": RoleLook("grey trader", 1, "triangle-up"),
    "cloud": RoleLook("cloud or large buyer", 0, "circle"),
    "start-up": RoleLook("start-up", 5, "circle"),
}


def radius_px(a100: float) -> float:
    """Return the radius of the disc that stands for a holding."""
    part = log1p(a100 / LINEAR_BELOW_A100) / log1p(LARGEST_A100 / LINEAR_BELOW_A100)
    low, high = AREA_PX
    return sqrt((low + (high - low) * min(part, 1.0)) / pi)


def role_colour(palette: Palette) -> Spec:
    """Return the colour of a role, of nodes and of what they sell."""
    looks = list(ROLES.values())
    scale = {
        "domain": [look.name for look in looks],
        "range": [palette.series[look.colour] for look in looks],
    }
    return {"field": "role", "type": "nominal", "scale": scale, "legend": ROLE_LEGEND}


def legend_look(palette: Palette) -> Spec:
    """Return how the legends are set: in a row below the picture."""
    return {
        "labelColor": palette.ink,
        "titleColor": palette.faint,
        "labelFontSize": TEXT_PX,
        "titleFontSize": TEXT_PX,
        "titleFontWeight": "normal",
        "orient": "bottom",
        "direction": "horizontal",
        "symbolOpacity": 1,
        "offset": 14,
    }
