"""The bullwhip of two rules: order-up-to a smoothed forecast, and a part of the gap to a steady one.

Demand D; the forecast is F ← F + α (D − F); a reseller sells, then orders what brings all that it holds and
that is coming up to M months of forecast: q_t = D_t + M (F_t − F_{t−1}), with a variance over that of
independent demand of 1 + 2 M α + 2 M² α² / (2 − α) (Chen, Ryan and Simchi-Levi 2000). A vendor with a steady
forecast closes a part g of the gap of its whole line a month: q_t = q_{t−1} + g (D_t − q_{t−1}), whatever the
lead time. That is exponential smoothing, with a variance of g / (2 − g) over that of independent demand, and
(1 + (1 − g) ρ) / (1 − (1 − g) ρ) times as much for demand that follows itself with correlation ρ (Disney and
Towill 2003).
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
DISNEY = "Disney and Towill 2003 (proportional order-up-to, steady forecast)"
SMOOTHING, COVER_MONTHS, TRANSIT_MONTHS = 0.2, 1.5, 3.0
GAIN = 0.2
ROWS = 6_000
PRICE_USD, SPENDING_USD = 5_000.0, 20_000.0
MEAN_UNITS, SPREAD_UNITS = 20_000.0, 800.0
SETTLING_MONTHS, MONTHS = 60, 600
SEEDS, VENDOR_SEEDS = (1, 2), (1, 2, 3, 4)


def order_up_to_ratio(months: float, smoothing: float) -> float:
    """Variance of a reseller's orders over that of its independent sales."""
    swing = months * smoothing
    return 1 + 2 * swing + 2 * swing**2 / (2 - smoothing)


def proportional_ratio(gain: float, correlation: float) -> float:
    """Variance of a vendor's wafer orders over that of its demand."""
    kept = (1 - gain) * correlation
    return gain / (2 - gain) * (1 + kept) / (1 - kept)


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
    reseller = order_up_to_ratio(TRANSIT_MONTHS + COVER_MONTHS, SMOOTHING)
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
        theory = proportional_ratio(GAIN, correlation)
        simulated = float(np.mean([_vendor_ratio(seed, correlation) for seed in VENDOR_SEEDS]))
        results.append(
            OracleResult(
                "bullwhip",
                f"variance of a vendor's wafer orders over its orders, ρ = {correlation:g}",
                theory,
                simulated,
                0.08 * theory,
                "1",
                DISNEY,
            )
        )
    return results


def _reseller_ratio(seed: int) -> float:
    """Two resellers at one price: who buys where is chance, so that each one's sales are independent."""
    market = chip_chain(
        [buyers("buyer", ROWS, SPENDING_USD, 1.0, **purchaser_traits())],
        {
            VENDOR: FixedList(list_usd=PRICE_USD / 2, plenty=3.0),
            "one reseller": FixedAsk(ask_usd=PRICE_USD),
            "other reseller": FixedAsk(ask_usd=PRICE_USD),
        },
        {"one reseller": ROWS / 12, "other reseller": ROWS / 12},
        {
            "channel": {"smoothing": SMOOTHING, "target_cover_months": COVER_MONTHS},
            "vendor": {"transit_months": TRANSIT_MONTHS},
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
                "smoothing": 0.0,
                "trend_smoothing": 0.0,
                "believed_inflation": 0.0,
                "order_gain": GAIN,
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
