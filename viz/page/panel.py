"""The panel of levers as data for the browser: groups, where each lever stands, what it may be."""

from collections.abc import Mapping
from typing import Any

from viz.page.changes import Settings, in_full, standing
from viz.page.lever_values import PERCENT, declared, months_of_run, shown, unit_of
from viz.page.levers import HISTORY, LEVERS, SETUP, Lever, Value

OPEN = (SETUP, "Nvidia", "Export rules on China")
"""Groups that are unfolded at first."""


def lever_groups(settings: Settings) -> list[dict[str, Any]]:
    """Return the groups in order, each with its levers as the browser shows them."""
    full = in_full(settings)
    rest = standing(str(full["scenario"]))
    groups: dict[str, list[dict[str, Any]]] = {}
    for lever in LEVERS:
        groups.setdefault(lever.group, []).append(_row(lever, full, rest))
    # An unfolded group with a moved lever: a link must show what it changed.
    return [
        {"name": name, "levers": rows, "open": name in OPEN or any(row["moved"] for row in rows)}
        for name, rows in groups.items()
    ]


def _row(lever: Lever, full: Settings, rest: Mapping[str, Value]) -> dict[str, Any]:
    value = full[lever.id]
    found = declared(lever)
    unit = unit_of(lever)
    row = {
        "id": lever.id,
        "label": lever.label,
        "kind": lever.kind,
        "help": lever.help,
        "meaning": (found.description or "") if found and lever.kind != "date" else "",
        "key": lever.key,
        "value": value,
        "shown": shown(lever, value),
        "moved": value != (HISTORY if lever.id == "scenario" else rest[lever.id]),
        "off": _is_off(lever, full),
        "unit": f"%{PERCENT[unit]}" if unit in PERCENT else unit,
        "scale": 100 if unit in PERCENT else 1,
    }
    return row | _range(lever, value)


def _is_off(lever: Lever, full: Settings) -> bool:
    """Whether a lever changes a policy that its switch has taken away."""
    if lever.kind == "switch" or not lever.policy:
        return False
    return any(
        other.kind == "switch" and other.policy == lever.policy and not full[other.id] for other in LEVERS
    )


def _range(lever: Lever, value: Value) -> dict[str, Any]:
    if lever.kind == "choice":
        return {"choices": [{"value": str(each.value), "label": each.label} for each in lever.choices]}
    if lever.kind == "date":
        months = list(months_of_run())
        at = months.index(str(value)) if value in months else 0
        return {"months": months, "low": 0, "high": len(months) - 1, "step": 1, "at": at}
    if lever.kind == "switch":
        return {}
    ends = f"{shown(lever, lever.low)} to {shown(lever, lever.high)}"
    return {"low": lever.low, "high": lever.high, "step": lever.step, "at": value, "range": ends}
