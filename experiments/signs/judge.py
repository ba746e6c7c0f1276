"""Holds the paired effects of a change to the sign that theory expects."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from experiments.signs.checks import Check, Sign
from model.metrics import METRICS

HORIZONS = (12, 24, 42)
"""Months after a change at which every check is read, beside its own horizon."""
CLEAR = 2.0
"""Standard errors from zero beyond which an effect counts."""
LEAST_LOG, LEAST_POINTS = 0.004, 0.002
"""Smaller effects are none: log points of levels, points of shares and of signed sums over their size."""
LARGEST_LOG = 3.0
"""What something that appears, or is gone, counts as."""
LEAST_RIGHT = 0.95
"""Part of the checks that must be right."""
SIGNED = frozenset({"surplus_usd", "vendor_cash_flow_usd"})
"""Metrics in USD that may be negative: their effects are differences over the baseline's size."""

At = Literal["right", "wrong", "none", "missing"]
"""How an effect at one horizon stands to its sign."""
Verdict = Literal[
    "right", "wrong", "dead", "right at another horizon", "turns with the horizon", "missing", "stopped"
]
FAULTS: tuple[Verdict, ...] = ("wrong", "dead", "missing", "stopped")
"""Verdicts of which none is let pass."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Mean over seeds of changed less baseline, and its standard error: in logs, or in points."""

    mean: float
    error: float
    in_logs: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A check with its effects by horizon, and what they come to; ``problem`` says why a world stopped."""

    check: Check
    effects: Mapping[int, Effect]
    verdict: Verdict
    problem: str = ""

    @property
    def counts(self) -> bool:
        """Whether the check itself is held to be right."""
        return not self.check.mistaken


@dataclass(frozen=True, slots=True)
class Pair:
    """What a check reads of a baseline and of the changed world with the same seed, by horizon."""

    before: Mapping[int, float]
    after: Mapping[int, float]


def judged(check: Check, pairs: Sequence[Pair]) -> Judged:
    """The check over the seeds' pairs."""
    horizons = sorted({horizon for pair in pairs for horizon in pair.before})
    effects = {
        horizon: effect(check, [(pair.before[horizon], pair.after[horizon]) for pair in pairs])
        for horizon in horizons
    }
    return Judged(check, effects, verdict(check, effects))


def effect(check: Check, values: Sequence[tuple[float, float]]) -> Effect:
    """Mean and standard error of the seeds' differences; those without both values are left out."""
    metric = check.series.metric
    known = [(before, after) for before, after in values if not (math.isnan(before) or math.isnan(after))]
    in_logs = METRICS[metric].unit not in ("share", "index 0..1", "months") and metric not in SIGNED
    in_logs = in_logs or (metric == "lead_time_months")
    size = 1.0
    if metric in SIGNED and known:
        size = max(float(np.mean([abs(before) for before, _ in known])), 1.0)
    moves = [_log(before, after) if in_logs else (after - before) / size for before, after in known]
    if not moves:
        return Effect(float("nan"), 0.0, in_logs)
    error = float(np.std(moves, ddof=1)) / math.sqrt(len(moves)) if len(moves) > 1 else 0.0
    return Effect(float(np.mean(moves)), error, in_logs)


def _log(before: float, after: float) -> float:
    if before <= 0 or after <= 0:
        return math.copysign(LARGEST_LOG, after - before) if before != after else 0.0
    return min(max(math.log(after / before), -LARGEST_LOG), LARGEST_LOG)


def against(sign: Sign, found: Effect) -> At:
    """How an effect stands to a sign."""
    if math.isnan(found.mean):
        return "missing"
    least = LEAST_LOG if found.in_logs else LEAST_POINTS
    clear = abs(found.mean) >= least and abs(found.mean) > CLEAR * found.error
    if not clear:
        return "none"
    if sign == "0":
        return "wrong"
    return "right" if (found.mean > 0) == sign.startswith("+") else "wrong"


def verdict(check: Check, effects: Mapping[int, Effect]) -> Verdict:
    """One word over all horizons; the check's own decides unless the effect turns."""
    parts = {
        horizon: against(check.expected, found)
        for horizon, found in effects.items()
        if horizon == check.horizon_months or not check.only
    }
    own = parts.get(check.horizon_months, "missing")
    seen = {part for part in parts.values() if part in ("right", "wrong")}
    if own == "missing":
        return "missing"
    if seen == {"right", "wrong"}:
        return "turns with the horizon"
    if own in ("right", "wrong"):
        return "right" if own == "right" else "wrong"
    if check.expected.endswith("0"):
        return "right" if "wrong" not in seen else "turns with the horizon"
    return "right at another horizon" if "right" in seen else "wrong" if "wrong" in seen else "dead"


def passes(found: Sequence[Judged]) -> bool:
    """Whether no check is wrong or dead, and enough of them are right."""
    counted = [one for one in found if one.counts]
    right = sum(one.verdict == "right" for one in counted)
    return all(one.verdict not in FAULTS for one in counted) and right >= LEAST_RIGHT * len(counted)
