"""A chart on the page: the picture apart from its figures, so that new figures are cheap to show."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import solara

from viz.spec import Spec
from viz.theme import Theme

LEFT_OUT = ("datasets", "$schema")
"""Parts of a specification that do not belong to the frame: figures, and a version the browser ignores."""


@solara.component_vue("browser/chart.vue")
def _VegaChart(drawing: dict[str, Any], event_picked: Callable[[str], None]) -> None:
    """Draws in the browser."""


def drawing_of(spec: Spec, theme: Theme, label: str = "", pick: str = "") -> dict[str, Any]:
    """Return what the browser draws: the frame as text, and the figures in columns by name of their table.

    Tables are renamed by their place, since Altair names them by their content.
    """
    tables: dict[str, Sequence[Mapping[str, Any]]] = dict(spec.get("datasets", {}))
    names: dict[str, str] = {}
    frame = _renamed({key: part for key, part in spec.items() if key not in LEFT_OUT}, names, tables)
    return {
        "frame": json.dumps(frame, sort_keys=True, default=str),
        "data": {short: _columns(tables[name]) for name, short in names.items()},
        "theme": theme,
        "label": label,
        "pick": pick,
    }


def _renamed(part: Any, names: dict[str, str], tables: dict[str, Any]) -> Any:
    if isinstance(part, Mapping):
        return {key: _data(value, names, tables) if key == "data" else _renamed(value, names, tables)
                for key, value in part.items()}  # fmt: skip
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
    keys = list(dict.fromkeys(key for row in rows[:1] for key in row))
    return {key: [row.get(key) for row in rows] for key in keys}


@solara.component
def VegaChart(
    chart: Spec,
    theme: Theme,
    label: str = "",
    pick: str = "",
    on_pick: Callable[[str], None] | None = None,
) -> None:
    """Show a chart; a click on a mark hands over the field `pick` of what is under it."""
    drawing = solara.use_memo(lambda: drawing_of(chart, theme, label, pick), [chart, theme, label])
    _VegaChart(drawing=drawing, event_picked=on_pick or (lambda _: None))
