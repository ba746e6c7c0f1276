"""Hotelling: two sellers at the ends of a line on which buyers are spread evenly.

The line is code. A start-up's odds of an offer fall with the share of its code that would have to be
ported, and a named start-up may have any shares. The sellers let chips of two stacks; a start-up at u,
spread evenly over [−T, T], has shares whose log ratio is u. With price sensitivity β the one who is
indifferent stands where u = β ln(p / p'), so that a seller's share of sales is 1/2 − β ln(p / p') / 2T: the
line of Hotelling (1929), on which crossing costs a part t = T / β of the price. Profit is highest where
margin over price is t: price is cost plus the cost t p of crossing, and each serves one half. The noise of
tastes is spread over a line that is long against it, and changes nothing away from the ends.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from experiments.oracles.result import OracleResult
from experiments.oracles.seeker import Seeker, SeekingCloud, trials_of
from experiments.oracles.small_market import (
    CHIP,
    RUNWAY_MONTHS,
    SOURCE,
    books_after,
    buyers,
    cast_of,
    compute_a100,
    rental_cloud,
    small_market,
)
from model.inputs.calendar import HOURS_PER_MONTH
from model.inputs.cast import CloudRow, NamedStartupRow, TieKind, TieRow
from model.inputs.catalogue import load_catalogue
from model.inputs.catalogue_entries import Stack
from model.inputs.parameters import Use
from model.state.kinds import Kind

OTHER_CHIP = "MI250X"
SENSITIVITY = 30.0
HALF_LINE = 10.0
BUYERS = 400
FIRST_RENT_USD = 1_000.0
COST_USD = 400.0
"""Power for an A100-month of either seller, by the price of power in its region."""
SETTLING_MONTHS, COUNTED_MONTHS = 160, 320


@dataclass(frozen=True, slots=True)
class End:
    """A seller at an end of the line: what it lets, and where."""

    name: str
    chip: str
    region: str

    @property
    def compute_a100(self) -> float:
        """How many A100s one of its chips is."""
        return compute_a100(self.chip)

    @property
    def number(self) -> int:
        """Place of its chip in the catalogue."""
        return load_catalogue().chip_index(self.chip)

    def power_bill_usd(self) -> float:
        """Power for one of its chips per month, at the catalogue's price."""
        catalogue = load_catalogue()
        region = catalogue.regions[catalogue.region_index(self.region)]
        kwh = catalogue.power_w[self.number] * Use().system_power_factor * HOURS_PER_MONTH / 1000
        return float(kwh * region.pue * region.electricity_usd_per_kwh)


def hotelling() -> list[OracleResult]:
    """Margin over price, price over cost, and the share of one end."""
    ends = (End("near end", CHIP, "US"), End("far end", OTHER_CHIP, "Europe"))
    strategies = {
        end.name: SeekingCloud(
            seeker=Seeker(FIRST_RENT_USD * end.compute_a100, trials, step=0.05),
            chip=end.number,
        )
        for end, trials in zip(ends, trials_of(len(ends)), strict=True)
    }
    market = small_market(
        cast_of(
            type=[buyers("buyer", 1, 0.0, 1.0)],
            named=[_buyer(number) for number in range(BUYERS)],
            ties=[_acquaintance(end.name, number) for end in ends for number in range(BUYERS)],
            cloud=[_seller(end) for end in ends],
        ),
        _settings(ends),
        strategies,
    )
    books = books_after(market, SETTLING_MONTHS, COUNTED_MONTHS)
    rents = [books.taken(end.name, Kind.RENTAL) for end in ends]
    sold_a100 = [rent.units * end.compute_a100 for rent, end in zip(rents, ends, strict=True)]
    income_usd = sum(rent.amount_usd for rent in rents)
    cost_usd = sum(books.paid(end.name, Kind.ENERGY).amount_usd for end in ends)
    crossing = HALF_LINE / SENSITIVITY
    source = "Hotelling 1929"
    return [
        OracleResult(
            "hotelling",
            "margin over price",
            crossing,
            1 - cost_usd / income_usd,
            0.03 * crossing,
            "share",
            source,
        ),
        OracleResult(
            "hotelling",
            "price over cost",
            1 / (1 - crossing),
            income_usd / cost_usd,
            0.02 / (1 - crossing),
            "1",
            source,
        ),
        OracleResult(
            "hotelling", "share of one end", 0.5, sold_a100[0] / sum(sold_a100), 0.01, "share", source
        ),
    ]


def _settings(ends: tuple[End, ...]) -> dict[str, Any]:
    return {
        "startups": {"count": 1},
        "choice": {"price_sensitivity": SENSITIVITY, "switching_penalty": 20.0},
        "use": {"idle_power_share": 0.0},
        "policies": {
            f"power in {end.region}": {
                "policy": "power_price",
                "regions": (end.region,),
                "factor": COST_USD * end.compute_a100 / end.power_bill_usd(),
            }
            for end in ends
        },
    }


def _seller(end: End) -> CloudRow:
    rent_usd = FIRST_RENT_USD * end.compute_a100 / HOURS_PER_MONTH
    return rental_cloud(
        end.name,
        0,
        0.0,
        region=end.region,
        rent_usd_per_hour={end.chip: rent_usd},
        opening_units={end.chip: 4 * BUYERS},
        opening_rental_units={end.chip: 4 * BUYERS},
    )


def _buyer(number: int) -> NamedStartupRow:
    """A start-up at its place on the line."""
    place = HALF_LINE * ((2 * number + 1) / BUYERS - 1)
    near = 1 / (1 + np.exp(-place))
    return NamedStartupRow(
        name=f"buyer {number}",
        type="buyer",
        region="US",
        founded=date(2021, 1, 1),
        opening_cash_usd=100 * FIRST_RENT_USD * RUNWAY_MONTHS,
        size=1.0,
        opening_revenue_usd_per_month=0.0,
        stack_shares={str(Stack.CUDA): near, str(Stack.ROCM): 1 - near},
        source=SOURCE,
    )


def _acquaintance(seller: str, number: int) -> TieRow:
    return TieRow(first=seller, second=f"buyer {number}", kind=TieKind.KNOWS, strength=1.0, source=SOURCE)
