"""A chart on the page: the picture apart from its data, so that new data are cheap to show."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import solara

from viz.spec import Spec
from viz.theme import Theme

LEFT_OUT = ("datasets", "$schema")
"""Parts of a specification that do not belong to the frame: data, and a version the browser ignores."""


@solara.component_vue("browser/chart.vue")
def _VegaChart(drawing: dict[str, Any], event_picked: Callable[[str], None]) -> None:
    """Draws in the browser."""


def drawing_of(spec: Spec, theme: Theme, pick: str = "") -> dict[str, Any]:
    """Return what the browser draws: the frame as text, and the data in columns by name of their table.

    Tables are renamed by their place, so that a frame stays the same while its data change. A click on
    a mark hands over the field `pick` of what is under it.
    """
    tables: dict[str, Sequence[Mapping[str, Any]]] = dict(spec.get("datasets", {}))
    names: dict[str, str] = {}
    frame = _renamed({key: part for key, part in spec.items() if key not in LEFT_OUT}, names, tables)
    return {
        "frame": json.dumps(frame, sort_keys=True, default=str),
        "data": {short: _columns(tables[name]) for name, short in names.items()},
        "theme": theme,
        "label": _title(spec),
        "pick": pick,
    }


def _title(spec: Spec) -> str:
    title = spec.get("title", "")
    return str(title.get("text", "") if isinstance(title, Mapping) else title)


def _renamed(part: Any, names: dict[str, str], tables: dict[str, Any]) -> Any:
    if isinstance(part, Mapping):
        return {
            key: _data(value, names, tables) if key == "data" else _renamed(value, names, tables)
            for key, value in part.items()
        }
    if isinstance(part, (list, tuple)):
        return [_renamed(each, names, tables) for each in part]
    return part


def _data(data: Any, names: dict[str, str], tables: dict[str, Any]) -> Any:
    """Give a table its short name; rows written in place become a table with a name too."""
    if not isinstance(data, Mapping):
        return data
    if "values" in data and isinstance(data["values"], list):
        name = hashlib.sha1(json.dumps(data["values"], default=str).encode()).hexdigest()
        tables[name] = data["values"]
    elif data.get("name") in tables:
        name = data["name"]
    else:
        return data
    return {"name": names.setdefault(name, f"table{len(names)}")}


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {key: [row.get(key) for row in rows] for key in rows[0]} if rows else {}


@solara.component
def Charts(
    draw: Callable[[], Sequence[Spec | None]],
    dependencies: Sequence[object],
    theme: Theme,
    pick: str = "",
    on_pick: Callable[[str], None] | None = None,
) -> None:
    """Show charts, small ones side by side; they are drawn anew when a dependency changes."""
    drawings: list[dict[str, Any]] = solara.use_memo(
        lambda: [drawing_of(spec, theme, pick) for spec in draw() if spec is not None],
        [*dependencies, theme],
    )
    with solara.Div(classes=["cm-grid"]):
        for drawing in drawings:
            _VegaChart(drawing=drawing, event_picked=on_pick or (lambda _: None))
