"""List prices of a vendor whose buyers answer with a constant elasticity.

One that spares no goodwill settles at the margin of Lerner (1934), one over the elasticity, while supply is
ample, and where demand meets supply when it is short. One that does, however short supply is, goes no further
above what its customers think fair than x = √(1 + 2/ψ) − 1, at which ½ψ x² of sales lost outweighs the rise.
The strategies are asked month after month; demand answers each price at once.
"""

import numpy as np
from numpy.typing import NDArray

from agents.strategies.vendor.base import Buyers, VendorStrategy, VendorView
from agents.strategies.vendor.chip_only import ChipOnly
from agents.strategies.vendor.clearing_price import ClearingPrice
from experiments.oracles.result import OracleResult
from model.inputs.parameters import VendorRules
from model.state.numbers import Section

type Vector = NDArray[np.float64]

COST_USD, FAIR_USD, FIRST_USD = 1_000.0, 1_500.0, 1_500.0
ELASTICITY, GOODWILL = 2.5, 5.0
WANTED_UNITS, PLENTY, SHORT = 1_000.0, 10_000.0, 400.0
MONTHS = 120
TOLERANCE = 0.002
"""Prices are looked for in steps of a thousandth of a log."""
RULES = Section({name: np.full((1, 1, 1), float(value)) for name, value in VendorRules()})
SOURCE = "Lerner 1934; Okun 1981"


def list_price() -> list[OracleResult]:
    """The monopoly's price, the clearing price and the price that goodwill allows."""
    bold, careful = ClearingPrice(), ChipOnly(goodwill=GOODWILL)
    monopoly = COST_USD * ELASTICITY / (ELASTICITY - 1.0)
    clearing = FIRST_USD * (WANTED_UNITS / SHORT) ** (1.0 / ELASTICITY)
    fairest = FAIR_USD * np.exp(np.sqrt(1.0 + 2.0 / GOODWILL) - 1.0)
    return [
        _result("no goodwill, ample supply", monopoly, _settled(bold, PLENTY)),
        _result("no goodwill, supply short", clearing, _settled(bold, SHORT)),
        _result("goodwill, supply very short", float(fairest), _settled(careful, SHORT / 100)),
    ]


def _result(case: str, theory: float, simulated: float) -> OracleResult:
    return OracleResult(
        "list price", f"{case}: price", theory, simulated, TOLERANCE * theory, "USD/chip", SOURCE
    )


def _settled(strategy: VendorStrategy, supply_units: float) -> float:
    """The list price after many months."""
    asked = FIRST_USD
    for month in range(MONTHS):
        wanted = WANTED_UNITS * (asked / FIRST_USD) ** -ELASTICITY
        asked = float(strategy.list_prices(_view(month, asked, wanted / supply_units)).ravel()[0])
    return asked


def _view(month: int, list_usd: float, tightness: float) -> VendorView:
    """What a vendor of one chip sees, without any stock."""

    def one(value: float) -> Vector:
        return np.full((1, 1, 2), value)

    nobody = np.zeros((1, 1, 1), np.bool_)
    return VendorView(
        month=month,
        rules=RULES,
        is_own=np.ones((1, 1, 2), np.bool_),
        stock_units=one(0.0),
        arrived_units=one(0.0),
        backlog_units=one(0.0),
        forecast_units=one(1.0),
        sales_units=one(1.0),
        wait_months=one(1.0),
        list_usd=one(list_usd),
        fair_usd=one(FAIR_USD),
        ceiling_usd=one(np.inf),
        cost_usd=one(COST_USD),
        tightness=one(tightness),
        elasticity=one(ELASTICITY),
        resented_move=np.zeros((1, 1, 1)),
        direct_share=np.zeros((1, 1, 1)),
        buyers=Buyers(np.zeros((1, 1, 1)), nobody, nobody, nobody, nobody),
        own_cloud_chips=np.zeros((1, 1, 2), np.bool_),
        fleet_units=one(0.0),
        fleet_used_units=one(0.0),
        cloud_rent_usd=one(0.0),
        host_fee_usd=np.zeros((1, 1, 1)),
        capital_rate=np.full((1, 1, 1), 0.04),
    )
