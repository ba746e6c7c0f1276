"""A market of smooth invented curves, shaped like a real run, for tests of what follows."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import networkx as nx
import numpy as np

from model.inputs.catalogue import Catalogue, load_catalogue

REGIONS = ("US", "Europe", "China")
CHIPS = {"A100": 0, "H100": 12, "A800": 11, "H800": 16, "H20": 26, "B200": 36}
LIST_PRICE = {"A100": 12_500, "H100": 30_000, "A800": 12_500, "H800": 30_000, "H20": 13_000}
OWNERS = {
    "Microsoft": 1.6, "Meta": 1.2, "Google": 1.1, "Amazon": 0.9, "Oracle": 0.5, "CoreWeave": 0.5,
    "Tesla": 0.3, "ByteDance": 0.5, "Alibaba": 0.35, "Tencent": 0.3, "Baidu": 0.2, "Lambda": 0.1,
    "frontier lab/US": 0.4,
    "OpenAI": 0.2,
}  # fmt: skip
TIERS = {"foundry": 0.08, "vendor": 0.7, "channel": 0.06, "cloud": 0.12, "start-ups": 0.1}


@dataclass(frozen=True)
class FakeStartups:
    count: int = 300


@dataclass(frozen=True)
class FakePolicy:
    policy: str
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class FakeScenario:
    name: str = "history"
    question: str = "What happened?"
    start: date = date(2022, 1, 1)
    months: int = 54
    startups: FakeStartups = FakeStartups()
    policies: dict[str, FakePolicy] = field(
        default_factory=lambda: {
            "rule_of_october_2022": FakePolicy("export_control", date(2022, 10, 1)),
            "rule_of_october_2023": FakePolicy("export_control", date(2023, 11, 1)),
            "dgx_cloud": FakePolicy("vendor_cloud", date(2023, 3, 1)),
            "boom": FakePolicy("release", date(2022, 12, 1)),
            "microsoft_in_openai": FakePolicy("funding_round", date(2023, 1, 1)),
            "fab_fire": FakePolicy("foundry_shock", date(2025, 2, 1), date(2025, 6, 1)),
            "power": FakePolicy("power_price"),
        }
    )

    @property
    def catalogue(self) -> Catalogue:
        """The chips of the data files."""
        return load_catalogue()

    def to_toml(self) -> str:
        return f'name = "{self.name}"\nmonths = {self.months}\n'


@dataclass(frozen=True)
class FakeRecord:
    seed: int
    scenario: FakeScenario
    metrics: dict[str, list[object]]
    trades: dict[str, list[object]]
    firms: dict[str, list[object]]
    startups: dict[str, object]
    residual_money: float = 0.0
    residual_chips: int = 0


class FakeMarket:
    """Runs `months_total` months of invented curves; fails in month `fails_in` if given."""

    def __init__(self, scenario: FakeScenario, seed: int, fails_in: dict[int, BaseException]):
        self.scenario, self.seed = scenario, seed
        self.months_total = scenario.months
        self._months_done = 0
        self._fails_in = fails_in
        self._noise = np.random.default_rng(seed)
        self._level = 1 + 0.08 * self._noise.standard_normal()
        self._rows: list[tuple[object, ...]] = []
        self.network = nx.DiGraph()
        self.network.add_edge("Nvidia", "Azure", weight=0.7, kind="sells")

    @property
    def date(self) -> date:
        months = self.scenario.start.month - 1 + max(0, self._months_done - 1)
        return date(self.scenario.start.year + months // 12, months % 12 + 1, 1)

    def run_month(self) -> None:
        month = self._months_done
        if month in self._fails_in:
            raise self._fails_in[month]
        self._months_done += 1
        for metric, who, item, value, unit in self._measures(month):
            noisy = value * (1 + 0.03 * self._noise.standard_normal())
            self._rows.append((month, self.date, metric, who, item, noisy, unit))

    def record(self) -> FakeRecord:
        names = ("month", "date", "metric", "who", "item", "value", "unit")
        columns = zip(*self._rows, strict=True)
        return FakeRecord(
            seed=self.seed,
            scenario=self.scenario,
            metrics={name: list(column) for name, column in zip(names, columns, strict=True)},
            trades={
                "month": [0, 1], "payer": ["Azure", "Nvidia"], "payee": ["Nvidia", "TSMC"],
                "kind": ["chips", "wafers"], "item": ["A100", "N7"], "quantity": [100.0, 4.0],
                "amount": [1.25e6, 4e4],
            },
            firms={"firm": ["Nvidia", "Azure"], "cash_usd": [1e9, 2e9]},
            startups={"startup": np.array([1, 2]), "alive": np.array([True, False])},
        )  # fmt: skip

    def _measures(self, month: int) -> Iterator[tuple[str, str, str, float, str]]:
        growth = self._level * math.exp(month / 14)
        boom = 1 / (1 + math.exp(-(month - 16) / 3)) - 0.8 / (1 + math.exp(-(month - 30) / 5))
        for item, usd in {"chips": 1e9, "network": 1.5e8, "software": 2e7}.items():
            yield "revenue_usd", "Nvidia", item, usd * growth, "USD"
        yield "revenue_usd", "Nvidia", "rental", 3e7 * max(0, month - 14), "USD"
        yield "revenue_usd", "Azure", "rental", 9e8 * growth, "USD"
        for chip, launch in CHIPS.items():
            if month >= launch:
                yield from self._chip_measures(chip, month - launch, boom)
        for owner, share in OWNERS.items():
            units = share * 4e4 * growth
            yield "installed_units", owner, "A100", units, "units"
            yield "installed_units", owner, "H100", units * max(0, month - 12) / 30, "units"
        for provider, level in {"AWS": 4.1, "Azure": 3.7, "CoreWeave": 2.2, "Lambda": 1.3}.items():
            fall = 1 + 0.3 * boom - month / 100
            yield "rent_usd_per_hour", provider, "A100", level * fall, "USD/h"
            if month >= 14:
                yield "rent_usd_per_hour", provider, "H100", 2.1 * level * fall, "USD/h"
        for tier, share in TIERS.items():
            yield (
                "surplus_usd",
                tier,
                "",
                (share - (tier == "start-ups") * 0.3 * boom) * 1e9 * growth,
                "USD",
            )
        for kind in ("frontier lab", "application maker", "image and video", "enterprise"):
            for region in REGIONS:
                yield "startups_alive", f"{kind}/{region}", "", 20 + month / 2, "start-ups"
        yield "startups_alive", "OpenAI", "", 1, "start-ups"
        yield "startups_alive", "all", "", 12 * (20 + month / 2), "start-ups"
        yield "small_firm_compute_share", "start-ups", "small and middle", 0.2 - 0.1 * month / 54, "share"
        yield "compute_gini", "start-ups", "", 0.6 + 0.2 * month / 54, "index"
        yield "nvidia_dependence", "all", "", 0.95 - 0.1 * month / 54, "share"

    def _chip_measures(self, chip: str, age: int, boom: float) -> Iterator[tuple[str, str, str, float, str]]:
        price = LIST_PRICE.get(chip, 35_000)
        yield "list_price_usd", "Nvidia", chip, price, "USD"
        yield "lead_time_months", "Nvidia", chip, 2 + 9 * boom, "months"
        for region, extra in zip(REGIONS, (0.1, 0.15, 0.6), strict=True):
            if region != "China" and chip in ("A800", "H800", "H20"):
                continue
            premium = extra + 0.5 * boom - age / 120
            yield "street_premium", region, chip, premium, "share"
            yield "street_price_usd", region, chip, price * (1 + premium), "USD"
