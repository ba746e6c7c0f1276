"""The levers of the page: one row each, in the order in which they are shown.

A lever changes one dotted key of a scenario, as `--set` or a scenario file does. Unit, meaning and the
allowed range come from where the parameter is declared; a row adds the range worth showing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from agents.strategies import PROGRAMME, VENDOR
from experiments.wording import readable
from model.inputs.cast import raw_cast
from model.inputs.scenario import load_scenario
from model.inputs.scenario_files import scenario_names

Kind = Literal["slider", "choice", "date", "switch"]
Value = bool | int | float | str

HISTORY = "history"
AS_IT_IS = "as_it_is"
"""The choice that leaves a key as the scenario has it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a lever's choices: what it is called, and what the scenario's key is set to."""

    value: Value
    label: str
    content: Any = None


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing a visitor can change; `id` is its name in a link, `low` to `high` the range shown."""

    id: str
    group: str
    label: str
    kind: Kind
    key: str
    help: str
    low: float = 0.0
    high: float = 1.0
    step: float = 0.01
    choices: tuple[Choice, ...] = field(default=())

    @property
    def policy(self) -> str:
        """The policy whose presence or field this lever changes; empty for any other key."""
        head, _, rest = self.key.partition(".")
        return rest.partition(".")[0] if head == "policies" else ""

    @property
    def firm(self) -> str:
        """The firm whose strategy this lever changes; empty for any other key."""
        head, _, rest = self.key.partition(".")
        return rest.partition(".")[0] if head == "strategies" else ""

    @property
    def number(self) -> str:
        """The number of the firm's strategy that this lever changes; empty for the strategy itself."""
        return self.key.removeprefix("strategies.").partition(".")[2] if self.firm else ""


_ADDED: Mapping[str, Mapping[str, Any]] = {
    "foundry_shock": {
        "policy": "foundry_shock",
        "start": date(2023, 6, 1),
        "end": date(2024, 6, 1),
        "foundry": "TSMC",
        "capacity_factor": 0.5,
        "hits_packaging": True,
    },
    "chip_subsidy": {"policy": "domestic_subsidy", "start": date(2023, 1, 1), "price_share": 0.3},
    "vouchers": {"policy": "compute_voucher", "start": date(2023, 1, 1), "usd_per_firm_month": 5_000.0},
}
"""Policies that history lacks, as a lever adds them."""


def policy_specs() -> dict[str, dict[str, Any]]:
    """Return every policy that a lever touches as a scenario without it would add it."""
    history = load_scenario(HISTORY).policies
    touched = {lever.policy for lever in LEVERS if lever.policy}
    known = {
        name: policy.model_dump(exclude_none=True) for name, policy in history.items() if name in touched
    }
    return known | {name: dict(spec) for name, spec in _ADDED.items()}


def _scenarios() -> tuple[Choice, ...]:
    names = [HISTORY, *(name for name in scenario_names() if name != HISTORY)]
    return tuple(Choice(name, readable(name)) for name in names)


def _strategies(registry: Mapping[str, Any]) -> tuple[Choice, ...]:
    return tuple(Choice(name, strategy.meaning, name) for name, strategy in registry.items())


def _sizes(*counts: int) -> tuple[Choice, ...]:
    return tuple(Choice(count, f"{count:,}", count) for count in counts)


def _fates(rows: tuple[Mapping[str, Any], ...]) -> tuple[Choice, ...]:
    certain = [{**row, "risk": 0.0} for row in rows]
    tripled = [{**row, "peak_units_per_month": 3 * row["peak_units_per_month"]} for row in rows]
    return (
        Choice(AS_IT_IS, "as in the scenario, with its chance"),
        Choice("cancelled", "cancelled before the start", []),
        Choice("on_time", "no risk: neither respin nor cancellation", certain),
        Choice("tripled", "three times the volume", tripled),
    )


def _programmes() -> list[Lever]:
    return [
        Lever(
            row["name"].casefold().replace(" ", "_"),
            "Chip programmes",
            row["name"],
            "choice",
            f"firms.{row['name']}.generation",
            f"{row['owner']}'s own chips: {', '.join(chip['chip'] for chip in row['generation'])}.",
            choices=_fates(tuple(row["generation"])),
        )
        for row in raw_cast()["programme"]
    ]


NVIDIA, RULES, FOUNDRY = "Nvidia", "Export rules on China", "Foundry shock"
SUBSIDY, POWER, DEMAND, SETUP = "Subsidies", "Power", "Growth of demand", "Set-up"

