"""The tables of a report: effects, pairs, and the series of every month, as pandas frames."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from experiments.whatif.comparison import Answer
from experiments.whatif.effects import Effect
from experiments.whatif.headlines import HEADLINES
from experiments.whatif.horizons import scalars


def effects_frame(answer: Answer) -> pd.DataFrame:
    """Return one row per what-if and headline metric; changes are in `unit`, `relative` is a share."""
    return pd.DataFrame(
        {"whatif": comparison.whatif.name, "from": comparison.first_day, **_effect_row(effect)}
        for comparison in answer.comparisons
        for effect in comparison.effects
    )


def _effect_row(effect: Effect) -> dict[str, Any]:
    headline = effect.headline
    return {
        "figure": headline.name,
        "meaning": headline.label,
        "unit": headline.unit,
        "over": str(headline.over),
        "pairs": effect.pairs,
        "baseline": effect.baseline,
        "with_whatif": effect.whatif,
        "change": effect.change,
        "t_low": effect.student.low,
        "t_high": effect.student.high,
        "bootstrap_low": effect.bootstrap.low,
        "bootstrap_high": effect.bootstrap.high,
        "relative": effect.relative,
        "relative_low": effect.student.low * effect.per_baseline,
        "relative_high": effect.student.high * effect.per_baseline,
        "same_sign": effect.same_sign,
        "variance_reduction": effect.variance_reduction,
        "p": effect.p_value,
        "p_holm": effect.p_holm,
        "significant": effect.is_significant,
    }


def pairs_frame(answer: Answer) -> pd.DataFrame:
    """Return one row per what-if, headline metric and seed, with the value in both runs."""
    return pd.concat(_pairs(answer), ignore_index=True)


def _pairs(answer: Answer) -> Iterator[pd.DataFrame]:
    baseline = answer.runs[answer.question.baseline.name]
    for comparison in answer.comparisons:
        for headline in HEADLINES.values():
            old = scalars(baseline, headline, comparison.first_month)
            new = scalars(answer.runs[comparison.whatif.name], headline, comparison.first_month)
            yield pd.DataFrame(
                {
                    "whatif": comparison.whatif.name,
                    "figure": headline.name,
                    "unit": headline.unit,
                    "seed": answer.seeds,
                    "baseline": old,
                    "with_whatif": new,
                    "change": new - old,
                }
            )


def months_frame(answer: Answer) -> pd.DataFrame:
    """Return every monthly series of every run: world, seed, month, date, group, who, value.

    Units: headlines in their own, rental in USD, holder and maker in A100-equivalents at peak.
    """
    calendar = answer.question.baseline.calendar
    months = range(answer.question.baseline.months)
    dates = pd.to_datetime([calendar.date_of(month) for month in months])
    frames = [
        pd.DataFrame(
            {
                "world": scenario,
                "seed": run.seed,
                "month": months,
                "date": dates,
                "group": series.group,
                "who": series.who,
                "value": values,
            }
        )
        for scenario, runs in answer.runs.items()
        for run in runs
        for series, values in run.months.items()
    ]
    return pd.concat(frames, ignore_index=True)
