"""Users: diffusion as Bass (1969) solved it; news closes a gap and adds nothing of its own."""

import math
from itertools import pairwise

import numpy as np
import pytest

from agents.users import adoption
from model.batch import Batch
from model.inputs.scenario import load_scenario

MARKET, HALF, SPREAD = 20.0, 5.0, 2.0
INNOVATION, IMITATION = 0.0004, 0.02
"""A twelfth of what is usual, so that steps of a month come near continuous time."""


def diffusion(months: int) -> np.ndarray:
    """Adopters by month in a market of one that starts empty."""
    path = [0.0]
    for _ in range(months):
        path.append(float(adoption.adopted(path[-1], 1.0, INNOVATION, IMITATION)))
    return np.array(path)


def test_adoption_peaks_and_reaches_half_when_bass_says():
    path, pace = diffusion(600), INNOVATION + IMITATION
    peak = math.log(IMITATION / INNOVATION) / pace
    half = math.log(2 + IMITATION / INNOVATION) / pace
    assert np.argmax(np.diff(path)) == pytest.approx(peak, rel=0.03)
    assert np.argmax(path >= 0.5) == pytest.approx(half, rel=0.03)


def test_the_flow_never_exceeds_who_is_left_and_the_disappointed_leave():
    assert adoption.adopted(0.5, 1.0, 1.0, 1.0) == 1.0
    assert adoption.adopted(1.0, 0.6, 0.002, 0.25) == pytest.approx(0.96)


def test_dearer_compute_deters_users_with_the_elasticity_while_they_are_few():
    def users(rent: float) -> float:
        deterred = adoption.deterrence(np.array(rent), np.array(100.0), 0.7)
        return float(adoption.potential(MARKET, -15.0, HALF, SPREAD, deterred))

    assert users(100.0) == users(0.0) == pytest.approx(MARKET * math.exp(-10), rel=1e-3)
    assert math.log(users(110.0) / users(100.0)) == pytest.approx(-0.7 * math.log(1.1), rel=1e-3)
    assert adoption.potential(MARKET, 90.0, HALF, SPREAD, -3.0) <= MARKET


def spending(
    release: int | None, months: int = 54, gap: float = 2.0, growth: float = 0.15, stall: int = 999
) -> np.ndarray:
    """Adopters by month where capability grows until it stalls, and a release comes in some month."""
    able, seen, news, users = gap, 0.0, 0.0, 1.0
    path = []
    for month in range(months):
        able += growth if month < stall else 0.0
        news = adoption.attention(news, 0.3, 1.0 if month == release else 0.0)
        seen = adoption.perceived(seen, able, 0.01 + 0.5 * news)
        would = adoption.potential(MARKET, seen, HALF, SPREAD, 0.0)
        users = float(adoption.adopted(users, would, 0.002, 0.25))
        path.append(users)
    return np.array(path)


def fastest(path: np.ndarray) -> int:
    return int(np.argmax(np.diff(np.log(path))[3:])) + 3


def test_news_of_nothing_new_moves_nobody():
    silent, noisy = (spending(release, gap=0.0, growth=0.0) for release in (None, 10))
    assert np.array_equal(silent, noisy)


def test_no_release_no_boom_and_a_later_one_comes_later():
    silent, early, late = spending(None), spending(10), spending(22)
    assert np.array_equal(silent[:10], early[:10])
    assert np.diff(np.log(silent))[3:].max() < 0.5 * np.diff(np.log(early)).max()
    assert fastest(late) == pytest.approx(fastest(early) + 12, abs=2)
    assert early[30] > late[30] > silent[30]


def test_capability_that_stalls_a_year_after_the_release_lowers_spending():
    going_on, stalled = spending(10), spending(10, stall=22)
    assert np.array_equal(going_on[:22], stalled[:22])
    assert all(after < before for before, after in pairwise(stalled[30:] / going_on[30:]))


def test_the_boom_ends_where_all_who_would_adopt_have():
    growth = np.diff(np.log(spending(10, growth=0.0, months=120)))
    assert growth[-12:].max() < 0.2 * growth.max()


def test_in_the_market_spending_opens_as_the_cast_says_and_the_release_moves_it():
    short = ["startups.count=40", "months=16"]
    scenarios = [
        load_scenario("history", [*short, *changes])
        for changes in (["policies.chatgpt.size=0"], [], ["policies.chatgpt.size=2"])
    ]
    batch = Batch(scenarios, [1] * 3, record=False)
    users = batch.world.users
    paid = [row for row in scenarios[0].cast.type if row.paid_by_users]
    named = {row.name for row in paid}
    opening = sum(row.firms * row.revenue_usd_per_month * sum(row.regions.values()) for row in paid)
    opening += sum(
        row.opening_revenue_usd_per_month
        for row in scenarios[0].cast.named
        if row.type in named and row.founded < scenarios[0].start
    )
    assert users.spending_usd.sum(axis=1) == pytest.approx(opening)
    assert users.potential_usd == pytest.approx(users.spending_usd / scenarios[0].users.opening_adoption)
    while batch.months_done < 10:
        batch.run_month()
    assert np.ptp(users.spending_usd.sum(axis=1)) == 0
    batch.run_to_end()
    silent, plain, loud = users.spending_usd.sum(axis=1)
    assert silent < plain < loud
    dearer = np.log(users.rent_usd / batch.actors.startups.opening_rent_usd)
    assert np.isfinite(dearer).all()
    assert np.abs(dearer).max() > 0.01


def test_in_the_market_users_answer_the_rents_that_startups_paid():
    world = load_scenario("history", ["startups.count=40", "months=6"])
    batch = Batch([world] * 2, [1, 1], record=False)
    for _ in range(4):
        batch.run_month()
    users = batch.world.users
    assert np.array_equal(users.rent_usd[0], users.rent_usd[1])
    noted = users.rent_usd[1].copy()
    users.rent_usd[1] *= 2.0
    batch.run_month()
    fall = np.log(users.potential_usd[1] / users.potential_usd[0])
    most = world.users.rent_elasticity * math.log(2)
    assert np.all((-most < fall) & (fall < -0.8 * most)), "few have adopted: the log odds are nearly the log"
    assert users.rent_usd[1] == pytest.approx(noted, rel=0.2), "what is paid is noted anew"


def test_in_the_market_progress_that_stops_lowers_capability_from_then_on():
    stops = "startups.algorithmic_progress=[{from = 2022-06-01, value = 0.0}]"
    worlds = [
        load_scenario("history", ["startups.count=40", "months=9", *change]) for change in ([], [stops])
    ]
    batch = Batch(worlds, [1, 1], record=False)
    apart = []
    while batch.months_done < batch.months_total:
        batch.run_month()
        apart.append(float(np.diff(batch.world.users.capability[:, 0])[0]))
    assert apart[:5] == [0.0] * 5
    assert np.all(np.diff(apart[5:]) < 0)
