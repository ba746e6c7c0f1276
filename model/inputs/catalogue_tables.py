"""Reads each table of the catalogue and checks it, alone and against the others."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

from model.inputs.catalogue_entries import (
    LONGEST_CYCLE_MONTHS,
    Chip,
    ChipKind,
    Confidence,
    FigureSource,
    Foundry,
    Node,
    PackagingPoint,
    Region,
    Stack,
)
from model.inputs.checked_csv import (
    AT_LEAST_ONE,
    NOT_NEGATIVE,
    POSITIVE,
    SHARE,
    Bound,
    Row,
    read_rows,
    refuse_repeats,
)
from model.inputs.problems import InputProblem

_CHIP_NUMBERS: Mapping[str, Bound] = {
    "peak_tflops_16bit": POSITIVE,
    "memory_gb": POSITIVE,
    "bandwidth_tb_s": POSITIVE,
    "link_gb_s": POSITIVE,
    "power_w": POSITIVE,
    "cost_to_make_usd": POSITIVE,
    "launch_list_price_usd": POSITIVE,
    "good_dies_per_wafer": POSITIVE,
    "packages_per_interposer_wafer": NOT_NEGATIVE,
    "training_fitness": SHARE,
    "inference_fitness": SHARE,
}
# The figures that may have a source of their own, apart from that of their chip's line.
SOURCED_FIELDS = ("launch", "node", *_CHIP_NUMBERS)
_CHIP_TEXTS = "chip maker kind launch foundry node stack predecessor variant_of source note"


def read_chips(path: Path, nodes: Sequence[Node], packaging: Sequence[PackagingPoint]) -> tuple[Chip, ...]:
    """Read `chips.csv` against the nodes and packaging paths; raise `InputProblem` if it fails."""
    rows = read_rows(path, [*_CHIP_TEXTS.split(), *_CHIP_NUMBERS])
    refuse_repeats(rows, "chip")
    foundry_of_node = {node.name: node.foundry for node in nodes}
    launches = {row.text("chip"): row.day("launch") for row in rows}
    packagers = {point.foundry for point in packaging}
    chips = []
    for row in rows:
        chip = _chip(row, foundry_of_node, launches)
        _check_foundry(row, chip, foundry_of_node[chip.node], packagers)
        _check_line(row, chip, launches)
        chips.append(chip)
    return tuple(chips)


def _chip(row: Row, nodes: Collection[str], names: Collection[str]) -> Chip:
    return Chip(
        name=row.text("chip"),
        maker=row.text("maker"),
        kind=row.member("kind", ChipKind),
        launch=row.day("launch"),
        foundry=row.member("foundry", Foundry),
        node=row.name("node", nodes),
        stack=row.member("stack", Stack),
        predecessor=row.optional_name("predecessor", names),
        variant_of=row.optional_name("variant_of", names),
        source=row.text("source"),
        note=row.cells["note"],
        **{column: row.number(column, bound) for column, bound in _CHIP_NUMBERS.items()},
    )


def _check_foundry(row: Row, chip: Chip, node_foundry: Foundry, packagers: Collection[Foundry]) -> None:
    if chip.foundry != node_foundry:
        raise InputProblem(
            what=f"{chip.foundry} does not run node {chip.node}",
            where=row.where("foundry"),
            allowed=str(node_foundry),
            fix="change the foundry or the node",
        )
    if chip.packages_per_interposer_wafer > 0 and chip.foundry not in packagers:
        raise InputProblem(
            what=f"{chip.name} needs advanced packaging, of which {chip.foundry} has none",
            where=row.where("packages_per_interposer_wafer"),
            allowed=f"0, or a path of {chip.foundry} in packaging.csv",
        )


def _check_line(row: Row, chip: Chip, launches: Mapping[str, date]) -> None:
    if chip.predecessor is not None and launches[chip.predecessor] >= chip.launch:
        raise InputProblem(
            what=f"{chip.predecessor} is launched no earlier than {chip.name}",
            where=row.where("predecessor"),
            allowed=f"a chip launched before {chip.launch}",
        )
    if chip.variant_of == chip.name:
        raise InputProblem(
            what=f"{chip.name} is a variant of itself",
            where=row.where("variant_of"),
            allowed="another chip, or nothing",
        )


def read_sources(path: Path, chips: Sequence[str]) -> dict[str, dict[str, FigureSource]]:
    """Read `chip_figure_sources.csv` by chip and field; raise `InputProblem` if it fails."""
    rows = read_rows(path, ["chip", "field", "source", "confidence"])
    refuse_repeats(rows, "chip", "field")
    sources: dict[str, dict[str, FigureSource]] = {}
    for row in rows:
        figure_source = FigureSource(row.text("source"), row.member("confidence", Confidence))
        field = row.name("field", SOURCED_FIELDS)
        sources.setdefault(row.name("chip", chips), {})[field] = figure_source
    return sources


def read_nodes(path: Path) -> tuple[Node, ...]:
    """Read `nodes.csv`; raise `InputProblem` for what cannot be used."""
    columns = "node foundry nm wafer_price_usd ai_wafers_per_month growth_per_month cycle_months"
    rows = read_rows(path, [*columns.split(), "yield_note", "source"])
    refuse_repeats(rows, "node")
    return tuple(
        Node(
            name=row.text("node"),
            foundry=row.member("foundry", Foundry),
            nm=row.number("nm", POSITIVE),
            wafer_price_usd=row.number("wafer_price_usd", POSITIVE),
            ai_wafers_per_month=row.number("ai_wafers_per_month", POSITIVE),
            growth_per_month=row.number("growth_per_month", SHARE),
            cycle_months=row.whole("cycle_months", Bound(1, LONGEST_CYCLE_MONTHS)),
            yield_note=row.cells["yield_note"],
            source=row.text("source"),
        )
        for row in rows
    )


def read_packaging(path: Path) -> tuple[PackagingPoint, ...]:
    """Read `packaging.csv`, dates rising for each foundry; raise `InputProblem` if not."""
    rows = read_rows(path, ["foundry", "date", "wafers_per_month", "source"])
    refuse_repeats(rows, "foundry", "date")
    for foundry in Foundry:
        path_rows = [row for row in rows if row.cells["foundry"] == foundry]
        for earlier, later in pairwise(path_rows):
            if later.day("date") < earlier.day("date"):
                raise InputProblem(
                    what=f"{later.text('date')} comes below {earlier.text('date')}",
                    where=later.where("date"),
                    allowed=f"dates of {foundry} that rise from line to line",
                )
    return tuple(
        PackagingPoint(
            foundry=row.member("foundry", Foundry),
            date=row.day("date"),
            wafers_per_month=row.number("wafers_per_month", NOT_NEGATIVE),
            source=row.text("source"),
        )
        for row in rows
    )


def read_regions(path: Path) -> tuple[Region, ...]:
    """Read `regions.csv`; raise `InputProblem` for what cannot be used."""
    columns = "region electricity_usd_per_kwh pue carbon_kg_per_kwh usd_per_local_currency"
    rows = read_rows(path, [*columns.split(), "currency", "source"])
    refuse_repeats(rows, "region")
    return tuple(
        Region(
            name=row.text("region"),
            electricity_usd_per_kwh=row.number("electricity_usd_per_kwh", POSITIVE),
            pue=row.number("pue", AT_LEAST_ONE),
            carbon_kg_per_kwh=row.number("carbon_kg_per_kwh", NOT_NEGATIVE),
            usd_per_local_currency=row.number("usd_per_local_currency", POSITIVE),
            currency=row.text("currency"),
            source=row.text("source"),
        )
        for row in rows
    )
