"""Reads each table of the catalogue and checks it, alone and against the others."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import pairwise

from model.inputs.catalogue_entries import (
    LONGEST_CYCLE_MONTHS,
    Chip,
    ChipKind,
    Confidence,
    FigureSource,
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
# The values that may have a source of their own, apart from that of their chip's line.
SOURCED_FIELDS = ("launch", "node", *_CHIP_NUMBERS)
_CHIP = "chip maker kind launch foundry node stack predecessor variant_of source note"
_NODE = "node foundry nm wafer_price_usd ai_wafers_per_month cycle_months yield_note source"
_REGION = (
    "region bloc closed_market domestic_stack electricity_usd_per_kwh pue carbon_kg_per_kwh "
    "usd_per_local_currency currency source"
)
COLUMNS: Mapping[str, Sequence[str]] = {
    "chips": (*_CHIP.split(), *_CHIP_NUMBERS),
    "nodes": _NODE.split(),
    "regions": _REGION.split(),
    "packaging": ("foundry", "date", "wafers_per_month", "source"),
    "chip_figure_sources": ("chip", "field", "source", "confidence"),
}
"""Columns of each table; the first names the entry in chips, nodes and regions."""


def read_chips(
    rows: Sequence[Row], nodes: Sequence[Node], packaging: Sequence[PackagingPoint]
) -> tuple[Chip, ...]:
    """Read chips against the nodes and packaging paths; raise `InputProblem` if it fails."""
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


def _chip(row: Row, foundry_of_node: Mapping[str, str], names: Collection[str]) -> Chip:
    return Chip(
        name=row.text("chip"),
        maker=row.text("maker"),
        kind=row.member("kind", ChipKind),
        launch=row.day("launch"),
        foundry=row.name("foundry", dict.fromkeys(foundry_of_node.values())),
        node=row.name("node", foundry_of_node),
        stack=row.member("stack", Stack),
        predecessor=row.optional_name("predecessor", names),
        variant_of=row.optional_name("variant_of", names),
        source=row.text("source"),
        note=row.cells["note"],
        **{column: row.number(column, bound) for column, bound in _CHIP_NUMBERS.items()},
    )


def _check_foundry(row: Row, chip: Chip, node_foundry: str, packagers: Collection[str]) -> None:
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


def read_sources(rows: Sequence[Row], chips: Sequence[str]) -> dict[str, dict[str, FigureSource]]:
    """Read the sources of chips' values by chip and field; raise `InputProblem` if it fails."""
    refuse_repeats(rows, "chip", "field")
    sources: dict[str, dict[str, FigureSource]] = {}
    for row in rows:
        figure_source = FigureSource(row.text("source"), row.member("confidence", Confidence))
        field = row.name("field", SOURCED_FIELDS)
        sources.setdefault(row.name("chip", chips), {})[field] = figure_source
    return sources


def read_nodes(rows: Sequence[Row], foundries: Collection[str]) -> tuple[Node, ...]:
    """Read nodes of the foundries; raise `InputProblem` for what cannot be used."""
    refuse_repeats(rows, "node")
    return tuple(
        Node(
            name=row.text("node"),
            foundry=row.name("foundry", foundries),
            nm=row.number("nm", POSITIVE),
            wafer_price_usd=row.number("wafer_price_usd", POSITIVE),
            ai_wafers_per_month=row.number("ai_wafers_per_month", POSITIVE),
            cycle_months=row.whole("cycle_months", Bound(1, LONGEST_CYCLE_MONTHS)),
            yield_note=row.cells["yield_note"],
            source=row.text("source"),
        )
        for row in rows
    )


def read_packaging(rows: Sequence[Row], foundries: Collection[str]) -> tuple[PackagingPoint, ...]:
    """Read packaging paths, dates rising for each foundry; raise `InputProblem` if not."""
    refuse_repeats(rows, "foundry", "date")
    for foundry in foundries:
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
            foundry=row.name("foundry", foundries),
            date=row.day("date"),
            wafers_per_month=row.number("wafers_per_month", NOT_NEGATIVE),
            source=row.text("source"),
        )
        for row in rows
    )


def read_regions(rows: Sequence[Row]) -> tuple[Region, ...]:
    """Read regions; raise `InputProblem` for what cannot be used."""
    refuse_repeats(rows, "region")
    return tuple(
        Region(
            name=row.text("region"),
            bloc=row.text("bloc"),
            closed_market=row.name("closed_market", ("yes", "no")) == "yes",
            domestic_stack=row.member("domestic_stack", Stack) if row.cells["domestic_stack"] else None,
            electricity_usd_per_kwh=row.number("electricity_usd_per_kwh", POSITIVE),
            pue=row.number("pue", AT_LEAST_ONE),
            carbon_kg_per_kwh=row.number("carbon_kg_per_kwh", NOT_NEGATIVE),
            usd_per_local_currency=row.number("usd_per_local_currency", POSITIVE),
            currency=row.text("currency"),
            source=row.text("source"),
        )
        for row in rows
    )
