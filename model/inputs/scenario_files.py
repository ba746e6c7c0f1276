"""Reads scenario files: their parents, what they lay over them, and ``key=value`` overrides."""

import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

from model.inputs.catalogue import read_names
from model.inputs.dated import lay_dated
from model.inputs.entries import take_entries, take_out
from model.inputs.problems import InputProblem, unknown_name
from model.inputs.strategy_rows import lay_strategies

FOLDER = Path(__file__).parent / "scenarios"
MONTHS = 54
"""Months that are traded where no scenario says."""
HORIZON = "longest run among the parents"
"""Where a scenario being read keeps how long its parents ran: their dates need not lie in a shorter run."""

FIGURES = ("firms", "chips", "nodes", "regions")
"""Tables of changed figures by name."""
KEPT = "content of the baseline"
"""Where a scenario being read keeps the content that its opening state is solved from."""


def scenario_names() -> list[str]:
    """Names of the scenarios that come with the model."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def find(name_or_path: str) -> Path:
    as_path = Path(name_or_path)
    if as_path.suffix == ".toml" or len(as_path.parts) > 1:
        if not as_path.is_file():
            raise InputProblem(
                what="no such file",
                where=name_or_path,
                fix="give the path of a TOML file, or the name of a scenario",
            )
        return as_path
    path = FOLDER / f"{name_or_path}.toml"
    if not path.is_file():
        raise unknown_name("scenario", name_or_path, "scenarios", scenario_names())
    return path


def resolved(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    if path in seen:
        raise InputProblem(what="a scenario extends itself", where=label(path))
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputProblem(what=f"not readable as TOML: {error}", where=label(path)) from error
    except OSError as error:
        raise InputProblem(what=f"cannot be read: {error.strerror}", where=label(path)) from error
    return with_parents(content, label(path), (*seen, path))


def with_parents(content: dict[str, Any], where: str, seen: tuple[Path, ...]) -> dict[str, Any]:
    """Lay a scenario's content over its parents'; the past of the first of them is kept aside."""
    parent = content.get("extends")
    merged = resolved(find(str(parent)), seen) if parent else {}
    for inherited in ("name", "question", "look_at"):
        if parent and inherited in merged:
            merged.pop(inherited)
    removed, policies = content.pop("remove", []), content.pop("add", {})
    if removed:
        take_out([removed] if isinstance(removed, str) else removed, merged, read_names(), where)
    for table, rows in take_entries(content, where).items():
        before = merged.setdefault("added", {})
        before[table] = [*before.get(table, ()), *rows]
    lay(merged, {"policies": policies}, where)
    change(merged, content, where)
    months = merged.get("months", MONTHS)
    merged[HORIZON] = max(merged.get(HORIZON, 0), months if isinstance(months, int) else 0)
    if not parent:
        begin_past(merged)
    return merged


def begin_past(content: dict[str, Any]) -> None:
    """Keep a scenario's content aside before anything changes it, with its own ``opening`` laid over."""
    opening = content.pop("opening", {})
    content[KEPT] = deepcopy(content)
    _lay_opening(content[KEPT], opening)


def change(content: dict[str, Any], changes: dict[str, Any], where: str) -> None:
    """Lay changes over a scenario's content; what they say of its ``opening`` reaches the content kept."""
    changes = dict(changes)
    opening = changes.pop("opening", {})
    lay(content, lay_dated(content, changes, where), where)
    if KEPT in content:
        _lay_opening(content[KEPT], opening)
    elif opening:
        content["opening"] = opening


def _lay_opening(kept: dict[str, Any], opening: dict[str, Any]) -> None:
    """Firms' figures, strategies and policies are said whole, parameters one by one."""
    whole = (*FIGURES, "strategies", "policies")
    for key, values in opening.items():
        kept[key] = values if key in whole else {**kept.get(key, {}), **values}


def lay(base: dict[str, Any], change: dict[str, Any], where: str) -> None:
    """Lay a scenario's content over another's: strategies firm by firm, all else table by table."""
    before, after = base.get("strategies", {}), change.get("strategies")
    _merge(base, change)
    if isinstance(before, dict) and isinstance(after, dict):
        base["strategies"] = lay_strategies(before, after, where)


def _merge(base: dict[str, Any], change: dict[str, Any]) -> None:
    """Lay ``change`` over ``base``, table by table."""
    for key, value in change.items():
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            base[key] = dict(base[key])
            _merge(base[key], value)
        else:
            base[key] = value


def parsed_override(text: str) -> dict[str, Any]:
    """``a.b=value`` as nested tables; a value that is no TOML is taken as text."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise InputProblem(
            what=f"{text!r} is not of the form key=value",
            where="--set",
            allowed='a dotted key and a value, e.g. startups.count=3000 or strategies.Nvidia="…"',
        )
    for candidate in (value.strip(), f'"{value.strip()}"'):
        try:
            return _unfold(tomllib.loads(f"{key.strip()} = {candidate}"))
        except tomllib.TOMLDecodeError:
            continue
    raise InputProblem(
        what=f"{text!r} cannot be read",
        where="--set",
        fix='quote parts with spaces: strategies."Google Cloud"=rental_cloud',
    )


def _unfold(content: dict[str, Any]) -> dict[str, Any]:
    if "remove" in content or "add" in content:
        raise InputProblem(
            what="remove and add belong in a scenario file",
            where="--set",
            fix='write a TOML file with extends = "history"',
        )
    return content


def label(path: Path) -> str:
    return f"{path.parent.name}/{path.name}" if path.parent == FOLDER else str(path)


def plain(value: Any) -> Any:
    """Only what TOML can hold: text keys, no empty values."""
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items() if entry is not None}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value
