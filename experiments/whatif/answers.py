"""The answer in a few sentences, made from the effects and from nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.whatif.comparison import Comparison
from experiments.whatif.effects import Effect, median_variance_reduction
from experiments.whatif.headlines import SURPLUS_OF, TIERS, number
from experiments.whatif.horizons import Turn

FEW_PAIRS = 10
MOST_TURNS = 4
"""Metrics that turn of which the answer tells how; the table has all."""
WHY_TURNS = (
    "What is bought, built or won early is there, or missing, later: read such a metric with its date."
)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Who gains most, who loses most, what depends on the date (if anything does), and how sure that is."""

    gains: str
    loses: str
    sure: str
    dates: str = ""

    @property
    def all(self) -> Sequence[str]:
        """The sentences in the order in which they are read."""
        return tuple(said for said in (self.gains, self.loses, self.dates, self.sure) if said)

    def __str__(self) -> str:
        return " ".join(self.all)


def sentences(comparison: Comparison) -> Sentences:
    """Return the answer to a what-if; a side without a clear effect is said to have none.

    Gain and loss are changes of what a tier keeps, from the first month that can differ to the last.
    """
    if comparison.reaches_nobody:
        return _nobody(comparison)
    tiers = [effect for effect in map(comparison.effect, TIERS) if effect.is_known]
    span = f"from {comparison.first_day:%B %Y} to {comparison.last_day:%B %Y}"
    return Sentences(
        gains=_side(tiers, +1, span),
        loses=_side(tiers, -1, ""),
        sure=_sureness(comparison.effects),
        dates=_dates(comparison.turns),
    )


def _nobody(comparison: Comparison) -> Sentences:
    """Say that a change moves nothing, and what to look at."""
    paths = [row.parameter.path for row in comparison.differences]
    changed = ", ".join(paths) if paths else "nothing"
    pairs = max((effect.pairs for effect in comparison.effects), default=0)
    return Sentences(
        gains=f"{comparison.whatif.name} reaches nobody: every series of every firm, chip and region is the "
        "same to the bit in both runs, in every month.",
        loses=f"Changed: {changed}. Look at its dates, and whether anyone whom it concerns takes part.",
        sure=f"How sure: certain for these {pairs} pairs.",
    )


def _dates(turns: Sequence[Turn]) -> str:
    """Say which metrics change their sign with the date up to which they are read, and how."""
    if not turns:
        return ""
    told = "; ".join(_turn(turn) for turn in turns[:MOST_TURNS])
    more = f"; so do {len(turns) - MOST_TURNS} more" if len(turns) > MOST_TURNS else ""
    return f"The sign depends on the date: {told}{more}. {WHY_TURNS}"


def _turn(turn: Turn) -> str:
    """How one metric turns: its clear effects, by months after the change."""
    headline = turn.headline
    steps = ", ".join(f"{signed(dated.effect.change)} after {dated.months} months" for dated in turn.at)
    return f"{headline.label} ({headline.unit_of_change}) moves by {steps}"


def _side(tiers: Sequence[Effect], sign: int, span: str) -> str:
    """Return the sentence of the tier that moves most to one side."""
    verb, way = ("gains", "higher") if sign > 0 else ("loses", "lower")
    moved = [effect for effect in tiers if effect.change * sign > 0]
    if not moved:
        return f"No tier {verb}{_spaced(span)}: what none of them keeps is {way}."
    clear = [effect for effect in moved if effect.is_clear]
    most = max(clear or moved, key=lambda effect: abs(effect.change))
    label = f"surplus of {who(most)}"
    size = number(abs(most.change))
    if not clear:
        return (
            f"No tier clearly {verb}{_spaced(span)}: the largest estimate, the {label}, is {size} bn USD "
            f"{way}, but its interval holds zero ({interval_text(most)}), which is no clear effect."
        )
    hedge = "" if most.is_significant else ", but not beyond chance once all metrics are corrected for"
    return (
        f"{who(most).capitalize()} {verb[:-1]} most: their surplus is {size} bn USD {way}{_spaced(span)} "
        f"(95 % interval {interval_text(most)}; {_share_of_pairs(most)}){hedge}."
    )


def who(effect: Effect) -> str:
    """Return whom a tier's surplus belongs to: "the clouds"."""
    return effect.headline.label.removeprefix(SURPLUS_OF)


def interval_text(effect: Effect) -> str:
    """Return a t interval as text with signs, without its unit."""
    return f"{signed(effect.student.low)} to {signed(effect.student.high)}"


def signed(value: float) -> str:
    """Return a number with its sign, a true minus for negative ones."""
    text = number(abs(value))
    return text if text in ("0", "–") else f"{'+' if value > 0 else '−'}{text}"


def _share_of_pairs(effect: Effect) -> str:
    same = round(effect.same_sign * effect.pairs)
    if same == effect.pairs:
        return f"in all {effect.pairs} pairs"
    return f"in {same} of {effect.pairs} pairs"


def _sureness(effects: Sequence[Effect]) -> str:
    known = [effect for effect in effects if effect.is_known]
    if not known:
        return "Nothing can be said of how sure this is: no metric was known in two pairs."
    if all(effect.is_untouched for effect in known):
        return f"How sure: in all {known[0].pairs} pairs every headline metric is exactly the same."
    beyond = [effect for effect in known if effect.is_significant]
    pairs = max(effect.pairs for effect in known)
    hedge = f"; {pairs} pairs are few, so run more" if pairs < FEW_PAIRS else ""
    reduction = median_variance_reduction(known)
    chance = (
        f"; sharing random draws makes each pair worth {number(reduction)} independent ones"
        if reduction >= 1.0
        else ""
    )
    return (
        f"How sure: {len(beyond) or 'none'} of {len(known)} headline metrics "
        f"{'moves' if len(beyond) == 1 else 'move'} beyond chance at 5 % after correction for looking at all"
        f"{chance}{hedge}; this is random variation within the model, not the error of the model."
    )


def _spaced(text: str) -> str:
    return f" {text}" if text else ""
