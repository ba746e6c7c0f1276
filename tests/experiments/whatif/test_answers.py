"""The sentences follow from the effects, and change when these do."""

from dataclasses import replace
from datetime import date

import numpy as np

from experiments.whatif.answers import sentences, signed
from experiments.whatif.comparison import Comparison
from experiments.whatif.divergence import Divergence
from experiments.whatif.effects import Effect, corrected, paired_effect
from experiments.whatif.headlines import HEADLINES, TIERS
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


def test_signs() -> None:
    assert [signed(value) for value in (1.0, -2.5, 0.0, float("nan"))] == ["+1", "−2.5", "0", "–"]
