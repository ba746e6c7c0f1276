"""A run's bits depend neither on the batch that it travels in nor on its place there."""

import functools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from agents.actors import Actors
from experiments.batches import Job, Made, make_runs
from model import batch as batches
from model.batch import MONEY_TOLERANCE, Batch
from model.inputs.problems import InputProblem
from model.inputs.scenario import Scenario, load_scenario, scenario_from
from model.month import PHASES
from model.phase import Phase
from model.recording import RunRecord
from model.state.kinds import Kind
from tests.small_worlds import short_history

MONTHS, STARTUPS = 8, 40
EARLY: dict[str, Any] = {
    "dgx_cloud": {"start": "2022-03-01", "commitment_months": 2},
    "early_rule": {"policy": "export_control", "start": "2022-04-01", "min_link_gb_s": 0},
    "wave": {
        "policy": "crypto_wave",
        "start": "2022-02-01",
        "rise_months": 2,
        "plateau_months": 1,
        "fall_months": 2,
    },
    "round": {
        "policy": "funding_round",
        "start": "2022-02-01",
        "startup": "OpenAI",
        "investor": "Azure",
        "amount_usd": 3.0e9,
        "months": 4,
    },
}
"""Levers that act within the year, so that little is left idle in a short run."""
NUMBERS: dict[str, Any] = {
    "startups": {"salvage_share": 0.7, "scrap_rate": 0.02, "talent_sigma": 1.1},
    "choice": {"price_sensitivity": 2.0, "tie_odds": 5.0},
    "cloud": {"adjustment_speed": 0.2, "spot_share": 0.3, "cash_months": 3.0, "scrap_rate": 0.02},
    "vendor": {"unit_cost_margin": 0.15, "trend_smoothing": 0.3, "announced_months": 2},
    "channel": {"seizure_chance": 0.4, "target_cover_months": 2.0},
    "foundry": {"loyalty_weight": 2.0, "node_lead_months": 6},
    "programme": {"duration_sigma": 0.5, "first_silicon_success": 0.6},
    "network": {"firm_search_rate": 0.4, "fade": 0.06},
    "learning": {"first_units": 20.0},
    "climate": {"traction_weight": 0.7},
    "use": {"idle_power_share": 0.5},
}
KINDS: dict[str, dict[str, Any]] = {
    "plain": {},
    "no own cloud": {"remove": ["dgx_cloud"]},
    "no rule": {"remove": ["early_rule"]},
    "licences": {"policies": {"licences": {"policy": "licence_quota", "start": "2022-05-01"}}},
    "price war": {"strategies": {"AWS": "price_war", "CoreWeave": "price_war"}},
    "changes of mind": {
        "strategies": {
            "Nvidia": [{"strategy": "chip_only"}, {"strategy": "dgx_cloud", "from": "2022-05-01"}],
            "US broker A": "hoarder",
            "Google TPU": "inside_only",
        }
    },
    "auctions": {"strategies": {"Nvidia": {"strategy": "clearing_price", "rationing": "highest_bid"}}},
    "must supply": {
        "policies": {
            "must": {"policy": "must_supply", "start": "2022-03-01"},
            "loss": {"policy": "foundry_shock", "start": "2022-02-01", "hits_packaging": True},
        }
    },
    "other numbers": NUMBERS,
    "levies": {
        "policies": {
            "duty": {"policy": "tariff", "start": "2022-03-01", "regions": ["China", "Europe"]},
            "aid": {"policy": "compute_voucher", "start": "2022-02-01"},
            "tax": {"policy": "carbon_tax", "start": "2022-03-01"},
        },
        "cloud": {"scrap_rate": 0.05},
    },
}
"""What the runs of a batch may differ in while cast and calendar are the same."""


@functools.cache
def scenario_of(kind: str, months: int = MONTHS) -> Scenario:
    """A short scenario of this kind over a history whose levers act early."""
    changes = dict(KINDS[kind])
    removed = changes.pop("remove", [])
    policies = {name: lever for name, lever in EARLY.items() if name not in removed or "policy" not in lever}
    base = {
        "extends": "history",
        "months": months,
        "startups": {"count": STARTUPS} | changes.pop("startups", {}),
        "policies": policies | changes.pop("policies", {}),
        **changes,
    }
    for name in removed:
        base["policies"].pop(name, None)
    inherited = [name for name in removed if name in load_scenario("history").policies]
    return scenario_from(base | ({"remove": inherited} if inherited else {}), f"a test of {kind}")


type Run = tuple[str, int]
"""Kind and seed."""
RUNS: list[Run] = [(kind, seed) for seed, kind in enumerate(KINDS, start=1)]


@functools.cache
def alone(run: Run) -> RunRecord:
    """What a run leaves behind that travels alone."""
    kind, seed = run
    batch = Batch([scenario_of(kind)], [seed])
    batch.run_to_end()
    return batch.record()


