"""Calibration, validation, backtest and ablation as tables for the terminal: what is wrong comes first."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from experiments.calibration.ablation import Ablated
from experiments.calibration.backtest import Backtest
from experiments.calibration.calibrate import Calibrated
from experiments.calibration.draws import ParameterSets
from experiments.calibration.priors import Prior, values_at
from experiments.calibration.score import Verdict
from experiments.calibration.targets import Role
from experiments.calibration.validate import FAR, NEVER, Checked, Validation
from experiments.console import plain_table, stdout_console

COLOURS = {Verdict.FAIL: "red", Verdict.NEAR: "yellow", Verdict.PASS: "green"}
WHOLE = 1_000.0
"""From here on a number is written without decimals."""
SCORE_MEANS = (
    "Score: weighted part of the targets whose simulated median lies inside the range of the observed value. "
    "pass: inside; near: within twice the range; fail: beyond. Interval: 5 to 95 % of the runs."
)


def print_validation(found: Validation, all_targets: bool) -> None:
    """Print the score and every target that is not met; with `all_targets` the others too."""
    console = stdout_console()
    console.print(
        f"[bold]{escape(found.scenario)}[/bold] against {len(found.checked)} targets, "
        f"{found.seeds} runs, parameters: {found.parameters}\n"
    )
    console.print(summary_line(found))
    console.print(SCORE_MEANS, style="dim")
    console.print()
    shown = found.checked if all_targets else [c for c in found.checked if c.verdict != Verdict.PASS]
    console.print(_targets(shown))
    if not all_targets:
        console.print(f"\n{len(found.checked) - len(shown)} more passed; --all shows them", style="dim")


def summary_line(found: Validation) -> str:
    """Return how many targets are met, in one line."""
    far = found.far
    return (
        f"Score {found.score:.0f} of 100. Inside the range: {100 * found.passed():.0f} % of all targets, "
        f"{100 * found.passed(Role.OUTCOME):.0f} % of the outcomes. "
        f"Off by more than a factor of {FAR:g}: {len(far)}."
    )


def _targets(checked: Sequence[Checked]) -> Table:
    table = plain_table("", "target", "simulated", "interval", "observed", "range", "off", left=2)
    for one in checked:
        target = one.target
        table.add_row(
            f"[{COLOURS[one.verdict]}]{one.verdict}[/]",
            escape(f"{target.name} ({target.unit})"),
            short(one.median),
            f"{short(one.low)}–{short(one.high)}",
            short(target.value),
            f"{short(target.low)}–{short(target.high)}",
            "–" if one.factor >= NEVER else f"×{one.factor:.2f}",
        )
    return table


def short(number: float) -> str:
    """Return a number with three digits and a unit of size."""
    if number != number:
        return "none"
    for size, letter in ((1e9, " bn"), (1e6, " M"), (1e4, " k")):
        if abs(number) >= size:
            return f"{number / (1e3 if letter == ' k' else size):.3g}{letter}"
    return f"{number:,.0f}" if abs(number) >= WHOLE else f"{number:.3g}"


def print_calibration(found: Calibrated, priors: Sequence[Prior]) -> None:
    """Print the posterior of every parameter beside its prior, the best known first."""
    console = stdout_console()
    if found.found is not None:
        best = values_at(tuple(priors), found.found.best)
        console.print(f"Best point of the search, log kernel {found.found.log_kernel.max():.1f}:")
        console.print(", ".join(f"{name} {value:.3g}" for name, value in best.items()), style="dim")
    console.print(f"Posterior: {len(found.posterior.places)} parameter sets.")
    console.print(posterior_table(found.sets, priors))
    console.print(
        "known: part of the prior's range that the 90 % interval leaves out; 0 means nothing was learnt.",
        style="dim",
    )


def posterior_table(sets: ParameterSets, priors: Sequence[Prior]) -> Table:
    """Return the posterior as a table, the best known parameter first."""
    table = plain_table("parameter", "prior", "median", "90 % interval", "known")
    rows = sorted(((known_part(sets, prior), prior) for prior in priors), key=lambda row: -row[0])
    for known, prior in rows:
        low, median, high = (sets.quantile(prior.parameter, share) for share in (0.05, 0.5, 0.95))
        table.add_row(
            prior.parameter,
            f"{prior.low:g}–{prior.high:g}",
            f"{median:.3g}",
            f"{low:.3g}–{high:.3g}",
            f"{known:.2f}",
        )
    return table


def known_part(sets: ParameterSets, prior: Prior) -> float:
    """Return the part of a prior's range that the posterior's 90 % interval leaves out."""
    low, high = (prior.place(sets.quantile(prior.parameter, share)) for share in (0.05, 0.95))
    return max(0.0, 1.0 - (high - low) / 0.9)


def print_backtest(found: Backtest) -> None:
    """Print coverage, and the score of each series against the best baseline, losses first."""
    console = stdout_console()
    means = found.by_series()
    console.print(
        f"Coverage of the 90 % intervals: {100 * found.coverage():.0f} % of {int(means['forecasts'].sum())} "
        f"forecasts. Better than the best baseline on {int(means['wins'].sum())} of {len(means)} series."
    )
    columns = ["market", "random walk", "exponential trend", "autoregression", "forecasts"]
    table = plain_table("series", *columns, "")
    for series, row in means.iterrows():
        cells = [f"{row[name]:.2f}" for name in columns[:-1]]
        table.add_row(str(series), *cells, f"{row['forecasts']:.0f}", "wins" if row["wins"] else "loses")
    console.print(table)
    console.print("Score: CRPS of the logs, mean over forecasts; the lower the better.", style="dim")


def print_ablation(found: Ablated) -> None:
    """Print for each mechanism the score without it and the headlines that move beyond chance."""
    console = stdout_console()
    console.print(f"Score with everything: {found.baseline_score:.0f}")
    for mechanism, value in found.scores.items():
        _print_mechanism(console, found, mechanism, value)


def _print_mechanism(console: Console, found: Ablated, mechanism: str, value: float) -> None:
    rows = found.effects[found.effects["mechanism"] == mechanism]
    moved = rows[rows["beyond_chance"]]
    console.print(f"\n[bold]without {mechanism}[/bold]: score {value:.0f}")
    if moved.empty:
        console.print("  no headline moves beyond chance")
    for row in moved.itertuples():
        base, change, half = float(row.base), float(row.change), float(row.half_width)  # type: ignore[arg-type]
        sign = "+" if change >= 0 else "−"
        console.print(
            f"  {row.figure}: {short(base)} {sign} {short(abs(change))} (± {short(half)}) {row.unit}"
        )
