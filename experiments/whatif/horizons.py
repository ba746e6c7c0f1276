"""Effects by how long after the change they are read: a sign that turns is said, not averaged away."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.whatif.effects import Effect, paired_effect
from experiments.whatif.headlines import Headline
from experiments.whatif.run_series import RunSeries, Series

type Vector = NDArray[np.float64]

HORIZONS = (12, 24, 36)
"""Months after the first one that can differ at which an effect is read, beside the last month."""


@dataclass(frozen=True, slots=True)
class Dated:
    """An effect of all months up to some months after the change."""

    months: int
    effect: Effect


@dataclass(frozen=True, slots=True)
class Turn:
    """A headline metric whose clear effects have both signs, at the horizons at which they are clear."""

    headline: Headline
    at: Sequence[Dated]


def scalars(
    runs: Sequence[RunSeries], headline: Headline, first_month: int, end: int | None = None
) -> Vector:
    """A headline's value in each run, of the months from one on and before another."""
    series = Series("headline", headline.name)
    return np.array([headline.gather(run.months[series][first_month:end]) for run in runs])


def dated_effects(
    headline: Headline,
    baseline: Sequence[RunSeries],
    whatif: Sequence[RunSeries],
    first_month: int,
    months: int,
) -> list[Dated]:
    """The effects at every horizon that a run of so many months reaches, and at its end."""
    last = months - first_month
    ends = [*(horizon for horizon in HORIZONS if horizon < last), last]
    return [Dated(end, _effect(headline, baseline, whatif, first_month, first_month + end)) for end in ends]


def _effect(
    headline: Headline,
    baseline: Sequence[RunSeries],
    whatif: Sequence[RunSeries],
    first_month: int,
    end: int,
) -> Effect:
    old, new = (scalars(runs, headline, first_month, end) for runs in (baseline, whatif))
    return paired_effect(headline, old, new)


def turn_of(headline: Headline, effects: Sequence[Dated]) -> Turn | None:
    """The turn that dated effects of a headline make, if they do."""
    clear = [dated for dated in effects if dated.effect.is_clear and dated.effect.change != 0.0]
    signs = {dated.effect.change > 0 for dated in clear}
    return Turn(headline, clear) if len(signs) > 1 else None
