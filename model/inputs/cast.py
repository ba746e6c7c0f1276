"""The firms of the cast and the kinds of start-ups, as rows of model/inputs/data/*.toml and ties.csv."""

import csv
import functools
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from model.inputs.entries import CAST_TABLES, revised, ties_with
from model.inputs.problems import InputProblem, unknown_name
from model.inputs.validation import first_problem

DATA = Path(__file__).parent / "data"

type Amounts = dict[str, Annotated[float, Field(ge=0)]]
type Counts = dict[str, Annotated[int, Field(ge=0)]]


class Role(StrEnum):
    """What a strategic firm does."""

    FOUNDRY = "foundry"
    VENDOR = "vendor"
    CLOUD = "cloud"
    RESELLER = "reseller"
    GREY_TRADER = "grey_trader"
    PROGRAMME = "programme"


class TieKind(StrEnum):
    """Why two parties deal with each other."""

    SUPPLIES = "supplies"
    HOSTS = "hosts"
    OWNS = "owns"
    KNOWS = "knows"
    EXCLUSIVE = "exclusive"


class Row(BaseModel):
    """A checked row of a data file."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    source: str


class FirmRow(Row):
    """What every strategic firm has."""

    region: str
    strategy: str
    opening_cash_usd: float = Field(0.0, ge=0)


class FoundryRow(FirmRow):
    """A foundry: part of revenue that production costs, and the price of packaging."""

    production_cost_share: float = Field(ge=0, le=1)
    packaging_fee_usd_per_wafer: float = Field(ge=0)


class VendorRow(FirmRow):
    """A chip vendor; ``network_attach`` is USD of network and systems sold per USD of chips."""

    network_attach: float = Field(ge=0)
    network_cost_share: float = Field(ge=0, le=1)
    operating_cost_usd_per_month: float = Field(ge=0)
    opening_monthly_units: Amounts = {}
    opening_direct_share: float = Field(ge=0, le=1)


class CloudRow(FirmRow):
    """A cloud or another large buyer; rents in USD per chip-hour, units in chips."""

    rents_out: bool
    is_large: bool
    serves: tuple[str, ...]
    rent_usd_per_hour: Amounts = {}
    reserved_discount: float = Field(ge=0, le=1)
    opening_units: Counts = {}
    opening_monthly_units: Amounts = {}
    opening_rental_units: Amounts = {}
    ai_budget_usd_per_month: float = Field(ge=0)
    cash_flow_usd_per_month: float = Field(ge=0)
    first_party_training_share: float = Field(ge=0, le=1)


class ResellerRow(FirmRow):
    """A channel reseller with its usual monthly volume."""

    monthly_units: Amounts = {}


class GreyTraderRow(FirmRow):
    """A trader that carries chips from one region into another."""

    source_region: str
    monthly_limit_units: float = Field(ge=0)


class GenerationRow(BaseModel):
    """One chip of a programme: where it stands at the start, how much it can make, how risky."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    chip: str
    stage: Literal["plan", "design", "tape_out", "bring_up", "ramp", "volume"]
    peak_units_per_month: float = Field(ge=0)
    design_cost_usd: float = Field(ge=0)
    risk: float = Field(ge=0, le=1)


class ProgrammeRow(FirmRow):
    """An in-house chip programme of one owner."""

    owner: str
    staff: float = Field(ge=0)
    cost_usd_per_month: float = Field(ge=0)
    opening_maturity: float = Field(0.0, ge=0, le=1)
    generation: tuple[GenerationRow, ...] = ()


class StartupTypeRow(Row):
    """A type of start-up: amounts per firm of average size, see the head of startups.toml.

    ``paid_by_users`` says whether its revenue is what users of AI spend, or comes from other business.
    """

    firms: float = Field(ge=0)
    regions: Amounts
    opening_cash_usd: float = Field(ge=0)
    size_sigma: float = Field(ge=0, le=3)
    runway_months: float = Field(gt=0)
    compute_share: float = Field(ge=0, le=1)
    revenue_usd_per_month: float = Field(ge=0)
    paid_by_users: bool = True
    revenue_compute_share: float = Field(ge=0, le=1)
    training_need_a100: float = Field(ge=0)
    training_share: float = Field(ge=0, le=1)
    buy_share: float = Field(ge=0, le=1)
    own_odds: float = Field(ge=0)
    opening_owned_a100: float = Field(ge=0)
    funding_weight: float = Field(ge=0)
    reservation_usd_per_a100_month: float = Field(ge=0)


class NamedStartupRow(Row):
    """A start-up with a name: one row of the population, one firm, its own traits and ties."""

    type: str
    region: str
    founded: date
    opening_cash_usd: float = Field(ge=0)
    size: float = Field(gt=0)
    opening_revenue_usd_per_month: float = Field(ge=0)
    stack_shares: Amounts


