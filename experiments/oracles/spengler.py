"""Double marginalisation: a vendor with one reseller against a vendor that sells directly.

Demand is linear, since each buyer takes one chip if its budget allows it. The reseller seeks its profit
over the list price month after month; the vendor chooses the list price before a run, at the top of the
parabola through three profits, knowing that the reseller will answer. Spengler (1950): the chain of two
monopolies sells half of what the integrated one sells and earns three quarters of its profit, of which the
vendor gets two thirds.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from experiments.oracles.chip_chain import (
    CHAIN_CHIP,
    SEASONS,
    VENDOR,
    FixedList,
    chip_chain,
    purchaser_traits,
)
from experiments.oracles.result import OracleResult
from experiments.oracles.seeker import Seeker, SeekingReseller
from experiments.oracles.small_market import all_or_nothing, books_after
from model.inputs.catalogue import load_catalogue
from model.market import ComputeMarket
from model.state.kinds import Kind

RESELLER = "reseller"
PLENTY = 3.0
"""Supply planned over the forecast: the vendor is never short."""
HIGHEST_USD, STEPS, ROWS_A_STEP = 10_000.0, 400, 6
ROWS = STEPS * ROWS_A_STEP
FIRST_LIST_USD = 4_000.0
TRIAL = 0.25
"""Part of the list price by which the vendor's trials go up and down."""
ROUNDS, COUNTED_MONTHS = 16, 48
TRIALS = (1,) * SEASONS + (-1,) * SEASONS
"""The reseller tries each price for as long as it takes every buyer to come once."""
SOURCE = "Spengler 1950"


@dataclass(frozen=True, slots=True)
class Chain:
    """A mean month of a settled chain, from the ledger."""

    sold_units: float
    price_usd: float
    list_usd: float
    cost_usd: float

    @property
    def profit_usd(self) -> float:
        """What the whole chain earns."""
        return (self.price_usd - self.cost_usd) * self.sold_units

    @property
    def vendor_profit_usd(self) -> float:
        """What the vendor earns of it."""
        return (self.list_usd - self.cost_usd) * self.sold_units


def spengler() -> list[OracleResult]:
    """Quantity, profit and prices of the chain."""
    apart = _best(_with_reseller)
    joined = _best(_direct)
    cost_usd = joined.cost_usd
    integrated_usd = (HIGHEST_USD + cost_usd) / 2

    def result(what: str, theory: float, simulated: float, unit: str = "1") -> OracleResult:
        return OracleResult("spengler", what, theory, simulated, 0.03 * theory, unit, SOURCE)

    return [
        result(
            "price of the integrated vendor",
            integrated_usd,
            joined.price_usd,
            "USD/chip",
        ),
        result(
            "price of the reseller",
            (3 * HIGHEST_USD + cost_usd) / 4,
            apart.price_usd,
            "USD/chip",
        ),
        result("quantity of the chain over the integrated one", 0.5, apart.sold_units / joined.sold_units),
        result("profit of the chain over the integrated one", 0.75, apart.profit_usd / joined.profit_usd),
        result(
            "vendor's part of the chain's profit", 2 / 3, apart.vendor_profit_usd / apart.profit_usd, "share"
        ),
    ]


def _best(run: Callable[[float], Chain]) -> Chain:
    """The chain at the list price that earns the vendor most, by two parabolas through three trials."""
    list_usd = FIRST_LIST_USD
    for _ in range(2):
        tried = list_usd * np.array([1 - TRIAL, 1.0, 1 + TRIAL])
        square, slope, _ = np.polyfit(tried, [run(float(usd)).vendor_profit_usd for usd in tried], 2)
        list_usd = float(np.clip(-slope / (2 * square), 0.5 * list_usd, 2.0 * list_usd))
    return run(list_usd)


def _with_reseller(list_usd: float) -> Chain:
    seeker = Seeker(1.1 * list_usd, TRIALS, step=0.03)
    chip = load_catalogue().chip_index(CHAIN_CHIP)
    market = chip_chain(
        all_or_nothing(HIGHEST_USD, STEPS, ROWS_A_STEP, **purchaser_traits()),
        {
            VENDOR: FixedList(list_usd=list_usd, plenty=PLENTY),
            RESELLER: SeekingReseller(seeker=seeker, chip=chip),
        },
        {RESELLER: ROWS / SEASONS / 2},
        {"channel": {"smoothing": 1.0, "target_cover_months": 4.0}},
    )
    return _settled(market, RESELLER, ROUNDS * len(TRIALS))


def _direct(list_usd: float) -> Chain:
    market = chip_chain(
        all_or_nothing(HIGHEST_USD, STEPS, ROWS_A_STEP, **purchaser_traits()),
        {VENDOR: FixedList(list_usd=list_usd, direct=True, plenty=PLENTY)},
        {VENDOR: ROWS / SEASONS},
        {},
    )
    return _settled(market, VENDOR, len(TRIALS))


def _settled(market: ComputeMarket, seller: str, settling_months: int) -> Chain:
    """Units that buyers took at the prices and the cost that the ledger shows; stocks are left out."""
    books = books_after(market, settling_months, COUNTED_MONTHS)
    sold = books.taken(seller, Kind.CHIPS)
    made = books.paid(VENDOR, Kind.WAFERS)
    return Chain(
        sold_units=sold.units / COUNTED_MONTHS,
        price_usd=sold.each_usd,
        list_usd=books.taken(VENDOR, Kind.CHIPS).each_usd,
        cost_usd=(made.amount_usd + books.paid(VENDOR, Kind.COMPONENTS).amount_usd) / made.units,
    )
