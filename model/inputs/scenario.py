"""A scenario: who trades, from when to when, under which policies and parameters."""

import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import tomli_w
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SerializeAsAny,
    ValidationError,
    field_validator,
)

from model.inputs import parameters
from model.inputs.calendar import Calendar
from model.inputs.cast import Cast, build_cast
from model.inputs.names import check_names
from model.inputs.policies import POLICIES, Policy
from model.inputs.problems import InputProblem, unknown_name
from model.inputs.strategy_rows import StrategyRow, as_rows, as_written, check_dates, lay_strategies
from model.inputs.validation import first_problem

FOLDER = Path(__file__).parent / "scenarios"
MAX_MONTHS = 600
HORIZON = "longest run among the parents"
"""Where a scenario being read keeps how long its parents ran: their dates need not lie in a shorter run."""

type Strategy = Annotated[
    tuple[StrategyRow, ...],
    Field(min_length=1),
    BeforeValidator(as_rows),
    PlainSerializer(as_written),
]
"""A firm's strategy: written as a name, a table or a list of dated tables, held as rows."""


class Scenario(BaseModel):
    """Everything that, with a seed, decides a run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field("unnamed", description="the scenario's name")
    extends: str | None = Field(None, description="the scenario it starts from")
    question: str = Field("", description="the question it asks")
    look_at: tuple[str, ...] = Field((), description="metrics that answer it")
    start: date = Field(date(2022, 1, 1), description="first day of the first month")
    months: int = Field(54, ge=1, le=MAX_MONTHS, description="months that are traded")
    strategies: dict[str, Strategy] = Field({}, description="strategy by firm; data files if absent")
    firms: dict[str, dict[str, Any]] = Field({}, description="changed opening figures by firm or start-up")
    ties: dict[str, float] = Field(
        {}, description="changed opening ties: 'first -> second' = strength, 0 cuts"
    )
    policies: dict[str, SerializeAsAny[Policy]] = Field({}, description="dated levers by name")
    startups: parameters.Startups = parameters.Startups()
    choice: parameters.Choice = parameters.Choice()
    network: parameters.Ties = parameters.Ties()
    channel: parameters.Channel = parameters.Channel()
    vendor: parameters.VendorRules = parameters.VendorRules()
    foundry: parameters.FoundryRules = parameters.FoundryRules()
    cloud: parameters.CloudRules = parameters.CloudRules()
    programme: parameters.ProgrammeRules = parameters.ProgrammeRules()
    learning: parameters.Learning = parameters.Learning()
    use: parameters.Use = parameters.Use()
    climate: parameters.Climate = parameters.Climate()

    @field_validator("start")
    @classmethod
    def _first_of_month(cls, value: date) -> date:
        if value.day != 1:
            raise ValueError("must be the first day of a month")
        return value

    @property
    def calendar(self) -> Calendar:
        """Dates of the run's months."""
        return Calendar(self.start, self.months)

    @property
    def cast(self) -> Cast:
        """Everybody's opening rows, with this scenario's changes."""
        return build_cast(self.firms, self.ties, f"scenario {self.name}")

    @property
    def policies_in_order(self) -> list[Policy]:
        """Policies in the order in which they speak: by stage, then by name."""
        return [
            policy
            for _, policy in sorted(self.policies.items(), key=lambda entry: (entry[1].stage, entry[0]))
        ]

    def to_toml(self) -> str:
        """The scenario in full, resolved: running it gives the same results."""
        content = self.model_dump(mode="python", exclude_none=True)
        content.pop("extends", None)
        return tomli_w.dumps(_plain(content))


