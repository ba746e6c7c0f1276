"""Outcomes: the single values a study keeps of each run, made from its monthly metrics."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from math import fsum, nan
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from model.recording import Recorder
from model.state.maths import total

LAST_YEAR_MONTHS = 12


class Over(StrEnum):
    """How the months of a run become one value."""

    SUM = "sum"
    MEAN = "mean"
    PEAK = "peak"
    LAST = "last"
    LAST_YEAR = "last_year"


class Outcome(BaseModel):
    """A value of a run: matching rows of a metric are added up month by month, then over months.

    `who`, `item`: names that count, all if empty; `apart_from`: who does not count.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    metric: str
    over: Over = Over.SUM
    who: tuple[str, ...] = ()
    item: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()

    def counts(self, who: str, item: str) -> bool:
        """Say whether a row of the metric is part of the outcome."""
        named = (not self.who or who in self.who) and (not self.item or item in self.item)
        return named and who not in self.apart_from


def _outcome(name: str, metric: str, over: Over, who: str = "", item: str = "") -> Outcome:
    return Outcome(
        name=name, metric=metric, over=over, who=(who,) if who else (), item=(item,) if item else ()
    )


VENDOR = "Nvidia"
_SALES = ("chips", "network", "rental", "software")
_LISTED = (
    Outcome(name="nvidia_revenue_usd", metric="revenue_usd", who=(VENDOR,), item=_SALES),
    _outcome("nvidia_rental_usd", "revenue_usd", Over.SUM, VENDOR, "rental"),
    _outcome("nvidia_gross_margin", "gross_margin", Over.MEAN, VENDOR),
    Outcome(name="cloud_rental_usd", metric="revenue_usd", item=("rental",), apart_from=(VENDOR,)),
    _outcome("foundry_surplus_usd", "surplus_usd", Over.SUM, "foundry"),
    _outcome("vendor_surplus_usd", "surplus_usd", Over.SUM, "vendor"),
    _outcome("channel_surplus_usd", "surplus_usd", Over.SUM, "channel"),
    _outcome("cloud_surplus_usd", "surplus_usd", Over.SUM, "cloud"),
    _outcome("startup_surplus_usd", "surplus_usd", Over.SUM, "start-ups"),
    _outcome("a100_premium_us", "street_premium", Over.MEAN, "US", "A100"),
    _outcome("a100_premium_china", "street_premium", Over.MEAN, "China", "A100"),
    _outcome("h100_wait_months", "lead_time_months", Over.MEAN, VENDOR, "H100"),
    _outcome("inhouse_share", "inhouse_share", Over.LAST, "all"),
    _outcome("domestic_share_china", "domestic_share", Over.LAST, "China", "installed"),
    _outcome("nvidia_dependence", "nvidia_dependence", Over.LAST, "all"),
    _outcome("compute_gini", "compute_gini", Over.LAST),
    _outcome("small_firm_share", "small_firm_compute_share", Over.LAST, "", "small and middle"),
    _outcome("startups_alive", "startups_alive", Over.LAST, "all"),
    _outcome("energy_mwh", "energy_mwh", Over.SUM, "all"),
    _outcome("nvidia_bullwhip", "bullwhip_ratio", Over.LAST, VENDOR),
)
OUTCOMES: dict[str, Outcome] = {outcome.name: outcome for outcome in _LISTED}
"""The outcomes a study keeps if it names none."""


def measure_outcomes(outcomes: Sequence[Outcome], recorder: Recorder, run: int) -> dict[str, float]:
    """Return each outcome of one run; without a matching row a sum is zero and anything else NaN."""
    months = len(recorder.months)
    return {
        outcome.name: _over(outcome.over, _monthly(outcome, recorder, run), months) for outcome in outcomes
    }


def _monthly(outcome: Outcome, recorder: Recorder, run: int) -> dict[int, float]:
    """The months with a value of an outcome, each with its rows added up in their order."""
    wanted = [
        name.metric == outcome.metric and outcome.counts(name.who, name.item) for name, _ in recorder.names
    ]
    table = recorder.series(run, wanted)
    known = ~np.isnan(table)
    added = total(np.where(known, table, 0.0)) if table.size else np.zeros(len(table))
    return {int(month): float(added[month]) for month in np.flatnonzero(known.any(axis=1))}


def _over(over: Over, series: Mapping[int, float], months: int) -> float:
    """Reduce a series by month; `fsum` makes the value independent of the order of rows."""
    values: list[Any] = list(series.values())
    if over == Over.LAST:
        return series.get(months - 1, nan)
    if over == Over.LAST_YEAR:
        values = [value for month, value in series.items() if month >= months - LAST_YEAR_MONTHS]
    if not values:
        return 0.0 if over == Over.SUM else nan
    if over == Over.PEAK:
        return float(max(values))
    added = fsum(values)
    return added if over == Over.SUM else added / len(values)
