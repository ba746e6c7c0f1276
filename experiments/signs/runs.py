"""Makes the worlds of the checks, paired by seed, and judges each check."""

from collections.abc import Callable, Sequence

from experiments.batches import Job, make_runs
from experiments.options import RunStoppedError
from experiments.signs.changed import baseline, changed
from experiments.signs.checks import Check, Series, load_changes
from experiments.signs.judge import HORIZONS, Judged, Pair, judged
from experiments.signs.readings import WINDOW_MONTHS, Vector, read_at, read_run
from model.inputs.scenario import Scenario

BASELINE = ""
"""Stands for the baseline among the names of changes."""

type Run = dict[Series, Vector]
type Report = Callable[[int], None]


def months_of(checks: Sequence[Check]) -> int:
    """Months that the checks need: the last of them at its own horizon."""
    return max(check.from_month + check.horizon_months for check in checks) + WINDOW_MONTHS // 2


def scenarios_of(
    checks: Sequence[Check], scenario: str, startups: int, months: int | None = None
) -> dict[str, Scenario]:
    """The baseline and the scenario of each change, by name.

    Raises:
        InputProblem: when a change cannot be made in this scenario.
    """
    months = months_of(checks) if months is None else months
    base = baseline(scenario, startups, months)
    found = {BASELINE: base}
    for name in dict.fromkeys(check.change for check in checks):
        found[name] = changed(scenario, startups, months, load_changes()[name], name, base)
    return found


def judge_all(
    checks: Sequence[Check],
    scenarios: dict[str, Scenario],
    seeds: Sequence[int],
    report: Report = lambda _: None,
) -> list[Judged]:
    """Run every world with every seed and judge the checks; ``report`` is told of each finished run.

    Raises:
        RunStoppedError: if a run of the baseline cannot go on.
    """
    names = [(name, seed) for name in scenarios for seed in seeds]
    jobs = [Job(scenarios[name], seed) for name, seed in names]
    wanted: dict[str, list[Series]] = {BASELINE: [check.series for check in checks]}
    for check in checks:
        wanted.setdefault(check.change, []).append(check.series)
    runs: dict[tuple[str, int], Run] = {}
    errors: dict[str, str] = {}
    for made in make_runs(jobs):
        name, seed = names[made.job]
        report(1)
        if made.batch is None or made.batch.recorder is None:
            errors[name] = f"seed {seed}: {made.error}"
        else:
            cast = scenarios[name].cast
            runs[name, seed] = read_run(made.batch.recorder, made.run, wanted[name], cast)
    if BASELINE in errors:
        raise RunStoppedError(f"baseline, {errors[BASELINE]}")
    months = scenarios[BASELINE].months
    return [_judge(check, runs, seeds, months, errors) for check in checks]


def _judge(
    check: Check,
    runs: dict[tuple[str, int], Run],
    seeds: Sequence[int],
    months: int,
    errors: dict[str, str],
) -> Judged:
    if check.change in errors:
        return Judged(check, {}, "stopped", errors[check.change])
    return judged(
        check, [_pair(check, runs[BASELINE, seed], runs[check.change, seed], months) for seed in seeds]
    )


def _pair(check: Check, before: Run, after: Run, months: int) -> Pair:
    ends = {horizon: check.from_month + horizon for horizon in (*HORIZONS, check.horizon_months)}
    ends = {horizon: end for horizon, end in ends.items() if end <= months}

    def read(run: Run) -> dict[int, float]:
        series = run[check.series]
        return {
            horizon: read_at(series, check.reading, check.from_month, end) for horizon, end in ends.items()
        }

    return Pair(read(before), read(after))
