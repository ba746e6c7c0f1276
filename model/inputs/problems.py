"""Errors that a person can act on: what is wrong, where, what is allowed, how to mend it."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any


class InputProblem(ValueError):  # noqa: N818 - a person's input is at fault, not the program
    """Something a person wrote cannot be used; `str()` gives one to four readable lines."""

    def __init__(
        self,
        *,
        what: str,
        where: str,
        allowed: str | None = None,
        nearest: str | None = None,
        fix: str | None = None,
    ) -> None:
        self.what = what
        self.where = where
        self.allowed = allowed
        self.nearest = nearest
        self.fix = fix
        super().__init__(self._message())

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a worker process hand its problem on to the one that asked."""
        words = (self.what, self.where, self.allowed, self.nearest, self.fix)
        return _problem, words

    def _message(self) -> str:
        lines = [f"{self.where}: {self.what}"]
        if self.nearest is not None:
            lines.append(f"  did you mean: {self.nearest}?")
        if self.allowed is not None:
            lines.append(f"  allowed: {self.allowed}")
        if self.fix is not None:
            lines.append(f"  fix: {self.fix}")
        return "\n".join(lines)


def _problem(
    what: str, where: str, allowed: str | None, nearest: str | None, fix: str | None
) -> InputProblem:
    return InputProblem(what=what, where=where, allowed=allowed, nearest=nearest, fix=fix)


def nearest_match(name: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed name closest to `name` whatever its case, or None if none is close."""
    by_folded = {option.casefold(): option for option in allowed}
    wanted = name.casefold()
    close = get_close_matches(wanted, list(by_folded), n=1)
    parts = [folded for folded in by_folded if wanted and (wanted in folded or folded in wanted)]
    found = [*close, *sorted(parts, key=len)]
    return by_folded[found[0]] if found else None


def unknown_name(kind: str, name: str, where: str, allowed: Iterable[str]) -> InputProblem:
    """Build the problem of a `kind` (chip, node, ...) that is not among the `allowed` names."""
    options = list(allowed)
    return InputProblem(
        what=f"unknown {kind} {name!r}",
        where=where,
        allowed=", ".join(options) or f"none (no {kind} is defined)",
        nearest=nearest_match(name, options),
        fix=f"use one of the allowed names, or add the {kind} where they are defined",
    )
