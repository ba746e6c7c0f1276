"""Small markets for the oracles: few firms, plain buyers, nothing that grows, learns or wears out.

The market, its agents and its ledgers are those of every other run. An oracle gives the cast, the
settings and, where theory asks for a seller who maximises profit, a strategy of its own.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.strategies.base import Strategy
from model.inputs.calendar import HOURS_PER_MONTH
from model.inputs.cast import Cast, CloudRow, StartupTypeRow
from model.inputs.catalogue import load_catalogue
from model.inputs.scenario import MAX_MONTHS, Scenario, scenario_from
from model.market import ComputeMarket
from model.state.effective_compute import Fitness
from model.state.kinds import KINDS, Kind
from model.state.maths import total
from model.state.money import Journal
from model.state.numbers import Numbers

RUNWAY_MONTHS = 1e6
"""Buyers spend a millionth of their cash a month at most, so that their budgets stay what they are."""
SOURCE = "a set-up that theory has solved"
CHIP = "A100"
"""The chip that is let: one A100 of compute."""

STILL: dict[str, Any] = {
    "start": date(2022, 1, 1),
    "months": MAX_MONTHS,
    "startups": {
        "business_growth": 0.0,
        "training_growth": 0.0,
        "entry_rate": 0.0,
        "staff_floor_share": 0.0,
        "staff_share_of_revenue": 0.0,
        "most_compute_share": 1.0,
        "idle_capital_share": 0.0,
        "stack_learning": 0.0,
        "talent_sigma": 0.0,
    },
    "users": {
        "noticing": 0.0,
        "noticing_of_users": 0.0,
        "innovation": 0.0,
        "imitation": 0.0,
    },
    "choice": {
        "wait_sensitivity": 0.0,
        "switching_penalty": 0.0,
        "tie_odds": 0.0,
        "commitment_aversion": 0.0,
        "hosting_usd_per_chip_month": 0.0,
        "min_order_chips": 1.0,
    },
    "network": {
        "opening_known": 64.0,
        "search_rate": 0.0,
        "firm_search_rate": 0.0,
        "forget_rate": 0.0,
        "growth": 0.0,
        "fade": 0.0,
    },
    "cloud": {
        "reserved_share": 0.0,
        "parity_pull": 0.0,
        "rebate_speed": 0.0,
        "scrap_rate": 0.0,
        "crowded_wait_months": 0.0,
        "hosting_usd_per_chip_month": 0.0,
    },
    "learning": {"training_gap_closed": 0.0, "inference_gap_closed": 0.0},
}
"""A market at rest: needs and budgets stay, nobody is born, learns, forgets or prefers anyone."""


class SmallWorld(Scenario):
    """A scenario that brings its own cast instead of the firms of the data files."""

    people: Cast

    @property
    def cast(self) -> Cast:
        """Everybody's opening rows, as given."""
        return self.people


def cast_of(**rows: Sequence[Any]) -> Cast:
    """A cast of the given rows by table; without start-ups, one without money stands for them."""
    nobody = {"type": [buyers("nobody", 1, 0.0, 1.0)]}
    return Cast(**{name: tuple((nobody | rows).get(name, ())) for name in Cast.model_fields})


def small_market(
    people: Cast,
    changes: Mapping[str, Any],
    strategies: Mapping[str, Strategy] | None = None,
    seed: int = 1,
) -> ComputeMarket:
    """The market of a cast before its first month; ``changes`` are laid over ``STILL`` by section."""
    content = {**STILL, **changes}
    for section in STILL.keys() & changes.keys():
        content[section] = {**STILL[section], **changes[section]}
    plain = scenario_from(content, "oracle")
    fields = {name: getattr(plain, name) for name in Scenario.model_fields}
    world = SmallWorld(**fields, people=people)
    return ComputeMarket(world, seed=seed, strategies=strategies or {}, record=False)


def compute_a100(chip: str) -> float:
    """How many A100s of training one chip is."""
    catalogue, numbers = load_catalogue(), Numbers([scenario_from({}, "oracle")])
    return float(Fitness(1, catalogue, numbers).compute().training[0, catalogue.chip_index(chip)])


