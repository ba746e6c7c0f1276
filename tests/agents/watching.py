"""Looks at every array of the world by its dotted name, to see who writes what."""

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.state.world import World

LEDGERS = ("money", "chips")
"""Money and chips move by bookings, which belong to no phase."""
FIXED = ("scenarios", "seeds", "setup", "numbers", "listings", "journal", "month", *LEDGERS)
"""What no phase changes, or what is none's to declare."""


def fields_of(world: World) -> dict[str, NDArray[Any]]:
    """Copies of all arrays by dotted name, such as ``clouds.used_units``."""
    names = [name for name in World.__dataclass_fields__ if name not in FIXED]
    parts = {name: getattr(world, name, None) for name in names}
    return {name: array.copy() for name, array in _arrays(parts, "")}


def _arrays(parts: dict[str, Any], prefix: str) -> list[tuple[str, NDArray[Any]]]:
    found = []
    for name, part in parts.items():
        if name.startswith("_"):
            continue  # kept for speed, made from what is watched
        if isinstance(part, np.ndarray):
            found.append((prefix + name, part))
        elif type(part).__module__.startswith("model.state") or isinstance(part, dict):
            found += _arrays(_inside(part), f"{prefix}{name}.")
    return found


def _inside(part: Any) -> dict[str, Any]:
    if isinstance(part, dict):
        return {str(name): value for name, value in part.items()}
    if dataclasses.is_dataclass(part):
        return {field.name: getattr(part, field.name) for field in dataclasses.fields(part)}
    return vars(part)


def changed(before: dict[str, NDArray[Any]], after: dict[str, NDArray[Any]]) -> set[str]:
    """Names of arrays that are new, gone, or different."""
    common = before.keys() & after.keys()
    differ = {name for name in common if not _same(before[name], after[name])}
    return differ | (before.keys() ^ after.keys())


def _same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return one.shape == other.shape and one.tobytes() == other.tobytes()
