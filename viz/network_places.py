"""Where each node of the network stands: roles from left to right, regions from top to bottom.

A place depends on the cast alone, so a node stays where it is from month to month and in every
what-if with the same cast.
"""

import json
from dataclasses import dataclass

import networkx as nx

COLUMNS: dict[str, tuple[str, ...]] = {
    "Foundries": ("foundry",),
    "Chip makers": ("vendor", "programme"),
    "Channel": ("reseller", "grey_trader"),
    "Clouds and large buyers": ("cloud",),
    "Start-ups": ("start-up",),
}
WIDTH_PX = 1040
LEFT_PX, COLUMN_PX = 66.0, 206.0
ROW_PX, BAND_GAP_PX, TOP_PX = 15.5, 24.0, 34.0
ZIGZAG_PX = 12.0
ZIGZAG_FROM = 5
DOT_PX, DOTS_A_ROW = 6.0, 20
FEWEST_ROWS = 4
START_UP = "start-up"


@dataclass(frozen=True, slots=True)
class Place:
    """A node's place in px from the top left, and whether its name is written beside it."""

    x: float
    y: float
    named: bool


@dataclass(frozen=True, slots=True)
class Band:
    """The strip of a region."""

    region: str
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """Half-way down."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Places:
    """All nodes' places, the strips of the regions, and the left ends of the rows of single start-ups."""

    nodes: dict[str, Place]
    bands: tuple[Band, ...]
    rows: dict[str, Place]
    height_px: float


def column_left(column: int) -> float:
    """Where a column of nodes stands, in px."""
    return LEFT_PX + 22 + COLUMN_PX * column


def place_nodes(graph: "nx.DiGraph[str]") -> Places:
    """Return the place of every node.

    Single start-ups stand in a row a group, as dots without names.
    """
    column_of = {role: number for number, roles in enumerate(COLUMNS.values()) for role in roles}
    groups = groups_of(graph)
    cells: dict[tuple[int, str], list[str]] = {}
    for name, traits in graph.nodes(data=True):
        if traits["role"] != START_UP:
            cells.setdefault((column_of[traits["role"]], traits["region"]), []).append(name)
    # Named start-ups stand above the many: a group's name holds its type and region.
    for name, region in sorted(groups.items(), key=lambda group: "/" in group[0]):
        cells.setdefault((column_of[START_UP], region), []).append(name)
    # Regions with start-ups first, in the order of the cast, then those that only make or sell.
    regions = dict.fromkeys((*groups.values(), *(region for _, region in cells)))
    bands = _bands({region: _most(cells, region) for region in regions})
    single = any("#" in name for name in graph)
    lines: dict[str, Place] = {}
    for (column, region), names in cells.items():
        band = next(band for band in bands if band.region == region)
        zigzag = len(names) >= ZIGZAG_FROM and not (single and column == column_of[START_UP])
        lines |= _stack(names, column, band, zigzag)
    rows = {name: place for name, place in lines.items() if single and "/" in name}
    nodes = {name: place for name, place in lines.items() if name not in rows}
    nodes |= {name: _dot(rows[line], name) for name in graph if (line := name.partition(" #")[0]) in rows}
    return Places(nodes, bands, rows, bands[-1].bottom + 8)


def groups_of(graph: "nx.DiGraph[str]") -> dict[str, str]:
    """Return the region of every group of start-ups, drawn or not."""
    regions: dict[str, str] = json.loads(graph.graph["groups"])
    return regions


def _most(cells: dict[tuple[int, str], list[str]], region: str) -> int:
    return max((len(names) for (_, where), names in cells.items() if where == region), default=1)


def _bands(lines: dict[str, int]) -> tuple[Band, ...]:
    bands, top = [], TOP_PX
    for region, count in lines.items():
        bottom = top + ROW_PX * max(count, FEWEST_ROWS)
        bands.append(Band(region, top, bottom))
        top = bottom + BAND_GAP_PX
    return tuple(bands)


def _stack(names: list[str], column: int, band: Band, zigzag: bool) -> dict[str, Place]:
    """Spread a cell over its strip; many stand in a zigzag, so that large nodes do not touch."""
    pitch = (band.bottom - band.top) / len(names)
    left = column_left(column)
    return {
        name: Place(
            left + zigzag * (ZIGZAG_PX if number % 2 else -ZIGZAG_PX), band.top + pitch * (number + 0.5), True
        )
        for number, name in enumerate(names)
    }


def _dot(row: Place, name: str) -> Place:
    number = int(name.partition(" #")[2]) - 1
    x = row.x - ZIGZAG_PX + DOT_PX * (number % DOTS_A_ROW)
    return Place(x, row.y + DOT_PX * (number // DOTS_A_ROW), False)