def buyers(name: str, rows: int, spending_usd: float, need_a100: float, **changes: Any) -> StartupTypeRow:
    """A type of buyers: so many firms of one row each, each with so much to spend a month on rent."""
    traits: dict[str, Any] = {
        "name": name,
        "firms": rows,
        "regions": {"US": 1.0},
        "opening_cash_usd": spending_usd * RUNWAY_MONTHS,
        "size_sigma": 0.0,
        "runway_months": RUNWAY_MONTHS,
        "compute_share": 1.0,
        "revenue_usd_per_month": 0.0,
        "revenue_compute_share": 0.0,
        "training_need_a100": need_a100,
        "training_share": 1.0,
        "buy_share": 0.0,
        "own_odds": 0.0,
        "opening_owned_a100": 0.0,
        "funding_weight": 0.0,
        "reservation_usd_per_a100_month": 0.0,
        "source": SOURCE,
    }
    return StartupTypeRow(**{**traits, "paid_by_users": False, **changes})


def all_or_nothing(highest_usd: float, steps: int, rows: int, **changes: Any) -> list[StartupTypeRow]:
    """Buyers of one chip each whose budgets are spread evenly from zero to the highest: linear demand.

    Who has less than the price buys nothing: demand at price p is steps × rows × (1 − p / highest).
    """
    budgets = (np.arange(steps) + 0.5) * highest_usd / steps
    return [buyers(f"budget {step}", rows, float(usd), 1.0, **changes) for step, usd in enumerate(budgets)]


def as_much_as_they_can(choke_usd: float, steps: int, rows: int, chips: int) -> list[StartupTypeRow]:
    """Buyers of up to so many chips, budgets spread evenly from zero to chips × choke / 2: linear demand.

    Who cannot pay for all chips buys fewer. With budgets up to c b each for c chips, buyers take
    c ∫ min(1, x / p) dx / b = c (1 − p / 2b) on average, at any price p up to b = choke / 2.
    """
    budgets = (np.arange(steps) + 0.5) * chips * choke_usd / 2 / steps
    return [buyers(f"budget {step}", rows, float(usd), float(chips)) for step, usd in enumerate(budgets)]


def rental_cloud(name: str, units: int, rent_usd_per_month: float, **changes: Any) -> CloudRow:
    """A small cloud that lets all its chips on demand and buys none."""
    traits: dict[str, Any] = {
        "name": name,
        "region": "US",
        "strategy": "rental_cloud",
        "rents_out": True,
        "is_large": False,
        "serves": ("US",),
        "rent_usd_per_hour": {CHIP: rent_usd_per_month / HOURS_PER_MONTH},
        "reserved_discount": 0.0,
        "opening_units": {CHIP: units},
        "opening_monthly_units": {},
        "opening_rental_units": {CHIP: units},
        "ai_budget_usd_per_month": 0.0,
        "cash_flow_usd_per_month": 0.0,
        "first_party_training_share": 1.0,
        "source": SOURCE,
    }
    return CloudRow(**{**traits, **changes})


@dataclass(slots=True)
class Flow:
    """Money and units of payments, added up over months."""

    amount_usd: float = 0.0
    units: float = 0.0

    @property
    def each_usd(self) -> float:
        """Mean price of a unit."""
        return self.amount_usd / self.units

    def add(self, journal: Journal, these: NDArray[np.bool_]) -> None:
        """Add some rows of a month."""
        self.amount_usd += float(total(journal.amount_usd[these]))
        self.units += float(total(journal.quantity[these]))


class Books:
    """What the ledger shows of some months: who took and paid how much for what."""

    def __init__(self, market: ComputeMarket) -> None:
        self.market = market
        self.months = 0
        self._taken: defaultdict[tuple[int, Kind], Flow] = defaultdict(Flow)
        self._paid: defaultdict[tuple[int, Kind], Flow] = defaultdict(Flow)

    def read(self) -> None:
        """Add the month that was traded last."""
        self.months += 1
        journal = self.market.world.journal
        assert journal is not None, "books are read once a month is closed"
        for number in np.unique(journal.kind).tolist():
            of_kind = journal.kind == number
            for account in range(self.market.world.setup.firms.count):
                self._taken[account, KINDS[number]].add(journal, of_kind & (journal.payee == account))
                self._paid[account, KINDS[number]].add(journal, of_kind & (journal.payer == account))

    def taken(self, firm: str, kind: Kind) -> Flow:
        """What a firm was paid for this kind of thing."""
        return self._taken[self.market.world.setup.accounts.firm(firm), kind]

    def paid(self, firm: str, kind: Kind) -> Flow:
        """What a firm paid for this kind of thing."""
        return self._paid[self.market.world.setup.accounts.firm(firm), kind]


def books_after(market: ComputeMarket, settling: int, counted: int) -> Books:
    """Trade some months until things have settled, then keep the books of some more."""
    books = Books(market)
    for month in range(settling + counted):
        market.run_month()
        if month >= settling:
            books.read()
    return books
