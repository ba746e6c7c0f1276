"""The study file: which scenarios, factors and seeds, and what to keep of each run."""

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Literal, Self

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from experiments.study.outcomes import OUTCOMES, Outcome
from model.inputs.problems import InputProblem, unknown_name
from model.inputs.validation import first_problem

type Value = bool | int | float | str
type Keep = Literal["summary", "metrics", "all"]


class Design(StrEnum):
    """How factors become points; the last two are made for sensitivity analysis."""

    GRID = "grid"
    LIST = "list"
    LATIN_HYPERCUBE = "latin_hypercube"
    SOBOL = "sobol"
    MORRIS = "morris"
    SALTELLI = "saltelli"


class Factor(BaseModel):
    """A scenario parameter that the study varies: listed values, or a range with its scale.

    `scenarios` names those it applies to, all if empty: a policy's parameter means nothing where the
    policy is absent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str = Field(min_length=1)
    values: tuple[Value, ...] | None = Field(None, min_length=1)
    low: int | float | None = None
    high: int | float | None = None
    kind: Literal["uniform", "log", "integer"] = "uniform"
    scenarios: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _values_or_range(self) -> Self:
        if (self.values is None) == (self.low is None or self.high is None):
            raise ValueError("a factor needs either values = [...], or low and high")
        if self.low is not None and self.high is not None:
            if self.low >= self.high:
                raise ValueError("low must be below high")
            if self.kind == "log" and self.low <= 0:
                raise ValueError("a log scale needs low above zero")
        return self

    def value_at(self, share: float) -> Value:
        """Return the factor's value at a place 0..1 of its range."""
        if self.values is not None:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        assert self.low is not None
        assert self.high is not None
        if self.kind == "integer":
            steps = int(self.high) - int(self.low) + 1
            return int(self.low) + min(int(share * steps), steps - 1)
        if self.kind == "log":
            return float(self.low * (self.high / self.low) ** share)
        return float(self.low + share * (self.high - self.low))


class Study(BaseModel):
    """A study as its file defines it; `settings` are fixed overrides of every scenario."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^\w[\w.-]*$")
    question: str = ""
    scenarios: tuple[str, ...] = Field(("history",), min_length=1)
    settings: tuple[str, ...] = ()
    design: Design = Design.GRID
    points: int | None = Field(None, ge=1)
    replications: int = Field(1, ge=1)
    seed: int = Field(1, ge=0)
    outcomes: tuple[str, ...] = tuple(OUTCOMES)
    keep: Keep = "summary"
    factors: tuple[Factor, ...] = ()
    own_outcomes: tuple[Outcome, ...] = ()

    @property
    def kept_outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes kept of each run: those named, then the study's own."""
        return (*(OUTCOMES[name] for name in self.outcomes), *self.own_outcomes)


def read_study(path: Path) -> Study:
    """Read and check a study file.

    Raises:
        InputProblem: for a file that cannot be read and for keys or values that mean nothing.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputProblem(what=f"not readable as TOML: {error}", where=str(path)) from error
    except OSError as error:
        raise InputProblem(
            what=f"cannot be read ({error.strerror})",
            where=str(path),
            fix="give the path of a study file, for instance experiments/studies/example.toml",
        ) from error
    sections = ("study", "factor", "outcome")
    for name in content:
        if name not in sections:
            raise unknown_name("section", name, str(path), sections)
    flat = {
        **content.get("study", {}),
        "factors": content.get("factor", []),
        "own_outcomes": content.get("outcome", []),
    }
    try:
        study = Study.model_validate(flat)
    except ValidationError as error:
        raise first_problem(error, str(path), Study) from error
    _check_names(study, str(path))
    beside = tuple(_beside(path, name) for name in study.scenarios)
    return study.model_copy(update={"scenarios": beside})


def study_toml(study: Study) -> str:
    """Return a study as TOML that `read_study` takes, with every default written out."""
    content = study.model_dump(mode="json", exclude_none=True)
    factors, own = content.pop("factors"), content.pop("own_outcomes")
    return tomli_w.dumps({"study": content, "factor": factors, "outcome": own})


def _beside(path: Path, scenario: str) -> str:
    """Return a scenario file's path as seen from here; the study file gives it as seen from itself."""
    return str((path.parent / scenario).resolve()) if scenario.endswith(".toml") else scenario


def _check_names(study: Study, where: str) -> None:
    from model.metrics import METRICS

    for name in study.outcomes:
        if name not in OUTCOMES:
            raise unknown_name("outcome", name, f"{where}, outcomes", OUTCOMES)
    for outcome in study.own_outcomes:
        if outcome.metric not in METRICS:
            raise unknown_name("metric", outcome.metric, f"{where}, outcome {outcome.name}", METRICS)
    for factor in study.factors:
        for name in factor.scenarios:
            if name not in study.scenarios:
                raise unknown_name("scenario", name, f"{where}, factor {factor.path}", study.scenarios)
    for kind, names in (
        ("factor", [factor.path for factor in study.factors]),
        ("outcome", [outcome.name for outcome in study.kept_outcomes]),
        ("scenario", list(study.scenarios)),
    ):
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise InputProblem(what=f"{kind} {twice!r} is named twice", where=where, fix="keep one of them")
    if not study.outcomes and not study.own_outcomes:
        raise InputProblem(
            what="keeps no outcome", where=where, fix="leave outcomes out to keep the usual ones"
        )
