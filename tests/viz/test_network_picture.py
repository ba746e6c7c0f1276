"""The network's places are fixed and apart, areas grow with holdings, widths with trade."""

import itertools
import json

import networkx as nx
import pytest
import vl_convert

from tests.viz.snapshots import run_of
from viz.network_looks import radius_px
from viz.network_picture import MOST_EDGES, largest_flows, network_picture
from viz.network_places import COLUMNS, Places, place_nodes
from viz.theme import PALETTES, Theme

SIZES = (60, 400)


def places_of(*overrides: str, startups: int, month: int) -> Places:
    return place_nodes(run_of(*overrides, startups=startups)[month].graph)


@pytest.mark.parametrize("startups", SIZES)
def test_nodes_stay_where_they_are_from_month_to_month_and_in_a_what_if(startups: int):
    first = places_of(startups=startups, month=0)
    for other in (
        places_of(startups=startups, month=-1),
        places_of("strategies.Nvidia=chip_only", startups=startups, month=-1),
    ):
        both = first.nodes.keys() & other.nodes.keys()
        assert len(both) > 80
        assert all(first.nodes[name] == other.nodes[name] for name in both)
        assert first.bands == other.bands


@pytest.mark.parametrize("startups", SIZES)
def test_every_node_has_a_place_of_its_own_in_its_region(startups: int):
    graph = run_of(startups=startups)[-1].graph
    places = place_nodes(graph)
    assert set(graph) <= set(places.nodes)
    stands = [(places.nodes[name].x, places.nodes[name].y) for name in graph]
    assert len(set(stands)) == len(stands)
    for band in places.bands:
        here = [name for name, traits in graph.nodes(data=True) if traits["region"] == band.region]
        assert here
        assert all(band.top <= places.nodes[name].y <= band.bottom for name in here)


def test_roles_stand_from_left_to_right():
    graph = run_of()[-1].graph
    places = place_nodes(graph)
    ends = []
    for roles in COLUMNS.values():
        across = [places.nodes[name].x for name, traits in graph.nodes(data=True) if traits["role"] in roles]
        ends.append((min(across), max(across)))
    assert all(left[1] < right[0] for left, right in itertools.pairwise(ends))


def test_areas_grow_with_holdings_up_to_the_largest():
    sizes = [radius_px(a100) for a100 in (0, 10, 1e3, 1e4, 1e5, 1e6, 5e6)]
    assert sizes == sorted(set(sizes))
    assert radius_px(1e9) == radius_px(6e6)


def test_only_the_largest_flows_are_drawn():
    graph: nx.DiGraph = nx.DiGraph()
    for number in range(MOST_EDGES + 20):
        graph.add_edge("seller", f"buyer {number}", kinds="supplies", month_usd=float(number))
    drawn = largest_flows(graph)
    assert len(drawn) == MOST_EDGES
    assert min(flow.month_usd for flow in drawn) == 20
    assert drawn[-1].buyer == f"buyer {MOST_EDGES + 19}"


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("startups", SIZES)
def test_the_picture_compiles_and_tells_figures_under_the_pointer(theme: Theme, startups: int):
    picture = network_picture(run_of(startups=startups)[-1].graph, theme)
    assert picture["config"]["background"] == PALETTES[theme].background
    svg = vl_convert.vegalite_to_svg(json.dumps(picture), vl_version="5.20")
    assert ">Nvidia<" in svg
    (nodes,) = [layer for layer in picture["layer"] if layer["mark"]["type"] == "point"]
    told = next(row for row in nodes["data"]["values"] if row["node"] == "Nvidia")
    assert told["holds"].endswith("A100-equivalents")
    assert told["sold"].endswith("USD")
