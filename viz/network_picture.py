"""The network of trade: who stands where, what each holds, who sells how much to whom this month."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx

from experiments.wording import readable
from model.inputs.number_text import count, money
from viz.network_looks import (
    A100_LABEL,
    AREA_PX,
    LARGEST_A100,
    LARGEST_USD,
    LEGEND_A100,
    LEGEND_USD,
    LINEAR_BELOW_A100,
    ROLE_LEGEND,
    ROLES,
    USD_LABEL,
    WIDTHS_PX,
    legend_look,
    radius_px,
    role_colour,
)
from viz.network_places import COLUMNS, LEFT_PX, WIDTH_PX, Places, column_left, place_nodes
from viz.spec import SCHEMA, Spec, save_png
from viz.theme import PALETTES, TEXT_PX, Palette, Theme, config

MOST_EDGES = 150
"""Above this many only the largest flows are drawn."""
LABEL_PX = 10


def network_picture(graph: "nx.DiGraph[str]", theme: Theme = "light", subtitle: str = "") -> Spec:
    """Return the picture of a snapshot's graph.

    Areas grow with what a node holds (in A100-equivalents at peak), nearly with its logarithm; widths
    of edges with the root of the month's trade. Both scales stay the same from month to month.
    """
    palette = PALETTES[theme]
    places = place_nodes(graph)
    flows = largest_flows(graph)
    trading = sum(1 for *_, usd in graph.edges.data("month_usd") if usd > 0)
    shown = f"the {len(flows)} largest of {trading} flows" if trading > len(flows) else f"{trading} flows"
    explained = f"area: compute held; width: sales this month from seller to buyer, {shown}"
    return {
        "$schema": SCHEMA,
        "width": WIDTH_PX,
        "height": places.height_px,
        "title": {"text": "Who sells to whom", "subtitle": [part for part in (subtitle, explained) if part]},
        "layer": [
            *_grid(places, palette),
            _edges(flows, places, graph, palette),
            _nodes(graph, places, palette),
            *_names(graph, places, palette),
        ],
        "resolve": {"scale": {"color": "shared", "size": "independent"}},
        "config": {**config(palette), "axis": {"disable": True}, "legend": legend_look(palette)},
    }


def draw_network(graph_file: Path, path: Path, subtitle: str = "") -> None:
    """Write the picture of a run's network, kept as GraphML, as PNG."""
    save_png(network_picture(nx.read_graphml(graph_file), subtitle=subtitle), path)


@dataclass(frozen=True, slots=True)
class FlowDrawn:
    """What one node sold another this month."""

    seller: str
    buyer: str
    kinds: str
    month_usd: float


def largest_flows(graph: "nx.DiGraph[str]") -> list[FlowDrawn]:
    """Return this month's flows, the largest last so that it is drawn on top."""
    flows = [
        FlowDrawn(seller, buyer, traits["kinds"], traits["month_usd"])
        for seller, buyer, traits in graph.edges(data=True)
        if traits["month_usd"] > 0
    ]
    return sorted(flows, key=lambda flow: (flow.month_usd, flow.seller, flow.buyer))[-MOST_EDGES:]


def _px(channel: str, places: Places) -> Spec:
    """A field that is a place in px."""
    most = WIDTH_PX if channel == "x" else places.height_px
    domain = [0, most] if channel == "x" else [most, 0]
    scale = {"domain": domain, "nice": False, "zero": False}
    return {"field": channel, "type": "quantitative", "axis": None, "scale": scale}


def _grid(places: Places, palette: Palette) -> Iterable[Spec]:
    """Names of the columns and strips of the regions."""
    xy = {"x": _px("x", places), "y": _px("y", places)}
    strips = [
        {"y": band.top - 8, "bottom": band.bottom + 8, "x": 0, "right": WIDTH_PX} for band in places.bands
    ]
    yield {
        "data": {"values": strips},
        "mark": {"type": "rect", "color": palette.grid, "opacity": 0.35, "cornerRadius": 4},
        "encoding": {**xy, "y2": {"field": "bottom"}, "x2": {"field": "right"}},
    }
    heads: list[dict[str, Any]] = [
        {"x": column_left(number) - 22, "y": 10, "text": name} for number, name in enumerate(COLUMNS)
    ]
    text = {"type": "text", "fontSize": TEXT_PX, "fontWeight": "bold", "color": palette.ink, "align": "left"}
    yield {
        "data": {"values": heads},
        "mark": text,
        "encoding": {**xy, "text": {"field": "text"}},
    }
    regions = [{"x": LEFT_PX - 56, "y": band.middle, "text": band.region} for band in places.bands]
    yield {"data": {"values": regions}, "mark": text, "encoding": {**xy, "text": {"field": "text"}}}


