"""The bullwhip of an order-up-to rule whose forecast is smoothed exponentially.

Demand D follows itself with correlation ρ; the forecast is F ← F + α (D − F); orders bring what is held
and coming up to M months of forecast. A reseller sells, then orders: its orders are
q_t = D_t + M (F_t − F_{t−1}) (Chen, Ryan and Simchi-Levi 2000), with a variance over that of independent
demand of 1 + 2 M α + 2 M² α² / (2 − α). A vendor's orders of a month are still open when it orders
wafers, and leave its stock a month later: q_t = D_{t−1} + M (F_t − F_{t−1}). Both closed forms, for any ρ,
follow from the moments of D_t, D_{t−1} and F_{t−1}.
"""

import numpy as np
from pydantic import PrivateAttr

from agents.strategies.reseller.base import ResellerStrategy, ResellerView, Vector
from experiments.oracles.chip_chain import (
    CHAIN_CHIP,
    VENDOR,
    FixedAsk,
    FixedList,
    chip_chain,
    purchaser_traits,
)
from experiments.oracles.result import OracleResult
from experiments.oracles.small_market import buyers
from model.inputs.catalogue import load_catalogue
from model.market import ComputeMarket

CHEN = "Chen, Ryan and Simchi-Levi 2000 (exponential smoothing)"
DERIVED = "the same, for orders that leave stock a month later"
SMOOTHING, COVER_MONTHS, TRANSIT_MONTHS = 0.2, 1.5, 3.0
SAFETY_MONTHS = 3.0
ROWS = 6_000
PRICE_USD, SPENDING_USD = 5_000.0, 20_000.0
MEAN_UNITS, SPREAD_UNITS = 20_000.0, 800.0
SETTLING_MONTHS, MONTHS = 60, 600
SEEDS = (1, 2)


def variance_ratio(months: float, smoothing: float, correlation: float, delay: int) -> float:
    """Variance of orders over that of demand, for demand that leaves stock so many months later (0, 1)."""
    kept = 1 - smoothing
    lagged = smoothing * correlation / (1 - kept * correlation)
    level = smoothing / (2 - smoothing) * (1 + kept * correlation) / (1 - kept * correlation)
    swing = months * smoothing
    moved = swing**2 * (1 + level - 2 * lagged)
    if delay == 0:
        return 1 + moved + 2 * swing * (1 - lagged)
    return 1 + moved + 2 * swing * (correlation - smoothing - kept * lagged)


class GivenOrders(ResellerStrategy):
    """Orders a given series, month after month, whatever it sees."""

    series: tuple[float, ...]
    chip: int
    _month: list[int] = PrivateAttr(default_factory=list)

    def orders(self, view: ResellerView) -> Vector:
        """The next one of the series."""
        wanted = np.zeros_like(view.stock_units)
        wanted[..., self.chip] = self.series[len(self._month)]
        self._month.append(1)
        return wanted

    def cancels(self, view: ResellerView) -> Vector:
        """None."""
        return np.zeros_like(view.stock_units)


def bullwhip() -> list[OracleResult]:
    """Variance ratios of a reseller and of a vendor."""
    reseller = variance_ratio(TRANSIT_MONTHS + COVER_MONTHS, SMOOTHING, 0.0, delay=0)
    results = [
        OracleResult(
            "bullwhip",
            "variance of a reseller's orders over its sales",
            reseller,
            float(np.mean([_reseller_ratio(seed) for seed in SEEDS])),
            0.08 * reseller,
            "1",
            CHEN,
        )
    ]
    for correlation in (0.0, 0.5):
        catalogue = load_catalogue()
        cycle = catalogue.node(catalogue.chips[catalogue.chip_index(CHAIN_CHIP)].node).cycle_months
        theory = variance_ratio(cycle + SAFETY_MONTHS, SMOOTHING, correlation, delay=1)
        simulated = float(np.mean([_vendor_ratio(seed, correlation) for seed in SEEDS]))
        results.append(
            OracleResult(
                "bullwhip",
                f"variance of a vendor's wafer orders over its orders, ρ = {correlation:g}",
                theory,
                simulated,
                0.08 * theory,
                "1",
                DERIVED,
            )
        )
    return results


def _reseller_ratio(seed: int) -> float:
    """Two resellers at one price: who buys where is chance, so that each one's sales are independent."""
    market = chip_chain(
        [buyers("buyer", ROWS, SPENDING_USD, 1.0, **purchaser_traits())],
        {
            VENDOR: FixedList(list_usd=PRICE_USD / 2),
            "one reseller": FixedAsk(ask_usd=PRICE_USD),
            "other reseller": FixedAsk(ask_usd=PRICE_USD),
        },
        {"one reseller": ROWS / 12, "other reseller": ROWS / 12},
        {
            "channel": {"smoothing": SMOOTHING, "target_cover_months": COVER_MONTHS},
            "vendor": {"transit_months": TRANSIT_MONTHS, "safety_months": 4.0},
        },
        seed,
    )
    return _ratio(market, "channel", 0)


def _vendor_ratio(seed: int, correlation: float) -> float:
    """A vendor whose only customer orders a given series."""
    draws = np.random.default_rng(seed).normal(size=MONTHS)
    series = np.zeros(MONTHS)
    for month in range(MONTHS):
        before = series[month - 1] if month else 0.0
        series[month] = correlation * before + np.sqrt(1 - correlation**2) * draws[month]
    orders = GivenOrders(
        series=tuple((MEAN_UNITS + SPREAD_UNITS * series).tolist()),
        chip=load_catalogue().chip_index(CHAIN_CHIP),
    )
    market = chip_chain(
        [],
        {VENDOR: FixedList(list_usd=PRICE_USD), "customer": orders},
        {"customer": MEAN_UNITS},
        {
            "vendor": {
                "smoothing": SMOOTHING,
                "trend_smoothing": 0.0,
                "safety_months": SAFETY_MONTHS,
                "backlog_trust": 0.0,
                "order_adjustment": 1.0,
            }
        },
        seed,
    )
    return _ratio(market, "vendor", 0)


def _ratio(market: ComputeMarket, tier: str, place: int) -> float:
    """Variance of a firm's monthly orders over that of the demand it met, as the market counts them."""
    orders, demand = [0.0], [0.0]
    for _ in range(MONTHS):
        market.run_month()
        so_far = market.world.counters.tiers[tier]
        orders.append(float(so_far.orders[0, place]))
        demand.append(float(so_far.demand[0, place]))
    placed, met = np.diff(orders)[SETTLING_MONTHS:], np.diff(demand)[SETTLING_MONTHS:]
    return float(placed.var() / met.var())
