"""The worlds that are kept: the history, and short worlds in which each rule and strategy acts."""

from dataclasses import dataclass
from typing import Any

from agents.strategies import STRATEGIES
from model.inputs.cast import Cast, Role
from model.inputs.scenario import load_scenario
from model.markets.allocation import RULES

SHORT_MONTHS = 24
SHORT_STARTUPS = 100
EARLY: dict[str, Any] = {
    "dgx_cloud": {"start": "2022-05-01"},
    "chatgpt": {"start": "2022-06-30"},
    "anthropic_march_2023": {"start": "2022-06-01"},
}
"""Dates of the history's policies, moved so that they act within a year."""


@dataclass(frozen=True, slots=True)
class World:
    """A scenario over the history, and a seed."""

    name: str
    content: dict[str, Any]
    seed: int = 1


def worlds() -> dict[str, World]:
    """Every world by name."""
    members = [*_histories(), *_policies(), *_strategies(), *_rationing(), *_changes_of_mind(), *_sizes()]
    return {world.name: world for world in members}


def quick_worlds() -> list[str]:
    """Those whose first year the tests run: the history, and one world of each kind."""
    named = ["history-12-seed-1", "history-12-seed-2", "study-like", "sixty-start-ups"]
    return [*named, *POLICIES, "rationing-highest_bid", "changes-of-mind"]


def _histories() -> list[World]:
    return [
        World(f"history-{months}-seed-{seed}", {"extends": "history", "months": months}, seed)
        for months in (12, 54)
        for seed in (1, 2, 3, 4)
    ]


def _short(name: str, *, policies: dict[str, Any] | None = None, **changes: Any) -> World:
    """A short world with few start-ups, in which the history's policies come early."""
    seed = changes.pop("seed", 1)
    content = {
        "extends": "history",
        "months": SHORT_MONTHS,
        "startups": {"count": SHORT_STARTUPS},
        "policies": EARLY | (policies or {}),
        **changes,
    }
    return World(name, content, seed)


POLICIES: dict[str, dict[str, Any]] = {
    "ban": {
        "early_rule": {"policy": "export_control", "start": "2022-04-01", "min_link_gb_s": 0},
        "no_own_clouds": {"policy": "vendor_cloud_ban", "start": "2022-10-01"},
    },
    "quota": {
        "early_rule": {"policy": "export_control", "start": "2022-04-01", "min_link_gb_s": 0},
        "licences": {"policy": "licence_quota", "start": "2022-06-01", "units_per_month": 1_500},
    },
    "vouchers": {"vouchers": {"policy": "compute_voucher", "start": "2022-03-01"}},
    "rounds": {
        "one": {
            "policy": "funding_round",
            "start": "2022-02-01",
            "startup": "OpenAI",
            "investor": "Azure",
            "amount_usd": 3.0e9,
            "months": 6,
        },
        "other": {
            "policy": "funding_round",
            "start": "2022-04-01",
            "startup": "OpenAI",
            "investor": "CoreWeave",
            "amount_usd": 1.0e9,
            "months": 3,
            "within_path": False,
        },
        "outside": {
            "policy": "funding_round",
            "start": "2022-04-01",
            "startup": "Anthropic",
            "amount_usd": 0.4e9,
        },
    },
    "crypto-wave": {
        "crypto": {
            "policy": "crypto_wave",
            "start": "2022-02-01",
            "rise_months": 3,
            "plateau_months": 2,
            "fall_months": 3,
        }
    },
    "must-supply": {"must": {"policy": "must_supply", "start": "2022-03-01"}},
    "tariff-and-subsidy": {
        "duty": {"policy": "tariff", "start": "2022-03-01", "regions": ["China", "Europe"]},
        "aid": {"policy": "domestic_subsidy", "start": "2022-05-01"},
    },
    "foundry-loss": {
        "loss": {"policy": "foundry_shock", "start": "2022-03-01", "hits_packaging": True},
        "node": {"policy": "foundry_shock", "start": "2022-05-01", "node": "N7", "capacity_factor": 0.5},
    },
    "levies-and-caps": {
        "tax": {"policy": "carbon_tax", "start": "2022-03-01"},
        "dear": {"policy": "power_price", "start": "2022-05-01", "regions": ["Europe"], "factor": 2.0},
        "cap": {"policy": "channel_price_cap", "start": "2022-04-01"},
        "no_hoarding": {"policy": "hoarding_ban", "start": "2022-08-01"},
    },
    "shocks": {
        "shock": {"policy": "demand_shock", "start": "2022-06-01", "end": "2022-09-01", "factor": 0.4},
        "anywhere": {"policy": "interoperability", "start": "2022-10-01"},
        "cheaper": {
            "policy": "list_price_move",
            "start": "2022-05-01",
            "chips": ["A100"],
            "factor": 0.9,
        },
    },
}
"""Levers of each policy world, over the history's."""


