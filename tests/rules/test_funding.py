"""Venture money: as recorded, and then after what users are expected to spend."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from agents.climate.decide import mood_after
from model.batch import Batch
from model.inputs.scenario import load_scenario, scenario_from

ONE = np.ones(1)
RECORDED_MONTHS = 9
SHORT: dict[str, Any] = {
    "extends": "history",
    "months": 24,
    "startups": {"count": 40},
    "remove": ["funding"],
    "add": {
        "short": {
            "policy": "funding_path",
            "usd_per_quarter": {date(2022, 1, 1): 12.0e9, date(2022, 4, 1): 9.0e9, date(2022, 7, 1): 9.0e9},
        }
    },
}


def mood(risen: float, months: int, speed: float = 0.1, elasticity: float = 1.0) -> float:
    """The mood after some months in which users' worth stands that much higher (log)."""
    now = ONE
    for _ in range(months):
        now = mood_after(now, risen * ONE, speed * ONE, elasticity * ONE)
    return float(now[0])


def test_funding_stays_where_worth_does():
    assert mood(0.0, 50) == 1.0


def test_the_gap_closes_by_its_part_a_month():
    assert np.log(mood(0.5, 4)) == pytest.approx(0.5 * (1 - 0.9**4))
    assert np.log(mood(0.5, 400, elasticity=0.8)) == pytest.approx(0.4)


def funding(*changes: dict[str, Any]) -> np.ndarray:
    """Venture money by month and run in a world whose record is short."""
    scenarios = [scenario_from({**SHORT, **change}, "short record") for change in changes]
    batch = Batch(scenarios, [1] * len(changes), record=False)
    months = []
    while batch.months_done < batch.months_total:
        batch.run_month()
        months.append(batch.world.funding.funding_usd.sum(axis=1))
    return np.array(months)


def test_investors_follow_users_after_the_record_alone():
    worlds = funding(
        {},
        {"policies": {"chatgpt": {"size": 0.0}}},
        {"climate": {"overreaction": 1.0}},
        {"climate": {"funding_elasticity": 0.0}},
        {"add": {**SHORT["add"], "shock": {"policy": "demand_shock", "start": "2023-01-01", "factor": 0.5}}},
    )
    booming, silent, eager, fixed, shocked = worlds.T
    assert np.array_equal(worlds[:RECORDED_MONTHS], np.repeat(booming[:RECORDED_MONTHS, None], 5, axis=1))
    assert fixed[-1] == pytest.approx(fixed[RECORDED_MONTHS]) == 10e9 / 3
    assert booming[-1] > silent[-1]
    assert eager.max() > booming.max() > fixed.max()
    assert shocked[-1] < booming[-1]


def test_the_release_brings_venture_money_after_its_record():
    """Both worlds share the record up to March 2023; a world without ChatGPT has less money from then on."""
    money = {}
    for name in ("history", "no-boom"):
        scenario = load_scenario(name, ["startups.count=40", "months=30"])
        batch = Batch([scenario], [1], record=False)
        usd = []
        for _ in range(30):
            batch.run_month()
            usd.append(float(batch.world.funding.funding_usd.sum()))
        money[name] = usd
    assert money["history"][:15] == money["no-boom"][:15]
    assert all(one > other for one, other in zip(money["history"][16:], money["no-boom"][16:], strict=True))
