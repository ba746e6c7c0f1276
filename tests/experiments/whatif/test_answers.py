"""The sentences follow from the effects, and change when these do."""

from dataclasses import replace
from datetime import date

import numpy as np

from experiments.whatif.answers import sentences, signed
from experiments.whatif.comparison import Comparison
from experiments.whatif.divergence import Divergence
from experiments.whatif.effects import Effect, corrected, paired_effect
from experiments.whatif.headlines import HEADLINES, TIERS, Over
from experiments.whatif.horizons import Turn, dated_effects, turn_of
from experiments.whatif.run_series import RunSeries, Series
from model.inputs.scenario import Scenario

SPREAD = np.tile([-1.0, 1.0], 10)


def comparison(**means: float) -> Comparison:
    """A what-if that moves each tier by a mean with standard deviation one, in 20 pairs."""
    effects: list[Effect] = []
    for headline in HEADLINES.values():
        baseline = np.arange(100.0, 120.0)
        moved = headline in TIERS and headline.who.replace("-", "") in means
        change = means[headline.who.replace("-", "")] + SPREAD if moved else np.zeros(20)
        effects.append(paired_effect(headline, baseline, baseline + change))
    start, end = date(2023, 3, 1), date(2026, 6, 1)
    return Comparison(Scenario(), 14, start, end, corrected([effects])[0], (), Divergence(1, ()))


def test_names_who_gains_and_who_loses_with_interval_and_pairs() -> None:
    said = sentences(comparison(vendor=5.0, cloud=-8.0, channel=-2.0))
    assert said.gains.startswith(
        "The chip vendors gain most: their surplus is 5 bn USD higher from March 2023"
    )
    assert "in all 20 pairs" in said.gains
    assert said.loses.startswith("The clouds lose most: their surplus is 8 bn USD lower (95 % interval −8.4")
    assert "3 of 27 headline metrics move beyond chance" in said.sure


def test_other_figures_make_other_sentences() -> None:
    said = sentences(comparison(vendor=-5.0, cloud=8.0, startups=9.0))
    assert said.gains.startswith("The start-ups gain most")
    assert said.loses.startswith("The chip vendors lose most")


def test_no_clear_effect_is_called_that() -> None:
    said = sentences(comparison(vendor=0.2, cloud=-0.1))
    assert "No tier clearly gains" in said.gains
    assert "the surplus of the chip vendors, is 0.2 bn USD higher" in said.gains
    assert "no clear effect" in said.gains
    assert "no clear effect" in said.loses
    assert "none of 27" in said.sure


def test_a_clear_small_effect_goes_before_an_unclear_large_one() -> None:
    wide = comparison(vendor=1.0)
    effects = [
        replace(paired_effect(each.headline, np.zeros(20), 2 + 50 * SPREAD), p_holm=1.0)
        if each.headline == TIERS[3]
        else each
        for each in wide.effects
    ]
    assert sentences(replace(wide, effects=effects)).gains.startswith("The chip vendors gain most")


def test_nothing_at_all_is_said_plainly() -> None:
    said = sentences(comparison())
    assert "No tier gains" in said.gains
    assert "No tier loses" in said.loses
    assert "exactly the same" in said.sure


def test_beyond_one_interval_but_not_beyond_many_is_hedged() -> None:
    said = sentences(comparison(vendor=0.55))
    assert "gain most" in said.gains
    assert "not beyond chance once all metrics are corrected for" in said.gains


def run(seed: int, months: np.ndarray) -> RunSeries:
    """A run of which one headline metric is known."""
    return RunSeries("x", seed, "", {Series("headline", next(iter(HEADLINES))): months})


def turn(change: np.ndarray) -> Turn | None:
    """The turn of a total whose months change so from the sixth of 54 on, in three pairs."""
    headline = next(iter(HEADLINES.values()))
    assert headline.over == Over.TOTAL
    noise = np.random.default_rng(1).normal(0.0, 0.01, (3, 54))
    old = [run(seed, np.ones(54)) for seed in range(3)]
    new = [run(seed, (1.0 + np.r_[np.zeros(6), change] + noise[seed])) for seed in range(3)]
    return turn_of(headline, dated_effects(headline, old, new, 6, 54))


def test_a_sign_that_turns_is_told_with_its_dates() -> None:
    found = turn(np.r_[np.full(20, 1.0), np.full(28, -2.0)])
    assert found is not None
    assert [dated.months for dated in found.at] == [12, 24, 36, 48]
    assert [dated.effect.change > 0 for dated in found.at] == [True, True, False, False]
    said = sentences(replace(comparison(), turns=(found,)))
    assert said.dates.startswith(
        "The sign depends on the date: Nvidia revenue (bn USD) moves by +12.0 after 12 months"
    )
    assert said.dates in str(said)


def test_a_sign_that_stays_or_is_not_clear_is_no_turn() -> None:
    assert turn(np.full(48, 1.0)) is None
    assert turn(np.r_[np.full(12, 1.0), np.zeros(36)]) is None
    assert turn(np.zeros(48)) is None
    assert sentences(comparison()).dates == ""


def test_signs() -> None:
    assert [signed(value) for value in (1.0, -2.5, 0.0, float("nan"))] == ["+1", "−2.5", "0", "–"]
