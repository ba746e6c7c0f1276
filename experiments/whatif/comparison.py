"""Runs a whole question: pairs, effects, their divergence; what a report is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from experiments.progress import Watch
from experiments.whatif.differences import Difference, check_scenarios, differences, first_month_of_change
from experiments.whatif.divergence import Divergence, find_divergence
from experiments.whatif.effects import FEWEST_PAIRS, Effect, corrected, paired_effect
from experiments.whatif.headlines import HEADLINES, Headline
from experiments.whatif.horizons import Turn, dated_effects, scalars, turn_of
from experiments.whatif.pairs import run_pairs
from experiments.whatif.run_series import RunSeries
from experiments.whatif.sequential import PairPlan, Stop, run_batches
from experiments.worker_pools import Workers
from model.inputs.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Question:
    """What to compare with what, over which seeds, at whose parameters (scenario or posterior)."""

    baseline: Scenario
    whatifs: Sequence[Scenario]
    plan: PairPlan
    workers: int
    parameters: str = "scenario"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One what-if against the baseline; values count from `first_month` on.

    `reaches_nobody`: every series of every pair is the same in both runs, to the bit. `turns`: metrics whose
    sign depends on the date.
    """

    whatif: Scenario
    first_month: int
    first_day: date
    last_day: date
    effects: Sequence[Effect]
    differences: Sequence[Difference]
    divergence: Divergence
    reaches_nobody: bool = False
    turns: Sequence[Turn] = ()

    def effect(self, headline: Headline) -> Effect:
        """Return the effect on one headline metric."""
        return next(effect for effect in self.effects if effect.headline == headline)


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything a question came to; `runs` has every run's series by scenario, in order of seeds."""

    question: Question
    comparisons: Sequence[Comparison]
    runs: dict[str, list[RunSeries]]
    stop: Stop

    @property
    def seeds(self) -> list[int]:
        """The seeds of the pairs that were run."""
        return [run.seed for run in self.runs[self.question.baseline.name]]


@dataclass(slots=True)
class _Gathered:
    """The runs so far, and how their effects are read."""

    question: Question
    pairs: list[Sequence[RunSeries]] = field(default_factory=list)

    @property
    def runs(self) -> dict[str, list[RunSeries]]:
        """The runs of each scenario, in order of seeds."""
        return {runs[0].scenario: list(runs) for runs in zip(*self.pairs, strict=True)}

    def are_alike(self, whatif: Scenario) -> bool:
        """Whether nothing that was recorded differs from the baseline in any pair."""
        pairs = zip(self.runs[self.question.baseline.name], self.runs[whatif.name], strict=True)
        return all(old.digest == new.digest for old, new in pairs)

    def effects(self, headline: Headline) -> list[Effect]:
        return [self.effect(whatif, headline) for whatif in self.question.whatifs]

    def effect(self, whatif: Scenario, headline: Headline) -> Effect:
        first = first_month_of_change(self.question.baseline, whatif)
        old, new = (
            scalars(self.runs[each.name], headline, first) for each in (self.question.baseline, whatif)
        )
        return paired_effect(headline, old, new)

    def turns(self, whatif: Scenario) -> list[Turn]:
        baseline = self.question.baseline
        first = first_month_of_change(baseline, whatif)
        old, new = (self.runs[each.name] for each in (baseline, whatif))
        found = (
            turn_of(headline, dated_effects(headline, old, new, first, baseline.months))
            for headline in HEADLINES.values()
        )
        return [turn for turn in found if turn is not None]


def answer(question: Question, progress: Watch) -> Answer:
    """Run the pairs of a question and return the effects that they show.

    After Ctrl-C the pairs that were finished count, if there are two or more.

    Raises InputProblem for scenarios that cannot be compared, RunStoppedError if a run cannot go on.
    """
    check_scenarios(question.baseline, question.whatifs)
    scenarios = [question.baseline, *question.whatifs]
    gathered = _Gathered(question)
    progress.begin(question.plan.most)
    try:
        with Workers(question.workers) as workers:

            def run(seeds: Sequence[int]) -> None:
                for pair in run_pairs(workers, scenarios, question.parameters, seeds):
                    gathered.pairs.append(pair)
                    progress.advance(at=f"seed {pair[0].seed}")

            stop = run_batches(question.plan, run, gathered.effects)
    except KeyboardInterrupt:
        if len(gathered.pairs) < FEWEST_PAIRS:
            raise
        stop = Stop(False, f"interrupted after {len(gathered.pairs)} pairs", interrupted=True)
    return Answer(question, _comparisons(question, gathered), gathered.runs, stop)


def _comparisons(question: Question, gathered: _Gathered) -> list[Comparison]:
    families = corrected(
        [
            [gathered.effect(whatif, headline) for headline in HEADLINES.values()]
            for whatif in question.whatifs
        ]
    )
    return [
        replace(
            _comparison(question, whatif, effects),
            reaches_nobody=gathered.are_alike(whatif),
            turns=gathered.turns(whatif),
        )
        for whatif, effects in zip(question.whatifs, families, strict=True)
    ]


def _comparison(question: Question, whatif: Scenario, effects: Sequence[Effect]) -> Comparison:
    baseline = question.baseline
    first = first_month_of_change(baseline, whatif)
    calendar = baseline.calendar
    return Comparison(
        whatif=whatif,
        first_month=first,
        first_day=calendar.date_of(first),
        last_day=calendar.date_of(baseline.months - 1),
        effects=effects,
        differences=differences(baseline, whatif),
        divergence=find_divergence(baseline, whatif, question.plan.first_seed),
    )