def scenario_names() -> list[str]:
    """Names of the scenarios that come with the model."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_scenario(name_or_path: str, overrides: Sequence[str] = ()) -> Scenario:
    """Read a scenario by name or path, with its parents and with ``key=value`` overrides.

    Raises:
        InputProblem: for anything that cannot be used, naming file, key and what is allowed.
    """
    path = _find(name_or_path)
    content = _resolve(path, seen=())
    content.setdefault("name", path.stem)
    where = _label(path)
    for override in overrides:
        _lay(content, _parse_override(override), "--set")
        where = f"{_label(path)} with --set"
    return _build(content, where)


def scenario_from(content: dict[str, Any], where: str) -> Scenario:
    """Build a scenario from a mapping that may extend another one."""
    return _build(_with_parents(dict(content), where, seen=()), where)


def _build(content: dict[str, Any], where: str) -> Scenario:
    horizon = content.pop(HORIZON, 0)
    specs = content.pop("policies", {})
    known = [name for name, spec in specs.items() if isinstance(spec, dict) and "policy" in spec]
    policies = {name: _policy(name, spec, where, known) for name, spec in specs.items()}
    try:
        scenario = Scenario.model_validate(content | {"policies": policies})
    except ValidationError as error:
        raise first_problem(error, where, Scenario) from error
    _check_dates(scenario, where, max(scenario.months, horizon))
    check_names(scenario, where)
    return _within_run(scenario)


def _within_run(scenario: Scenario) -> Scenario:
    """Without policies and strategies that a shortened run never reaches; an end beyond it is no end."""
    calendar, kept = scenario.calendar, {}
    strategies = {
        firm: tuple(
            row for row in rows if row.start is None or calendar.month_of(row.start) < scenario.months
        )
        for firm, rows in scenario.strategies.items()
    }
    for name, policy in scenario.policies.items():
        if policy.start is not None and calendar.month_of(policy.start) >= scenario.months:
            continue
        beyond = policy.end is not None and calendar.month_of(policy.end) > scenario.months
        kept[name] = policy.model_copy(update={"end": None}) if beyond else policy
    return scenario.model_copy(update={"policies": kept, "strategies": strategies})


def _policy(name: str, spec: Any, where: str, known: list[str]) -> Policy:
    if isinstance(spec, Policy):
        return spec
    at = f"{where}, policies.{name}"
    if isinstance(spec, dict) and "policy" not in spec and known:
        raise unknown_name("policy to change", name, where, known)
    if not isinstance(spec, dict) or "policy" not in spec:
        raise InputProblem(
            what="a policy needs a kind",
            where=at,
            allowed=f"policy = one of {', '.join(POLICIES)}",
            fix=f'write policies.{name} = {{ policy = "…", … }}, or check the name for a slip',
        )
    kind = spec["policy"]
    if kind not in POLICIES:
        raise unknown_name("policy", str(kind), at, POLICIES)
    try:
        return POLICIES[kind].model_validate(spec)
    except ValidationError as error:
        raise first_problem(error, at, POLICIES[kind]) from error


def _check_dates(scenario: Scenario, where: str, horizon: int) -> None:
    calendar = scenario.calendar
    for firm, rows in scenario.strategies.items():
        check_dates(firm, rows, calendar, horizon, where)
    for name, policy in scenario.policies.items():
        for key in ("start", "end"):
            day = getattr(policy, key)
            if day is not None and not 0 <= calendar.month_of(day) <= horizon:
                raise InputProblem(
                    what=f"{key} {day} lies outside the run",
                    where=f"{where}, policies.{name}.{key}",
                    allowed=f"{scenario.start} to {calendar.date_of(horizon)}",
                    fix="move the date, lengthen the run, or leave the key out",
                )
        if policy.start and policy.end and policy.end <= policy.start:
            raise InputProblem(
                what=f"ends on {policy.end}, before it starts on {policy.start}",
                where=f"{where}, policies.{name}",
            )


def _find(name_or_path: str) -> Path:
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


def _resolve(path: Path, seen: tuple[Path, ...]) -> dict[str, Any]:
    if path in seen:
        raise InputProblem(what="a scenario extends itself", where=_label(path))
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputProblem(what=f"not readable as TOML: {error}", where=_label(path)) from error
    except OSError as error:
        raise InputProblem(what=f"cannot be read: {error.strerror}", where=_label(path)) from error
    return _with_parents(content, _label(path), (*seen, path))


def _with_parents(content: dict[str, Any], where: str, seen: tuple[Path, ...]) -> dict[str, Any]:
    parent = content.get("extends")
    merged = _resolve(_find(str(parent)), seen) if parent else {}
    for inherited in ("name", "question", "look_at"):
        if parent and inherited in merged:
            merged.pop(inherited)
    removed, added = content.pop("remove", []), content.pop("add", {})
    for name in [removed] if isinstance(removed, str) else removed:
        if name not in merged.get("policies", {}):
            raise unknown_name("policy to remove", name, where, merged.get("policies", {}))
        del merged["policies"][name]
    _lay(merged, {"policies": added}, where)
    _lay(merged, content, where)
    months = merged.get("months", Scenario.model_fields["months"].default)
    merged[HORIZON] = max(merged.get(HORIZON, 0), months if isinstance(months, int) else 0)
    return merged


def _lay(base: dict[str, Any], change: dict[str, Any], where: str) -> None:
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


def _parse_override(text: str) -> dict[str, Any]:
    """``a.b=value`` as nested tables; a value that is no TOML is taken as text."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise InputProblem(
            what=f"{text!r} is no key=value",
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


def _label(path: Path) -> str:
    return f"{path.parent.name}/{path.name}" if path.parent == FOLDER else str(path)


def _plain(value: Any) -> Any:
    """Only what TOML can hold: text keys, no empty values."""
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items() if entry is not None}
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return value
