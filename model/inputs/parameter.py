"""How parameters and levers are declared: fields with meaning, unit, source and allowed range."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

ASSUMED = "assumption, no public value up to May 2023"
LEE = "form: Lee, Padmanabhan and Whang 1997 (rationing game); value: assumption"


def parameter(
    default: Any,
    meaning: str,
    unit: str,
    low: float | None = None,
    high: float | None = None,
    *,
    source: str = ASSUMED,
) -> Any:
    """A field that carries its meaning, unit, source and allowed range."""
    return Field(
        default,
        ge=low,
        le=high,
        description=meaning,
        json_schema_extra={"unit": unit, "source": source},
    )


def number(
    meaning: str, unit: str, low: float | None = None, high: float | None = None, *, source: str = ASSUMED
) -> Any:
    """What `parameter` says, for a type that several classes give a default of their own."""
    return parameter(..., meaning, unit, low, high, source=source)


def share(default: float, meaning: str, *, source: str = ASSUMED) -> Any:
    """A parameter between zero and one."""
    return parameter(default, meaning, "share", 0, 1, source=source)


class Section(BaseModel):
    """A named group of parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")
