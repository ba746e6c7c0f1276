"""Chips, nodes, packaging and regions: loads `model/inputs/data/` and refuses what cannot be true."""

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.inputs.cast import raw_cast
from model.inputs.catalogue_changes import TABLE_OF, changed_rows
from model.inputs.catalogue_entries import (
    Chip,
    ChipKind,
    Confidence,
    FigureSource,
    Node,
    PackagingPoint,
    Region,
    Stack,
)
from model.inputs.catalogue_tables import (
    COLUMNS,
    SOURCED_FIELDS,
    read_chips,
    read_nodes,
    read_packaging,
    read_regions,
    read_sources,
)
from model.inputs.checked_csv import Row, read_rows
from model.inputs.entries import CAST_TABLES
from model.inputs.problems import unknown_name

__all__ = [
    "SOURCED_FIELDS",
    "Catalogue",
    "Chip",
    "ChipKind",
    "Confidence",
    "FigureSource",
    "Node",
    "PackagingPoint",
    "Region",
    "Stack",
    "load_catalogue",
]

type FloatVector = NDArray[np.float64]

DATA_FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Everything that can be made, and where it can run; the vectors follow the order of `chips`.

    The vectors are read-only float64, one entry a chip, in the units of the `Chip` fields.
    """

    chips: tuple[Chip, ...]
    nodes: tuple[Node, ...]
    packaging: tuple[PackagingPoint, ...]
    regions: tuple[Region, ...]
    stacks: tuple[Stack, ...]
    chip_names: tuple[str, ...]
    chip_positions: Mapping[str, int]
    figure_sources: Mapping[str, Mapping[str, FigureSource]]
    peak_tflops: FloatVector
    bandwidth_tb_s: FloatVector
    link_gb_s: FloatVector
    power_w: FloatVector
    cost_to_make_usd: FloatVector
    launch_list_price_usd: FloatVector
    good_dies_per_wafer: FloatVector
    packages_per_interposer_wafer: FloatVector
    training_fitness: FloatVector
    inference_fitness: FloatVector

    def chip_index(self, name: str) -> int:
        """Return the position of a chip in `chips` and the vectors, or raise `InputProblem`."""
        if name not in self.chip_positions:
            raise unknown_name("chip", name, "catalogue", self.chip_names)
        return self.chip_positions[name]

    def chip(self, name: str) -> Chip:
        """Return a chip by name, or raise `InputProblem`."""
        return self.chips[self.chip_index(name)]

    def node(self, name: str) -> Node:
        """Return a node by name, or raise `InputProblem`."""
        return _by_name("node", name, self.nodes)

    def region(self, name: str) -> Region:
        """Return a region by name, or raise `InputProblem`."""
        return _by_name("region", name, self.regions)

    def region_index(self, name: str) -> int:
        """Return the position of a region in `regions`, or raise `InputProblem`."""
        return self.regions.index(self.region(name))

    @property
    def region_names(self) -> tuple[str, ...]:
        """Names of the regions, in their order."""
        return tuple(region.name for region in self.regions)

    @property
    def packaging_path(self) -> Mapping[str, Sequence[PackagingPoint]]:
        """Packaging capacity points by foundry, in order of date."""
        path: dict[str, list[PackagingPoint]] = {}
        for point in sorted(self.packaging, key=lambda point: point.date):
            path.setdefault(point.foundry, []).append(point)
        return path

    def source_of(self, chip: str, field: str) -> FigureSource:
        """Return the source of one value of a chip; raise `InputProblem` for an unknown name."""
        row_source = FigureSource(self.chip(chip).source, Confidence.VERIFIED)
        if field not in SOURCED_FIELDS:
            raise unknown_name("field", field, f"catalogue, chip {chip!r}", SOURCED_FIELDS)
        return self.figure_sources.get(chip, {}).get(field, row_source)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a scenario makes of the tables: rows added by table, names taken out, values by entry."""

    added: Mapping[str, Sequence[dict[str, Any]]]
    removed: Sequence[str]
    new_values: Mapping[str, Mapping[str, Mapping[str, Any]]]
    foundries: Sequence[str]


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Read and check the tables in `folder`, by default `model/inputs/data/`, which is read once.

    Raises `InputProblem` naming file, line and column for anything that cannot be used.
    """
    return _default_catalogue() if folder is None else _read_catalogue(folder)


@functools.cache
def _default_catalogue() -> Catalogue:
    return _read_catalogue(DATA_FOLDER)


def _by_name[Entry: (Node, Region)](kind: str, name: str, entries: Sequence[Entry]) -> Entry:
    for entry in entries:
        if entry.name == name:
            return entry
    raise unknown_name(kind, name, "catalogue", [entry.name for entry in entries])


@functools.lru_cache(maxsize=64)
def changed_catalogue(changes: str, where: str) -> Catalogue:
    """The default catalogue with a scenario's `Changes`, given as JSON; equal changes are read once.

    Raises `InputProblem` naming the entry and the value.
    """
    made = Changes(**json.loads(changes))
    tables = {
        name: changed_rows(name, rows, made.added, made.removed, made.new_values, where)
        for name, rows in read_tables(DATA_FOLDER).items()
    }
    return _build(tables, made.foundries)


@functools.cache
def read_names() -> dict[str, list[dict[str, Any]]]:
    """Read the rows of everything in the data files that has a name, by table."""
    tables = read_tables(DATA_FOLDER)
    rows = {
        kind: [{"name": row.cells[kind], "source": row.cells["source"]} for row in tables[name]]
        for kind, name in TABLE_OF.items()
    }
    return {table: raw_cast()[ours] for table, ours in CAST_TABLES.items()} | rows


def _read_catalogue(folder: Path) -> Catalogue:
    return _build(read_tables(folder), [row["name"] for row in raw_cast()["foundry"]])


def read_tables(folder: Path) -> dict[str, list[Row]]:
    """Read every table's cells; raise `InputProblem` for what is no table of that kind."""
    return {name: read_rows(folder / f"{name}.csv", columns) for name, columns in COLUMNS.items()}


