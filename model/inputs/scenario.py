"""A scenario: who trades, from when to when, under which policies and parameters."""

import json
import tomllib
from collections.abc import Sequence
from datetime import date
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
from model.inputs.cast import Cast, build_cast, raw_cast
from model.inputs.catalogue import Catalogue, changed_catalogue, load_catalogue
from model.inputs.dated import checked_dated, within
from model.inputs.entries import CATALOGUE_TABLES, revised
from model.inputs.names import CAST_FIELDS, POLICY_FIELDS, check_fields, check_tie, known_names
from model.inputs.past import keeping
from model.inputs.policies import POLICIES, Policy
from model.inputs.problems import InputProblem, unknown_name
from model.inputs.scenario_files import (
    HORIZON,
    KEPT,
    MONTHS,
    change,
    find,
    label,
    lay,
    parsed_override,
    plain,
    resolved,
    with_parents,
)
from model.inputs.strategy_rows import StrategyRow, as_rows, as_written, check_dates
from model.inputs.validation import first_problem

MAX_MONTHS = 600

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
    months: int = Field(MONTHS, ge=1, le=MAX_MONTHS, description="months that are traded")
    strategies: dict[str, Strategy] = Field({}, description="strategy by firm; data files if absent")
    firms: dict[str, dict[str, Any]] = Field({}, description="changed opening values by firm or start-up")
    chips: dict[str, dict[str, Any]] = Field({}, description="changed values by chip")
    nodes: dict[str, dict[str, Any]] = Field({}, description="changed values by foundry node")
    regions: dict[str, dict[str, Any]] = Field({}, description="changed values by region")
    added: dict[str, tuple[dict[str, Any], ...]] = Field(
        {}, description="rows added to the data files, by table"
    )
    remove: tuple[str, ...] = Field((), description="firms, start-ups, chips, nodes and regions taken out")
    ties: dict[str, float] = Field(
        {}, description="changed opening ties: 'first -> second' = strength, 0 cuts"
    )
    dated: dict[str, dict[str, dict[str, Any]]] = Field(
        {}, description="parameters' later values by section, name and date"
    )
    policies: dict[str, SerializeAsAny[Policy]] = Field({}, description="dated levers by name")
    opening: dict[str, dict[str, Any]] = Field(
        {}, description="values that the opening state is solved from, where they are not the scenario's own"
    )
    startups: parameters.Startups = parameters.Startups()
    users: parameters.Users = parameters.Users()
    choice: parameters.Choice = parameters.Choice()
    network: parameters.Ties = parameters.Ties()
    channel: parameters.Channel = parameters.Channel()
    miners: parameters.Miners = parameters.Miners()
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
        return self.cast_with(self.ties, f"scenario {self.name}")

    def cast_with(self, ties: dict[str, float], where: str) -> Cast:
        """The cast with other changes of its opening ties."""
        return build_cast(self.firms, ties, where, self.added, self.remove)

    @property
    def catalogue(self) -> Catalogue:
        """Chips, nodes, packaging and regions, with this scenario's changes."""
        return self.catalogue_at(f"scenario {self.name}")

    def catalogue_at(self, where: str) -> Catalogue:
        """The catalogue; ``where`` is what a problem is said to lie in."""
        new_values = {"chips": self.chips, "nodes": self.nodes, "regions": self.regions}
        if not self.added and not self.remove and not any(new_values.values()):
            return load_catalogue()
        foundries = revised(raw_cast()["foundry"], self.added.get("foundry", ()), self.remove, where)
        changes = {
            "added": {table: self.added[table] for table in CATALOGUE_TABLES if table in self.added},
            "removed": self.remove,
            "new_values": new_values,
            "foundries": [row["name"] for row in foundries],
        }
        return changed_catalogue(json.dumps(changes, default=str, sort_keys=True), where)

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
        return tomli_w.dumps(plain(content))


def load_scenario(name_or_path: str, overrides: Sequence[str] = (), beliefs: Sequence[str] = ()) -> Scenario:
    """Read a scenario by name or path, with its parents and with ``key=value`` overrides.

    Overrides change the world and not its past; ``beliefs`` are overrides that hold for both.

    Raises:
        InputProblem: for anything that cannot be used, naming file, key and what is allowed.
    """
    path = find(name_or_path)
    content = resolved(path, seen=())
    content.setdefault("name", path.stem)
    where = f"{label(path)} with --set" if overrides or beliefs else label(path)
    for override in beliefs:
        for laid in (content, content[KEPT]):
            lay(laid, parsed_override(override), "--set")
    for override in overrides:
        change(content, parsed_override(override), "--set")
    return _build(content, where)


