"""Tables and pickers: data for the browser's own table and list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import solara

type Cell = str


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and whether it holds numbers, which stand to the right."""

    label: str
    is_number: bool = False


@solara.component_vue("browser/table.vue")
def _Table(
    columns: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    pickable: bool,
    chosen: str,
    filtered: bool,
    hint: str,
    empty: str,
    name: str,
    event_picked: Callable[[str], None],
) -> None:
    """A table, with a field to search it and rows to pick if wanted."""


@solara.component_vue("browser/picker.vue")
def Picker(label: str, value: str, groups: list[dict[str, Any]], event_pick: Callable[[str], None]) -> None:
    """A list of names in groups, one of which is picked."""


@solara.component
def TableView(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    keys: Sequence[str] | None = None,
    chosen: str = "",
    on_pick: Callable[[str], None] | None = None,
    hint: str = "",
    empty: str = "Nothing here.",
    name: str = "",
) -> None:
    """Show rows of text; `keys` name them for `on_pick`, a `hint` adds a field to search them."""
    named = keys if keys is not None else [str(place) for place in range(len(rows))]
    _Table(
        columns=[
            {"name": f"{place}", "label": column.label, "number": column.is_number}
            for place, column in enumerate(columns)
        ],
        rows=[{"key": key, "cells": list(cells)} for key, cells in zip(named, rows, strict=True)],
        pickable=on_pick is not None,
        chosen=chosen,
        filtered=bool(hint),
        hint=hint,
        empty=empty,
        name=name,
        event_picked=on_pick or (lambda _: None),
    )
