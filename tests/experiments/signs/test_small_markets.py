"""Signs in a market of two clouds and one kind of tenant, in which nothing else moves."""

from dataclasses import dataclass
from functools import cache

import pytest

from experiments.oracles.small_market import books_after, buyers, cast_of, rental_cloud, small_market
from model.state.kinds import Kind

TENANTS, MONTHS = 400, 12
RENT_USD = 1_000.0


@dataclass(frozen=True, slots=True)
class Setting:
    """Two clouds' rents and chips, what a tenant needs and can pay, and how markets answer."""

    rents_usd: tuple[float, float] = (RENT_USD, RENT_USD)
    chips: tuple[int, int] = (600, 600)
    need_a100: float = 2.0
    budget_usd: float = 20 * RENT_USD
    price_sensitivity: float = 3.0
    small_speed: float = 0.0


@dataclass(frozen=True, slots=True)
class Let:
    """Chips let and mean rent per chip and month, by cloud."""

    units: tuple[float, float]
    rent_usd: tuple[float, float]


@cache
def let(setting: Setting) -> Let:
    """What the two clouds let in a year."""
    names = ("first", "second")
    clouds = [
        rental_cloud(name, chips, rent)
        for name, chips, rent in zip(names, setting.chips, setting.rents_usd, strict=True)
    ]
    market = small_market(
        cast_of(type=[buyers("tenant", TENANTS, setting.budget_usd, setting.need_a100)], cloud=clouds),
        {
            "startups": {"count": TENANTS},
            "choice": {"price_sensitivity": setting.price_sensitivity},
            "cloud": {"small_speed": setting.small_speed},
        },
    )
    books = books_after(market, 6, MONTHS)
    first, second = (books.taken(name, Kind.RENTAL) for name in names)
    return Let((first.units, second.units), (first.each_usd, second.each_usd))


STILL = Setting()
ANSWERING = Setting(small_speed=0.1)


def test_a_dearer_cloud_lets_less_and_its_rival_more() -> None:
    dearer = let(Setting(rents_usd=(1.3 * RENT_USD, RENT_USD)))
    assert dearer.units[0] < 0.8 * let(STILL).units[0]
    assert dearer.units[1] > 1.2 * let(STILL).units[1]


def test_who_looks_at_prices_less_stays_more() -> None:
    rents = (1.3 * RENT_USD, RENT_USD)
    blind = let(Setting(rents_usd=rents, price_sensitivity=0.5))
    assert blind.units[0] > 1.2 * let(Setting(rents_usd=rents)).units[0]


def test_a_cloud_that_is_full_sends_tenants_to_its_rival() -> None:
    full = let(Setting(chips=(100, 1_100)))
    assert full.units[0] == pytest.approx(100 * MONTHS)
    assert full.units[1] > 1.4 * let(STILL).units[1]


def test_half_the_need_lowers_rents_and_half_the_chips_raise_them() -> None:
    fewer_tenants = let(Setting(small_speed=0.1, need_a100=1.0))
    fewer_chips = let(Setting(small_speed=0.1, chips=(300, 300)))
    for cloud in (0, 1):
        assert fewer_tenants.rent_usd[cloud] < 0.97 * let(ANSWERING).rent_usd[cloud]
        assert fewer_chips.rent_usd[cloud] > 1.03 * let(ANSWERING).rent_usd[cloud]


def test_rivals_rents_follow_a_cloud_that_is_cheaper() -> None:
    cheaper = let(Setting(small_speed=0.1, rents_usd=(0.7 * RENT_USD, RENT_USD)))
    assert cheaper.rent_usd[1] < let(ANSWERING).rent_usd[1]


def test_tenants_without_money_let_chips_idle() -> None:
    poor = let(Setting(budget_usd=1.2 * RENT_USD))
    assert sum(poor.units) < 0.7 * sum(let(STILL).units)
