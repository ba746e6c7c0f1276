"""Lays a scenario's changes over the catalogue's tables, cell by cell, before they are checked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from model.inputs.catalogue_tables import COLUMNS
from model.inputs.checked_csv import Row
from model.inputs.entries import SOURCE, revised
from model.inputs.problems import InputProblem, unknown_name

TABLE_OF = {"chip": "chips", "node": "nodes", "region": "regions"}
"""Tables with an entry of each name, by what a scenario's added rows are called."""
MAY_BE_EMPTY = {"predecessor", "variant_of", "note", "yield_note", "domestic_stack"}
DEFAULTS = {"kind": "merchant", "closed_market": "no"}


def changed_rows(
    table: str,
    rows: Sequence[Row],
    added: Mapping[str, Sequence[dict[str, Any]]],
    removed: Sequence[str],
    new_values: Mapping[str, Mapping[str, Mapping[str, Any]]],
    where: str,
) -> list[Row]:
    """A table without removed entries, with added ones and with changed values, as cells of text.

    Raises `InputProblem` for an entry or a value that does not exist, and for one that is missing.
    """
    if table == "chip_figure_sources":
        return _sources(rows, removed, new_values.get("chips", {}))
    if table == "packaging":
        return [*rows, *(_added(table, row, f"{where}, packaging") for row in added.get("packaging", ()))]
    kind = next(kind for kind, name in TABLE_OF.items() if name == table)
    given = [{**row.cells, "name": row.cells[kind], "": row} for row in rows]
    changed = []
    for entry in revised(given, added.get(kind, ()), removed, f"{where}, {kind}"):
        at = f"{where}, {kind}.{entry['name']}"
        cells = {kind if key == "name" else key: value for key, value in entry.items()}
        line = cells.pop("", None)
        unchanged = line is not None and line.cells[kind] == entry["name"]
        changed.append(line if unchanged else _added(table, cells, at))
    return _with_values(table, kind, changed, new_values.get(table, {}), where)


def _with_values(
    table: str, kind: str, rows: list[Row], new_values: Mapping[str, Mapping[str, Any]], where: str
) -> list[Row]:
    places = {row.cells[kind]: place for place, row in enumerate(rows)}
    for name, cells in new_values.items():
        at = f"{where}, {table}.{name}"
        if name not in places:
            raise unknown_name(kind, name, f"{where}, {table}", places)
        row = rows[places[name]]
        cells_of = {**row.cells, **_cells(table, cells, at)}
        rows[places[name]] = replace(row, file=at, line=0, cells=cells_of)
    return rows


def _added(table: str, cells: Mapping[str, Any], at: str) -> Row:
    usual = dict.fromkeys(MAY_BE_EMPTY & set(COLUMNS[table]), "")
    usual |= {key: value for key, value in {**DEFAULTS, "source": SOURCE}.items() if key in COLUMNS[table]}
    full = usual | _cells(table, cells, at)
    missing = [column for column in COLUMNS[table] if column not in full]
    if missing:
        raise InputProblem(
            what=f"missing {', '.join(missing)}",
            where=at,
            allowed=", ".join(COLUMNS[table]),
            fix='give them, or like = "…" to take them from another entry',
        )
    return Row(at, 0, full)


def _cells(table: str, cells: Mapping[str, Any], at: str) -> dict[str, str]:
    for key in cells:
        if key not in COLUMNS[table]:
            raise unknown_name("field", key, at, COLUMNS[table])
    return {key: _text(value) for key, value in cells.items()}


def _text(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _sources(
    rows: Sequence[Row], removed: Sequence[str], new_values: Mapping[str, Mapping[str, Any]]
) -> list[Row]:
    """Sources of what is left; a changed value comes from the scenario."""
    kept = [
        row
        for row in rows
        if row.cells["chip"] not in removed
        and row.cells["field"] not in new_values.get(row.cells["chip"], {})
    ]
    sourced = set(COLUMNS["chips"]) - {"source", "note", "chip", "maker", "kind", "foundry", "stack"}
    sourced -= {"predecessor", "variant_of"}
    new = [
        {"chip": chip, "field": field, "source": SOURCE, "confidence": "assumption"}
        for chip, cells in new_values.items()
        for field in cells
        if field in sourced
    ]
    return [*kept, *(Row(f"scenario, chips.{row['chip']}", 0, row) for row in new)]
