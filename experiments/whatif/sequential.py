"""How many pairs to run: a fixed number, or as many as an asked precision needs."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from experiments.whatif.effects import FEWEST_PAIRS, Effect
from experiments.whatif.headlines import Headline, headline
from model.inputs.problems import InputProblem

REPLICATIONS = 50
MOST_REPLICATIONS = 400
BATCH = 10
"""Pairs between two looks. An interval of fewer pairs is too uncertain itself to stop by."""
FIRST_HEADLINE = "revenue_usd.Nvidia"


@dataclass(frozen=True, slots=True)
class Precision:
    """The half-width wanted of a headline's interval.

    It is a share of the baseline's mean if `is_relative`, else in the headline's unit.
    """

    headline: Headline
    half_width: float
    is_relative: bool

    def missing(self, effect: Effect) -> float:
        """Return how many times wider than asked the interval still is; at most 1 is enough."""
        if not effect.is_known:
            return float("inf")
        allowed = self.half_width * (abs(effect.baseline) if self.is_relative else 1.0)
        half_width = effect.student.half_width
        return half_width / allowed if allowed else (0.0 if half_width == 0.0 else float("inf"))

    def __str__(self) -> str:
        unit = "% of the baseline" if self.is_relative else f" {self.headline.unit_of_change}"
        width = self.half_width * 100 if self.is_relative else self.half_width
        return f"half-width of {self.headline.label} at most {width:g}{unit}"


@dataclass(frozen=True, slots=True)
class PairPlan:
    """Which seeds to run: `most` pairs from `first_seed` on, or fewer once `precision` is met."""

    first_seed: int
    most: int
    precision: Precision | None = None

    @property
    def batches(self) -> list[range]:
        """The seeds, from one look at the precision to the next."""
        size = self.most if self.precision is None else BATCH
        last = self.first_seed + self.most
        return [range(seed, min(seed + size, last)) for seed in range(self.first_seed, last, size)]


@dataclass(frozen=True, slots=True)
class Stop:
    """Why no more pairs were run, in a sentence."""

    reached: bool
    reason: str
    interrupted: bool = False


def run_batches(
    plan: PairPlan, run: Callable[[Sequence[int]], None], effects: Callable[[Headline], Sequence[Effect]]
) -> Stop:
    """Run batch after batch until the plan is done; `effects` gives what is known so far.

    With several what-ifs the widest of their intervals decides.
    """
    precision = plan.precision
    if precision is None:
        run(plan.batches[0])
        return Stop(True, f"{plan.most} pairs, as asked")
    pairs = 0
    for batch in plan.batches:
        run(batch)
        pairs += len(batch)
        missing = max(precision.missing(effect) for effect in effects(precision.headline))
        if missing <= 1.0:
            return Stop(True, f"{pairs} pairs, enough for a {precision}")
    return Stop(
        False, f"stopped at {pairs} pairs, the most allowed, without a {precision}: {missing:.1f} times that"
    )


def pair_plan(
    first_seed: int, replications: int | None, half_width: str | None, metric: str | None
) -> PairPlan:
    """Return the plan that the options ask for; raises InputProblem for what makes no sense."""
    if replications is not None and replications < FEWEST_PAIRS:
        raise InputProblem(
            what="is too few: the spread of differences needs two pairs",
            where=f"--replications {replications}",
            allowed=f"a whole number from {FEWEST_PAIRS} up",
            fix=f"leave it out for {REPLICATIONS} pairs",
        )
    if half_width is None:
        if metric is not None:
            raise InputProblem(
                what="names the metric that must be precise, but not how precise",
                where=f"--metric {metric}",
                fix="add for instance --until-half-width 5%",
            )
        return PairPlan(first_seed, replications or REPLICATIONS)
    precision = _precision(half_width, headline(metric or FIRST_HEADLINE, "--metric"))
    return PairPlan(first_seed, replications or MOST_REPLICATIONS, precision)


def _precision(text: str, chosen: Headline) -> Precision:
    match = re.fullmatch(r"(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(%?)", text.strip())
    if match is None or float(match[1]) <= 0:
        raise InputProblem(
            what="is not a valid width",
            where=f"--until-half-width {text}",
            allowed=f"above zero: a share of the baseline such as 5%, or a number in {chosen.unit}",
        )
    is_relative = match[2] == "%"
    return Precision(chosen, float(match[1]) / (100 if is_relative else 1), is_relative)