def scenario_from(content: dict[str, Any], where: str) -> Scenario:
    """Build a scenario from a mapping that may extend another one."""
    return _build(with_parents(dict(content), where, seen=()), where)


def changed_scenario(scenario: Scenario, changes: Sequence[dict[str, Any]], where: str) -> Scenario:
    """The scenario with tables laid over its content; it keeps its past.

    Raises:
        InputProblem: for an unknown key, or a value that is not allowed there.
    """
    content = with_parents(tomllib.loads(scenario.to_toml()), where, seen=())
    for laid in changes:
        change(content, laid, where)
    return _build(content, where)


def _build(content: dict[str, Any], where: str) -> Scenario:
    """The checked scenario, and what it keeps of the content that it changes."""
    kept = content.pop(KEPT)
    scenario = _checked(content, where)
    if kept == content:
        return scenario
    return keeping(_checked(kept, f"{where}, opening"), scenario)


def _checked(content: dict[str, Any], where: str) -> Scenario:
    content = dict(content)
    horizon = content.pop(HORIZON, 0)
    specs = content.pop("policies", {})
    known = [name for name, spec in specs.items() if isinstance(spec, dict) and "policy" in spec]
    policies = {name: _policy(name, spec, where, known) for name, spec in specs.items()}
    try:
        scenario = Scenario.model_validate(content | {"policies": policies})
    except ValidationError as error:
        raise first_problem(error, where, Scenario) from error
    horizon = max(scenario.months, horizon)
    dated = checked_dated(scenario.dated, scenario.calendar, horizon, where)
    scenario = scenario.model_copy(update={"dated": dated})
    _check_dates(scenario, where, horizon)
    _check_names(scenario, where)
    return _within_run(scenario)


def _within_run(scenario: Scenario) -> Scenario:
    """Without policies, strategies and values that a shortened run never reaches, nor ends beyond it."""
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
    update = {"policies": kept, "strategies": strategies, "dated": within(scenario.dated, calendar)}
    return scenario.model_copy(update=update)


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


def _check_names(scenario: Scenario, where: str) -> None:
    """Refuse the first name that does not exist.

    Raises:
        InputProblem: naming the key, what is allowed and the nearest match.
    """
    # Changed ties are checked by the key under which they are written, so the cast is built without.
    cast = scenario.cast_with({}, where)
    allowed = known_names(cast, scenario.catalogue_at(where))
    for firm in scenario.strategies:
        if firm not in allowed["firm"]:
            raise unknown_name("firm", firm, f"{where}, strategies", allowed["firm"])
    for name, policy in scenario.policies.items():
        check_fields(policy, POLICY_FIELDS, f"{where}, policies.{name}", allowed)
    for row in (*cast.vendor, *cast.cloud, *cast.reseller, *cast.grey_trader, *cast.named, *cast.type):
        check_fields(row, CAST_FIELDS, f"{where}, firms.{row.name}", allowed)
    for programme in cast.programme:
        for part in (programme, *programme.generation):
            check_fields(part, CAST_FIELDS, f"{where}, firms.{programme.name}", allowed)
    for chip in scenario.added.get("chip", ()):
        makers = [row.name for row in (*cast.vendor, *cast.programme)]
        maker = scenario.catalogue.chip(chip["name"]).maker
        if maker not in makers:
            raise unknown_name("maker", maker, f"{where}, chip.{chip['name']}", makers)
    for pair in scenario.added.get("tie", ()):
        check_tie(f"{pair['from']} -> {pair['to']}", 0.0, f"{where}, tie", allowed)
    for tie, strength in scenario.ties.items():
        check_tie(tie, strength, f"{where}, ties", allowed)


def _check_dates(scenario: Scenario, where: str, horizon: int) -> None:
    calendar = scenario.calendar
    for firm, rows in scenario.strategies.items():
        check_dates(firm, rows, calendar, horizon, where)
    for name, policy in scenario.policies.items():
        policy.check_dates(calendar, horizon, f"{where}, policies.{name}")