def _policies() -> list[World]:
    return [_short(name, policies=levers) for name, levers in POLICIES.items()]


def _strategies() -> list[World]:
    """Each registered strategy, followed by every firm of its role."""
    cast = load_scenario("history").cast
    return [
        _short(f"{role}-{strategy}", strategies=dict.fromkeys(_firms(cast, role), strategy))
        for role, known in STRATEGIES.items()
        for strategy in known
    ]


def _firms(cast: Cast, role: Role) -> list[str]:
    return [row.name for played, row in cast.firm_rows() if played == role]


def _rationing() -> list[World]:
    """Each rule of sharing out scarce chips, followed by every vendor within its own strategy."""
    vendors = load_scenario("history").cast.vendor
    return [
        _short(
            f"rationing-{rule}",
            strategies={row.name: {"strategy": row.strategy, "rationing": rule} for row in vendors},
        )
        for rule in RULES
    ]


def _changes_of_mind() -> list[World]:
    """Firms that change their strategies, with numbers of their own."""
    strategies = {
        "Nvidia": [
            {"strategy": "chip_only"},
            {"strategy": "dgx_cloud", "from": "2022-07-01", "idle_reserve": 0.1},
            {"strategy": "clearing_price", "from": "2023-01-01", "goodwill": 1.0},
        ],
        "AWS": [{"strategy": "own_chips"}, {"strategy": "price_war", "from": "2022-06-01"}],
        "US broker A": [{"strategy": "hoarder"}, {"strategy": "pass_through", "from": "2022-05-01"}],
    }
    return [_short("changes-of-mind", strategies=strategies)]


def _sizes() -> list[World]:
    """Few start-ups, more start-ups, and parameters moved together as a study moves them."""
    moved = {
        "startups": {"count": 220, "crowding": 1.3, "salvage_share": 0.7, "scrap_rate": 0.01},
        "choice": {"price_sensitivity": 2.0, "tie_odds": 5.0},
        "cloud": {"adjustment_speed": 0.1, "spot_share": 0.3, "cash_months": 3.0, "scrap_rate": 0.02},
        "vendor": {"unit_cost_margin": 0.15, "trend_smoothing": 0.3, "announced_months": 2},
        "channel": {"seizure_chance": 0.4, "target_cover_months": 2.0},
        "foundry": {"loyalty_weight": 2.0, "node_lead_months": 6},
        "programme": {"duration_sigma": 0.5, "first_silicon_success": 0.6},
        "network": {"firm_search_rate": 0.2, "fade": 0.06},
        "learning": {"first_units": 20.0},
        "climate": {"traction_weight": 0.7},
        "use": {"idle_power_share": 0.5},
    }
    return [
        _short("study-like", seed=5, **moved),
        _short("sixty-start-ups", startups={"count": 60}),
        _short("sixty-start-ups-seed-2", seed=2, startups={"count": 60}),
    ]
