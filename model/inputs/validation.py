"""Turns the first complaint of a pydantic check into a problem that a person can mend."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from model.inputs.problems import InputProblem, nearest_match


def first_problem(error: ValidationError, where: str, root: type[BaseModel]) -> InputProblem:
    """The first complaint with its key, what is allowed and the nearest key."""
    detail = error.errors()[0]
    path = [part for part in detail["loc"] if not _is_tag(part)]
    key = ".".join(str(part) for part in path)
    rest = len(error.errors()) - 1
    more = f" ({rest} more problem{'s' if rest > 1 else ''} after this one)" if rest else ""
    if detail["type"] == "extra_forbidden":
        owner = _owner(root, path[:-1])
        fields = sorted(owner.model_fields) if owner else []
        return InputProblem(
            what=f"unknown key {key!r}{more}",
            where=where,
            allowed=", ".join(fields) or None,
            nearest=nearest_match(str(path[-1]), fields),
        )
    cause = (detail.get("ctx") or {}).get("error")
    if isinstance(cause, InputProblem):
        return InputProblem(
            what=f"{key}: {cause.what}{more}",
            where=where,
            allowed=cause.allowed,
            nearest=cause.nearest,
            fix=cause.fix,
        )
    given = detail.get("input")
    said = detail["msg"].removeprefix("Value error, ")
    shown = f", not {given!r}" if isinstance(given, (str, int, float, bool)) else ""
    return InputProblem(
        what=f"{key}: {said[0].lower()}{said[1:]}{shown}{more}",
        where=where,
        allowed=_allowed(detail),
    )


def _allowed(detail: Any) -> str | None:
    context = detail.get("ctx") or {}
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    limits = [f"{words[name]} {value}" for name, value in context.items() if name in words]
    return " and ".join(limits) or (str(context["expected"]) if "expected" in context else None)


def _is_tag(part: Any) -> bool:
    return isinstance(part, str) and part.startswith("function-")


def _owner(root: type[BaseModel], path: list[Any]) -> type[BaseModel] | None:
    """The model class that a path of keys leads to, as far as it can be followed."""
    owner: type[BaseModel] | None = root
    for part in path:
        if owner is None:
            return None
        field = owner.model_fields.get(str(part))
        if field is None:
            continue
        owner = next(_models(field.annotation), None)
    return owner


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models(argument)
