"""Bertrand: sellers of the same thing who set prices; each buyer takes the offer that suits it best.

Tastes are the market's own (a Luce choice in which odds fall with price to the power β). With n equal
sellers the elasticity that each one faces is ε = β (1 − 1/n), and prices settle at ε / (ε − 1) times
cost (Anderson, de Palma and Thisse 1992, ch. 7); as β grows that is Bertrand's (1883) price equal to
cost. With too little capacity for all buyers, undercutting ends above cost, at the price that fills
it (Edgeworth 1897; Kreps and Scheinkman 1983).
"""

from experiments.oracles.result import OracleResult
from experiments.oracles.seeker import Seeker, SeekingCloud, trials_of
from experiments.oracles.small_market import (
    CHIP,
    as_much_as_they_can,
    books_after,
    buyers,
    cast_of,
    rental_cloud,
    small_market,
)
from model.inputs.catalogue import load_catalogue
from model.state.kinds import Kind

DEAR_POWER = {"policies": {"dear power": {"policy": "power_price", "factor": 10.0}}}
"""Power is the cost of a chip that is let; ten times as dear, it is about 400 USD a month."""
ONLY_BUSY = {"idle_power_share": 0.0}
"""An idle chip costs nothing: power is a cost of what is sold, not of what is held."""
FIRST_RENT_USD = 1_000.0
ROWS = 8_000
MONTHS = 560
CHOKE_USD, STEPS, ROWS_A_STEP, CHIPS_EACH = 2_000.0, 50, 40, 50
MARGIN_TOLERANCE = 0.1
"""Deviation allowed, in parts of theory's margin over cost."""
WAR_MONTHS = 200
SCARCE_SHARE = 0.35
"""Chips of each side over buyers, when scarce: the price that fills them is half as much again as cost."""


def bertrand() -> list[OracleResult]:
    """Prices over cost: sellers that seek profit, and a price war with ample and with scarce chips."""
    sought = [(4.0, 2), (10.0, 2), (10.0, 3), (30.0, 2), (30.0, 3)]
    return [
        *(_sought(sensitivity, sellers) for sensitivity, sellers in sought),
        *_price_war(),
    ]


def _sought(sensitivity: float, sellers: int) -> OracleResult:
    names = [f"seller {number}" for number in range(sellers)]
    trials = trials_of(sellers)
    step = min(0.02, 0.3 / sensitivity)
    strategies = {
        name: SeekingCloud(seeker=Seeker(FIRST_RENT_USD, trial, step), chip=load_catalogue().chip_index(CHIP))
        for name, trial in zip(names, trials, strict=True)
    }
    market = small_market(
        cast_of(
            type=[buyers("buyer", ROWS, 100 * FIRST_RENT_USD, 1.0)],
            cloud=[rental_cloud(name, 2 * ROWS, FIRST_RENT_USD) for name in names],
        ),
        {
            "startups": {"count": ROWS},
            "choice": {"price_sensitivity": sensitivity},
            "use": ONLY_BUSY,
            **DEAR_POWER,
        },
        strategies,
    )
    books = books_after(market, MONTHS // 2, MONTHS // 2)
    income_usd = sum(books.taken(name, Kind.RENTAL).amount_usd for name in names)
    cost_usd = sum(books.paid(name, Kind.ENERGY).amount_usd for name in names)
    elasticity = sensitivity * (1 - 1 / sellers)
    theory = elasticity / (elasticity - 1)
    return OracleResult(
        name="bertrand",
        quantity=f"price over cost, {sellers} sellers, β = {sensitivity:g}",
        theory=theory,
        simulated=income_usd / cost_usd,
        tolerance=MARGIN_TOLERANCE * (theory - 1),
        unit="1",
        source="Bertrand 1883; Anderson, de Palma and Thisse 1992, ch. 7",
    )


def _price_war() -> list[OracleResult]:
    """The strategy `price_war` with twice the chips that all buyers want, and with too few at cost."""
    wanted = STEPS * ROWS_A_STEP * CHIPS_EACH
    scarce = int(SCARCE_SHARE * wanted)
    ample_usd, cost_usd = _end_of_war(wanted)
    scarce_usd, _ = _end_of_war(scarce)
    clearing_usd = CHOKE_USD * (1 - 2 * scarce / wanted)
    return [
        OracleResult(
            "bertrand",
            "price over cost after a price war, ample chips",
            1.0,
            ample_usd / cost_usd,
            1e-6,
            "1",
            "Bertrand 1883",
        ),
        OracleResult(
            "bertrand",
            "price over the filling price after a price war, scarce chips",
            1.0,
            scarce_usd / clearing_usd,
            0.02,
            "1",
            "Edgeworth 1897; Kreps and Scheinkman 1983",
        ),
    ]


def _end_of_war(units_each: int) -> tuple[float, float]:
    """Rent at the end and cost of a chip-month in use, two clouds with so many chips each."""
    names = ("one side", "other side")
    market = small_market(
        cast_of(
            type=as_much_as_they_can(CHOKE_USD, STEPS, ROWS_A_STEP, CHIPS_EACH),
            cloud=[rental_cloud(name, units_each, CHOKE_USD / 2, strategy="price_war") for name in names],
        ),
        {
            "startups": {"count": STEPS * ROWS_A_STEP},
            "choice": {"price_sensitivity": 10.0},
            "cloud": {"target_utilisation": 1.0},
            "use": ONLY_BUSY,
            **DEAR_POWER,
        },
    )
    books = books_after(market, WAR_MONTHS, 1)
    power_usd = sum(books.paid(name, Kind.ENERGY).amount_usd for name in names)
    used = sum(books.taken(name, Kind.RENTAL).units for name in names)
    return books.taken(names[0], Kind.RENTAL).each_usd, power_usd / used