LEVERS: tuple[Lever, ...] = (
    Lever("scenario", SETUP, "Scenario", "choice", "extends", "The scenario that is played.",
          choices=_scenarios()),
    Lever("against", SETUP, "Compared with", "choice", "", "The baseline: same seed, same start-ups.",
          choices=_scenarios()),
    Lever("seed", SETUP, "Seed", "slider", "", "Both runs share its random draws; another: other draws.",
          low=1, high=100, step=1),
    Lever("startups", SETUP, "Start-ups", "choice", "startups.count",
          "A resolution, not a size: more rows give finer results and a slower run.",
          choices=_sizes(300, 1_000, 3_000, 10_000, 30_000, 100_000)),
    Lever("strategy", NVIDIA, "Strategy", "choice", "strategies.Nvidia", "What Nvidia does.",
          choices=_strategies(VENDOR)),
    Lever("dgx", NVIDIA, "DGX Cloud", "switch", "policies.dgx_cloud",
          "Nvidia rents out its own chips on partner clouds. Off: it never does."),
    Lever("dgx_price", NVIDIA, "Price of an instance", "slider",
          "policies.dgx_cloud.price_usd_per_instance_month", "Eight chips.",
          low=5_000, high=80_000, step=500),
    Lever("dgx_share", NVIDIA, "Share of supply", "slider", "strategies.Nvidia.share_of_supply",
          "What Nvidia keeps back, its partners do not get.", low=0, high=0.5, step=0.01),
    Lever("dgx_date", NVIDIA, "Launch", "date", "policies.dgx_cloud.start",
          "DGX Cloud opened in March 2023."),
    Lever("letter22", RULES, "Letter of August 2022", "switch", "policies.letter_of_august_2022",
          "Bars A100 and H100 in the month before the rule."),
    Lever("rule22", RULES, "Rule of October 2022", "switch", "policies.rule_of_october_2022",
          "Bars A100 and H100; the A800 and H800 answer it."),
    Lever("rule22_date", RULES, "In force", "date", "policies.rule_of_october_2022.start", ""),
    Lever("rule22_link", RULES, "Barred from link speed", "slider",
          "policies.rule_of_october_2022.min_link_gb_s", "At 0 performance alone counts: no variant escapes.",
          low=0, high=900, step=50),
    Lever("rule23", RULES, "Rule of October 2023", "switch", "policies.rule_of_october_2023",
          "Bars the A800 and H800 too."),
    Lever("rule23_date", RULES, "In force", "date", "policies.rule_of_october_2023.start", ""),
    *_programmes(),
    Lever("tpu_rent", "Chip programmes", "TPU for rent", "choice", "strategies.Google TPU",
          "Whether Google's customers can rent TPUs.", choices=_strategies(PROGRAMME)),
    Lever("shock", FOUNDRY, "TSMC loses capacity", "switch", "policies.foundry_shock",
          "Every node and advanced packaging, from one date to another."),
    Lever("shock_left", FOUNDRY, "Capacity left", "slider", "policies.foundry_shock.capacity_factor", "",
          low=0, high=1, step=0.05),
    Lever("shock_from", FOUNDRY, "From", "date", "policies.foundry_shock.start", ""),
    Lever("shock_to", FOUNDRY, "Until", "date", "policies.foundry_shock.end", ""),
    Lever("chip_aid", SUBSIDY, "China pays for domestic chips", "switch", "policies.chip_subsidy",
          "Buyers pay less; with use the chips learn faster."),
    Lever("chip_aid_share", SUBSIDY, "Part of the price", "slider", "policies.chip_subsidy.price_share", "",
          low=0, high=0.9, step=0.05),
    Lever("chip_aid_date", SUBSIDY, "From", "date", "policies.chip_subsidy.start", ""),
    Lever("voucher", SUBSIDY, "Vouchers for small start-ups", "switch", "policies.vouchers",
          "The US and Europe pay part of what small start-ups rent."),
    Lever("voucher_usd", SUBSIDY, "A voucher", "slider", "policies.vouchers.usd_per_firm_month", "",
          low=0, high=50_000, step=1_000),
    Lever("voucher_date", SUBSIDY, "From", "date", "policies.vouchers.start", ""),
    Lever("power", POWER, "Price of electricity", "slider", "policies.power.factor",
          "Times the price of each region.", low=0.25, high=5, step=0.25),
    Lever("power_growth", POWER, "Its growth", "slider", "policies.power.growth_per_year", "",
          low=-0.2, high=0.5, step=0.05),
    Lever("release", DEMAND, "ChatGPT", "switch", "policies.chatgpt",
          "Off: nothing shows the public what models can do."),
    Lever("release_date", DEMAND, "Its release", "date", "policies.chatgpt.start", ""),
    Lever("release_size", DEMAND, "Attention that it draws", "slider", "policies.chatgpt.size", "",
          low=0, high=3, step=0.25),
    Lever("market_multiple", DEMAND, "Users' spending at most, over the opening one", "slider",
          "users.market_multiple", "", low=2, high=60, step=1),
    Lever("training_growth", DEMAND, "Training beyond its return: growth", "slider",
          "startups.training_growth", "", low=-0.05, high=0.3, step=0.01),
)  # fmt: skip

BY_ID: dict[str, Lever] = {lever.id: lever for lever in LEVERS}