def travelled(runs: Sequence[Run]) -> Batch:
    """The finished batch of these runs."""
    batch = Batch([scenario_of(kind) for kind, _ in runs], [seed for _, seed in runs])
    batch.run_to_end()
    return batch


def apart(found: RunRecord, expected: RunRecord) -> Iterator[str]:
    """Columns in which two runs differ by a bit, a row, or a word."""
    for table in ("metrics", "trades", "firms", "startups"):
        one, other = getattr(found, table), getattr(expected, table)
        assert list(one) == list(other)
        for name in one:
            values, wanted = np.asarray(one[name]), np.asarray(other[name])
            if values.dtype == object or wanted.dtype.kind == "U":
                same = values.tolist() == wanted.tolist()
            else:
                same = values.dtype == wanted.dtype and values.tobytes() == wanted.tobytes()
            if not same:
                yield f"{table}.{name}"
    if (found.residual_money, found.residual_chips) != (expected.residual_money, expected.residual_chips):
        yield "residuals"


def batched(size: int, seed: int) -> list[list[Run]]:
    """The runs, and strangers as far as places are left, in batches of a size, in an order of the seed's."""
    places = -(-len(RUNS) // size) * size
    strangers = [(kind, 100 + n) for n, (kind, _) in zip(range(places - len(RUNS)), RUNS * 5, strict=False)]
    everybody = [*RUNS, *strangers]
    order = np.random.default_rng(seed).permutation(len(everybody)).tolist()
    return [[everybody[place] for place in order[first : first + size]] for first in range(0, places, size)]


@pytest.mark.parametrize("size", [2, 10, 50])
def test_a_run_alone_is_the_run_in_any_batch_bit_for_bit(size):
    seen = 0
    for runs in batched(size, seed=size):
        batch = travelled(runs)
        for place, run in enumerate(runs):
            if run in RUNS:
                assert list(apart(batch.record(place), alone(run))) == [], f"{run} as {place} of {size}"
                seen += 1
        assert (batch.residual_money <= MONEY_TOLERANCE).all()
        assert not batch.residual_chips.any()
    assert seen == len(RUNS)


def test_the_kinds_of_runs_are_kinds_indeed():
    plain = travelled([("plain", seed) for _, seed in RUNS])
    for place, run in enumerate(RUNS[1:], start=1):
        assert "metrics.value" in apart(plain.record(place), alone(run)), run


@pytest.mark.parametrize("override", ["startups.count=50", "months=5", "start=2022-02-01"])
def test_runs_of_other_shapes_do_not_travel_together(override):
    with pytest.raises(InputProblem, match="batch"):
        Batch([short_history(), short_history(override)], [1, 2])


# ---------------------------------------------------------------- runs that cannot go on

TAMPERED, REFUSED, NOT_A_NUMBER = 901, 902, 903
"""Seeds of runs that are made to fail."""


def spoil(actors: Actors) -> None:
    """Money out of nowhere, a payment below zero, an undefined balance: each in its month and run."""
    world = actors.world
    for run, seed in enumerate(world.seeds):
        if (seed, world.month) == (TAMPERED, 1):
            world.money.balance_usd[run, 0] += 1e9
        if (seed, world.month) == (REFUSED, 2):
            world.money.pay(Kind.TAX, run, 0, 1, -1.0)
        if (seed, world.month) == (NOT_A_NUMBER, 2):
            world.money.balance_usd[run, 0] = np.nan


@pytest.fixture
def spoilt(monkeypatch: pytest.MonkeyPatch) -> None:
    """The month ends with a phase that spoils some runs."""
    monkeypatch.setattr(batches, "PHASES", (*PHASES, Phase("spoil", spoil, (), ())))


def made(jobs: Sequence[Job]) -> dict[int, tuple[Made, RunRecord | None]]:
    """Every run by its job."""
    return {
        run.job: (run, None if run.batch is None else run.batch.record(run.run))
        for run in make_runs(jobs, keep_trades=True)
    }


@pytest.mark.usefixtures("spoilt")
def test_a_run_that_fails_is_reported_and_the_others_come_out_as_without_it():
    kinds = ["plain", "price war", "plain", "levies", "plain", "no own cloud"]
    seeds = [TAMPERED, 1, REFUSED, 2, NOT_A_NUMBER, 3]
    jobs = [Job(scenario_of(kind, 4), seed) for kind, seed in zip(kinds, seeds, strict=True)]
    found = made(jobs)
    assert sorted(found) == list(range(6))
    without = made(jobs[1::2])
    for place, job in enumerate((1, 3, 5)):
        assert found[job][0].error == ""
        assert list(apart(found[job][1], without[place][1])) == []
    for job, words in ((0, "do not close"), (2, "negative or undefined payment"), (4, "do not close")):
        assert found[job][1] is None
        assert words in found[job][0].error


@pytest.mark.usefixtures("spoilt")
def test_a_run_that_fails_alone_is_reported():
    found = made([Job(scenario_of("plain", 4), TAMPERED)])
    assert found[0][0].batch is None
    assert f"seed {TAMPERED}" in found[0][0].error