class TieRow(BaseModel):
    """An opening tie between two named parties; the first supplies, hosts, owns or knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    first: str
    second: str
    kind: TieKind
    strength: float = Field(ge=0, le=1)
    source: str


class Cast(BaseModel):
    """Everybody's opening rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    foundry: tuple[FoundryRow, ...]
    vendor: tuple[VendorRow, ...]
    cloud: tuple[CloudRow, ...]
    reseller: tuple[ResellerRow, ...]
    grey_trader: tuple[GreyTraderRow, ...]
    programme: tuple[ProgrammeRow, ...]
    type: tuple[StartupTypeRow, ...]
    named: tuple[NamedStartupRow, ...]
    ties: tuple[TieRow, ...]

    @property
    def group_types(self) -> list[str]:
        """Type of every group of start-ups, in the order of their accounts."""
        return [row.name for row in self.type for _ in row.regions] + [row.type for row in self.named]

    def firm_rows(self) -> list[tuple[Role, FirmRow]]:
        """All strategic firms with their roles, in the order of the accounts."""
        by_role: list[tuple[Role, tuple[FirmRow, ...]]] = [
            (Role.FOUNDRY, self.foundry),
            (Role.VENDOR, self.vendor),
            (Role.CLOUD, self.cloud),
            (Role.RESELLER, self.reseller),
            (Role.GREY_TRADER, self.grey_trader),
            (Role.PROGRAMME, self.programme),
        ]
        return [(role, row) for role, rows in by_role for row in rows]


TABLES = tuple(name for name in Cast.model_fields if name != "ties")


@functools.cache
def raw_cast() -> dict[str, Any]:
    """The unchecked content of firms.toml, startups.toml and ties.csv."""
    content: dict[str, Any] = {}
    for file in ("firms.toml", "startups.toml"):
        try:
            content |= tomllib.loads((DATA / file).read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise InputProblem(what=str(error), where=f"model/inputs/data/{file}") from error
    with (DATA / "ties.csv").open(encoding="utf-8", newline="") as handle:
        content["ties"] = [
            {"first": row.pop("from"), "second": row.pop("to"), **row} for row in csv.DictReader(handle)
        ]
    return content


type Added = Mapping[str, Sequence[dict[str, Any]]]
NOTHING: Added = {}


def build_cast(
    overrides: dict[str, dict[str, Any]],
    ties: dict[str, float],
    where: str,
    added: Added = NOTHING,
    removed: Sequence[str] = (),
) -> Cast:
    """The cast with a scenario's changes: rows added and removed, fields by name, strengths of ties.

    Raises:
        InputProblem: for an unknown name or field, or a value out of range.
    """
    content = {
        ours: [
            dict(row) for row in revised(raw_cast()[ours], added.get(table, ()), removed, f"{where}, {table}")
        ]
        for table, ours in CAST_TABLES.items()
    }
    content["ties"] = ties_with(raw_cast()["ties"], added, removed, where)
    _check_owners(content, removed, where)
    by_name = {row["name"]: row for table in TABLES for row in content[table]}
    for name, changes in overrides.items():
        if name not in by_name:
            raise unknown_name("firm or start-up", name, f"{where}, firms", sorted(by_name))
        by_name[name].update(changes)
    rows = changed_ties(content["ties"], ties)
    try:
        return Cast.model_validate(content | {"ties": rows})
    except ValidationError as error:
        raise first_problem(error, f"{where}, firms", Cast) from error


def _check_owners(content: Added, removed: Sequence[str], where: str) -> None:
    """Refuse to take out a cloud and leave its chip programme."""
    gone = set(removed) - {row["name"] for row in content["cloud"]}
    for row in content["programme"]:
        if row.get("owner") in gone:
            raise InputProblem(
                what=f"{row['owner']} owns the programme {row['name']}",
                where=f"{where}, remove",
                allowed="firms that own no programme, or both",
                fix=f'remove = ["{row["owner"]}", "{row["name"]}"], or give it to another cloud first',
            )


def changed_ties(rows: list[dict[str, Any]], changes: dict[str, float]) -> list[dict[str, Any]]:
    """Opening ties with a scenario's strengths: zero cuts every tie between the two, new ones open."""
    named = {
        tuple(part.strip() for part in tie.split("->", 1)): strength for tie, strength in changes.items()
    }
    kept = []
    for row in rows:
        strength = named.get((row["first"], row["second"]), float(row["strength"]))
        kept.append(row | {"strength": strength})
    present = {(row["first"], row["second"]) for row in rows}
    for pair, strength in named.items():
        if pair not in present and len(pair) == 2:
            kept.append(
                {
                    "first": pair[0],
                    "second": pair[1],
                    "kind": TieKind.SUPPLIES,
                    "strength": strength,
                    "source": "scenario",
                }
            )
    return kept
