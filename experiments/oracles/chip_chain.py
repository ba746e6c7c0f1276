"""A chain of one foundry, one chip and its vendor, and resellers, for the oracles that trade chips.

The vendor's name decides its chip in the catalogue: this one has a single chip, without successor.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from agents.strategies.base import Strategy
from agents.strategies.reseller.base import ResellerStrategy, ResellerView, Vector
from agents.strategies.vendor.base import VendorStrategy, VendorView
from experiments.oracles.small_market import RUNWAY_MONTHS, SOURCE, cast_of, compute_a100, small_market
from model.inputs.cast import FoundryRow, ResellerRow, StartupTypeRow, TieKind, TieRow, VendorRow
from model.market import ComputeMarket

FOUNDRY, VENDOR, CHAIN_CHIP = "TSMC", "Iluvatar", "TG-V100"
SEASONS = 6
"""A start-up buys chips once in so many months (``agents/startups/rules.py``)."""
DEEP_POCKETS_USD = 1e12


def purchaser_traits() -> dict[str, Any]:
    """Changes that turn buyers of rent into buyers of one chip, with the same budget."""
    return {
        "compute_share": 0.0,
        "buy_share": 1.0 / (SEASONS * RUNWAY_MONTHS),
        "own_odds": 1.0,
        "training_need_a100": compute_a100(CHAIN_CHIP),
    }


class FixedList(VendorStrategy):
    """Sells at one list price, all of its stock directly where it sells directly at all."""

    list_usd: float = 1.0
    direct: bool = False
    plenty: float = 1.0

    def supply_factor(self, view: VendorView) -> Vector:
        """Plans for so many times what it forecasts."""
        return np.full_like(view.direct_share, self.plenty, np.float64)

    def list_prices(self, view: VendorView) -> Vector:
        """The same for ever."""
        return np.full_like(view.list_usd, self.list_usd)

    def direct_units(self, view: VendorView) -> Vector:
        """All or nothing."""
        return np.where(self.direct, np.floor(view.stock_units), 0.0)


class FixedAsk(ResellerStrategy):
    """Orders as the trade does, and asks one price for ever."""

    ask_usd: float = 1.0

    def asks(self, view: ResellerView) -> Vector:
        """The same for all chips that have a list price."""
        return np.where(view.reference_usd > 0, self.ask_usd, 0.0)


def chip_chain(
    buyers: Sequence[StartupTypeRow],
    strategies: Mapping[str, Strategy],
    monthly_units: Mapping[str, float],
    changes: Mapping[str, Any],
    seed: int = 1,
) -> ComputeMarket:
    """A market in which the named resellers (with their opening volume) sell the vendor's chip.

    Without resellers the vendor sells directly. A chip lasts a month: demand comes back every season.
    """
    foundry = FoundryRow(
        name=FOUNDRY,
        region="Taiwan",
        strategy="queue_by_loyalty",
        production_cost_share=0.0,
        packaging_fee_usd_per_wafer=0.0,
        source=SOURCE,
    )
    vendor = VendorRow(
        name=VENDOR,
        region="US",
        strategy="chip_only",
        opening_cash_usd=DEEP_POCKETS_USD,
        network_attach=0.0,
        network_cost_share=0.0,
        operating_cost_usd_per_month=0.0,
        opening_monthly_units={CHAIN_CHIP: sum(monthly_units.values())},
        opening_direct_share=1.0,
        source=SOURCE,
    )
    resellers = [
        ResellerRow(
            name=name,
            region="US",
            strategy="pass_through",
            opening_cash_usd=DEEP_POCKETS_USD,
            monthly_units={CHAIN_CHIP: units},
            source=SOURCE,
        )
        for name, units in monthly_units.items()
        if name != VENDOR
    ]
    pairs = [(FOUNDRY, VENDOR), *((VENDOR, row.name) for row in resellers)]
    ties = [
        TieRow(first=first, second=second, kind=TieKind.SUPPLIES, strength=1.0, source=SOURCE)
        for first, second in pairs
    ]
    rows: dict[str, Any] = {"type": buyers} if buyers else {}
    return small_market(
        cast_of(foundry=[foundry], vendor=[vendor], reseller=resellers, ties=ties, **rows),
        {
            **changes,
            "startups": {
                "count": sum(int(row.firms) for row in buyers) or 1,
                "scrap_rate": 1.0,
                **changes.get("startups", {}),
            },
            "channel": {"credit_share": 0.0, "operating_share": 0.0, **changes.get("channel", {})},
            "foundry": {"ramp_floor_wafers": 1e9, "most_growth": 0.0},
        },
        strategies,
        seed,
    )