def _edges(flows: list[FlowDrawn], places: Places, graph: "nx.DiGraph[str]", palette: Palette) -> Spec:
    """S-shaped lines from seller to buyer in the seller's colour."""
    rows = []
    for number, flow in enumerate(flows):
        start, end = places.nodes[flow.seller], places.nodes[flow.buyer]
        half = (start.x + end.x) / 2
        told = {
            "flow": number,
            "usd": flow.month_usd,
            "role": ROLES[graph.nodes[flow.seller]["role"]].name,
            "seller": _label(flow.seller),
            "buyer": _label(flow.buyer),
            "sold": f"{money(flow.month_usd)} this month",
            "tie": readable(flow.kinds.replace("+", ", ")),
        }
        corners = ((start.x, start.y), (half, start.y), (half, end.y), (end.x, end.y))
        rows += [{**told, "step": step, "x": x, "y": y} for step, (x, y) in enumerate(corners)]
    return {
        "data": {"values": rows},
        "mark": {"type": "line", "interpolate": "basis", "opacity": 0.45, "strokeCap": "round"},
        "encoding": {
            "x": _px("x", places),
            "y": _px("y", places),
            "order": {"field": "step"},
            "detail": {"field": "flow"},
            "color": role_colour(palette),
            "strokeWidth": {
                "field": "usd",
                "type": "quantitative",
                "scale": {
                    "type": "sqrt",
                    "domain": [0, LARGEST_USD],
                    "range": list(WIDTHS_PX),
                    "clamp": True,
                },
                "legend": {
                    "title": "sold this month, USD",
                    "values": list(LEGEND_USD),
                    "labelExpr": USD_LABEL,
                    "symbolStrokeColor": palette.rest,
                },
            },
            "tooltip": [{"field": field} for field in ("seller", "buyer", "sold", "tie")],
        },
    }


def _nodes(graph: "nx.DiGraph[str]", places: Places, palette: Palette) -> Spec:
    sold = {name: sum(usd for *_, usd in graph.out_edges(name, data="month_usd")) for name in graph}
    bought = {name: sum(usd for *_, usd in graph.in_edges(name, data="month_usd")) for name in graph}
    rows = []
    for name, traits in graph.nodes(data=True):
        firms = f"{traits['firms']:,.0f} firms" if "firms" in traits else ""
        rows.append(
            {
                "x": places.nodes[name].x,
                "y": places.nodes[name].y,
                "a100": traits["a100"],
                "role": ROLES[traits["role"]].name,
                "node": name,
                "name": _label(name),
                "region": traits["region"],
                "holds": f"{count(traits['a100'])} A100-equivalents",
                "sold": money(sold[name]),
                "bought": money(bought[name]),
                "cash": money(traits["cash_usd"]) if "cash_usd" in traits else "",
                "firms": firms,
            }
        )
    rows.sort(key=lambda row: -row["a100"])
    looks = list(ROLES.values())
    return {
        "data": {"values": rows},
        "mark": {
            "type": "point",
            "filled": True,
            "opacity": 1,
            "stroke": palette.background,
            "strokeWidth": 1,
        },
        "encoding": {
            "x": _px("x", places),
            "y": _px("y", places),
            "color": role_colour(palette),
            "shape": {
                "field": "role",
                "type": "nominal",
                "scale": {"domain": [look.name for look in looks], "range": [look.shape for look in looks]},
                "legend": ROLE_LEGEND,
            },
            "size": {
                "field": "a100",
                "type": "quantitative",
                "scale": {
                    "type": "symlog",
                    "constant": LINEAR_BELOW_A100,
                    "domain": [0, LARGEST_A100],
                    "range": list(AREA_PX),
                    "clamp": True,
                    "nice": False,
                },
                "legend": {
                    "title": "holds, A100-equivalents",
                    "values": list(LEGEND_A100),
                    "labelExpr": A100_LABEL,
                    "symbolFillColor": palette.rest,
                    "symbolStrokeColor": palette.rest,
                },
            },
            "tooltip": [
                {"field": field}
                for field in ("name", "role", "region", "holds", "sold", "bought", "cash", "firms")
            ],
        },
    }


def _names(graph: "nx.DiGraph[str]", places: Places, palette: Palette) -> Iterable[Spec]:
    """Names to the right of the nodes, on a halo; rows of single start-ups carry their type."""
    rows: list[dict[str, Any]] = [
        {
            "x": place.x + 8 + radius_px(graph.nodes[name]["a100"]),
            "y": place.y,
            "text": _label(name, short=True),
        }
        for name, place in places.nodes.items()
        if place.named and name in graph
    ]
    rows += [
        {"x": place.x - 18, "y": place.y, "text": _label(line, short=True), "left": True}
        for line, place in places.rows.items()
    ]
    xy = {"x": _px("x", places), "y": _px("y", places), "text": {"field": "text"}}
    for side, align in ((False, "left"), (True, "right")):
        some = [row for row in rows if bool(row.get("left")) == side]
        text = {"type": "text", "fontSize": LABEL_PX, "align": align}
        halo = {"stroke": palette.background, "strokeWidth": 3, "strokeOpacity": 0.7, "strokeJoin": "round"}
        for look in ({**halo, "color": palette.background}, {"color": palette.ink}):
            yield {"data": {"values": some}, "mark": {**text, **look}, "encoding": xy}


def _label(name: str, short: bool = False) -> str:
    """Return a node's name as words: `research_lab/US` is "research lab, US", in short "research lab"."""
    kind, slash, rest = name.partition("/")
    if not slash:
        return name
    return readable(kind) if short else f"{readable(kind)}, {rest}"