def _build(tables: Mapping[str, Sequence[Row]], foundries: Sequence[str]) -> Catalogue:
    nodes = read_nodes(tables["nodes"], foundries)
    packaging = read_packaging(tables["packaging"], foundries)
    chips = read_chips(tables["chips"], nodes, packaging)
    names = tuple(chip.name for chip in chips)
    return Catalogue(
        chips=chips,
        nodes=nodes,
        packaging=packaging,
        regions=read_regions(tables["regions"]),
        stacks=tuple(Stack),
        chip_names=names,
        chip_positions={name: position for position, name in enumerate(names)},
        figure_sources=read_sources(tables["chip_figure_sources"], names),
        peak_tflops=_vector([chip.peak_tflops_16bit for chip in chips]),
        bandwidth_tb_s=_vector([chip.bandwidth_tb_s for chip in chips]),
        link_gb_s=_vector([chip.link_gb_s for chip in chips]),
        power_w=_vector([chip.power_w for chip in chips]),
        cost_to_make_usd=_vector([chip.cost_to_make_usd for chip in chips]),
        launch_list_price_usd=_vector([chip.launch_list_price_usd for chip in chips]),
        good_dies_per_wafer=_vector([chip.good_dies_per_wafer for chip in chips]),
        packages_per_interposer_wafer=_vector([chip.packages_per_interposer_wafer for chip in chips]),
        training_fitness=_vector([chip.training_fitness for chip in chips]),
        inference_fitness=_vector([chip.inference_fitness for chip in chips]),
    )


def _vector(values: Sequence[float]) -> FloatVector:
    vector = np.array(values, dtype=np.float64)
    vector.setflags(write=False)
    return vector
