"""Pairs are added until the asked precision is met, or no more are allowed."""

from collections.abc import Sequence

import numpy as np
import pytest

from experiments.whatif.effects import Effect, paired_effect
from experiments.whatif.headlines import HEADLINES, Headline
from experiments.whatif.sequential import BATCH, PairPlan, Precision, pair_plan, run_batches
from model.inputs.problems import InputProblem

REVENUE = HEADLINES["revenue_usd.Nvidia"]


class Noisy:
    """A scenario whose value rises by one, give or take `noise`, in each further pair."""

    def __init__(self, noise: float) -> None:
        self.noise = noise
        self.seeds: list[int] = []

    def run(self, seeds: Sequence[int]) -> None:
        self.seeds += seeds

    def effects(self, headline: Headline) -> list[Effect]:
        signs = np.where(np.arange(len(self.seeds)) % 2, 1.0, -1.0)
        baseline = np.full(len(self.seeds), 10.0)
        return [paired_effect(headline, baseline, baseline + 1 + self.noise * signs)]


def test_a_fixed_number_is_one_batch() -> None:
    world = Noisy(1.0)
    stop = run_batches(PairPlan(5, 7), world.run, world.effects)
    assert world.seeds == [5, 6, 7, 8, 9, 10, 11]
    assert (stop.reached, stop.reason) == (True, "7 pairs, as asked")


def test_stops_at_the_first_batch_that_is_precise_enough() -> None:
    # Half-width of n pairs of +-2 is about 4 / sqrt(n): 0.9 after 20 pairs, 0.6 only after 50.
    world = Noisy(2.0)
    stop = run_batches(PairPlan(1, 400, Precision(REVENUE, 0.06, True)), world.run, world.effects)
    assert stop.reached
    assert len(world.seeds) == 50
    assert world.effects(REVENUE)[0].student.half_width <= 0.6
    shorter = Noisy(2.0)
    shorter.run(range(40))
    assert shorter.effects(REVENUE)[0].student.half_width > 0.6
    assert "50 pairs, enough for a half-width of Nvidia revenue at most 6% of the baseline" in stop.reason


def test_an_absolute_width_is_in_the_figures_unit() -> None:
    world = Noisy(2.0)
    stop = run_batches(pair_plan(1, None, "0.6", None), world.run, world.effects)
    assert len(world.seeds) == 50
    assert "0.6 bn USD" in stop.reason


def test_says_so_when_it_may_not_go_on() -> None:
    world = Noisy(50.0)
    stop = run_batches(pair_plan(1, 25, "5%", "revenue_usd.Nvidia.chips"), world.run, world.effects)
    assert not stop.reached
    assert len(world.seeds) == 25
    assert "stopped at 25 pairs, the most allowed" in stop.reason


def test_batches_cover_every_seed_once() -> None:
    batches = PairPlan(3, 25, Precision(REVENUE, 0.1, True)).batches
    assert [len(batch) for batch in batches] == [BATCH, BATCH, 5]
    assert [seed for batch in batches for seed in batch] == list(range(3, 28))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((1, 1, None, None), "too few"),
        ((1, None, "0%", None), "not a valid width"),
        ((1, None, "wide", None), "not a valid width"),
        ((1, None, None, "revenue_usd.Nvidia"), "--until-half-width"),
        ((1, None, "5%", "revenue_usd.Nvida"), "did you mean: revenue_usd.Nvidia"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: Sequence[object], told: str) -> None:
    with pytest.raises(InputProblem, match=told):
        pair_plan(*options)  # type: ignore[arg-type]
