"""The commands of calibration and validation; what they need is imported when they run."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.options import Drawing, Workers

FOLDER = Path("results") / "validation"
LONG_SEEDS, FORECAST_SEEDS, ABLATION_SEEDS = 50, 100, 20
STARTUPS = 300

ScenarioName = Annotated[str, typer.Argument(metavar="[SCENARIO]", help="A scenario's name or TOML file.")]
Parameters = Annotated[
    str, typer.Option(metavar="SOURCE", help="posterior: a draw for each seed; scenario: its own values.")
]
Seeds = Annotated[int, typer.Option(min=2, help="How many runs, each with a seed of its own.")]
Startups = Annotated[int, typer.Option(min=1, help="How many start-ups (a resolution, not a size).")]
Out = Annotated[Path, typer.Option(help="The folder for tables and pictures.")]


def validate(
    context: typer.Context,
    scenario: ScenarioName = "history",
    seeds: Seeds = LONG_SEEDS,
    parameters: Parameters = "posterior",
    startups: Startups = STARTUPS,
    workers: Workers = 2,
    all_targets: Annotated[bool, typer.Option("--all", help="Show the targets that passed too.")] = False,
    out: Out = FOLDER,
) -> None:
    """Compare a scenario with observed data up to May 2023.

    Every target with simulated median, 90 % interval and verdict; what is wrong comes first.
    """
    from experiments.calibration import steps as work
    from experiments.calibration.ensemble import Runs
    from experiments.calibration.printing import print_validation

    found = work.validation(Runs(scenario, seeds, startups, parameters), workers, out)
    print_validation(found, all_targets)
    drawing: Drawing = context.obj
    if drawing.validation is not None:
        drawing.validation(out)
    print(f"Tables and pictures: {out}")


def calibrate(
    scenario: ScenarioName = "history",
    points: Annotated[int, typer.Option(min=0, help="Points the search tries; 0 for none.")] = 160,
    members: Annotated[int, typer.Option(min=10, help="Parameter sets of the posterior.")] = 200,
    steps: Annotated[int, typer.Option(min=1, help="Steps in which the data are assimilated.")] = 6,
    until: Annotated[str, typer.Option(metavar="YYYY-MM", help="Use what was known by then.")] = "2023-05",
    startups: Startups = STARTUPS,
    workers: Workers = 2,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the posterior in model/inputs/data, for every command.")
    ] = False,
    out: Out = Path("results") / "calibration",
) -> None:
    """Find the parameters that agree with observed data: a posterior, not one best point.

    Call again after any stop: it goes on where it was. About ten minutes on two cores.
    """
    from experiments.calibration import steps as work
    from experiments.calibration.calibrate import Budget
    from experiments.calibration.printing import print_calibration
    from experiments.calibration.priors import load_priors

    budget = Budget(points, 2, 16, members, steps, startups)
    found = work.calibration(scenario, until, budget, workers, keep, out)
    print_calibration(found, load_priors())
    print(f"Posterior: {work.posterior_place(keep, out)}")


def backtest(
    scenario: ScenarioName = "history",
    members: Annotated[int, typer.Option(min=10, help="Parameter sets of each posterior.")] = 160,
    steps: Annotated[int, typer.Option(min=1, help="Steps of each posterior.")] = 5,
    startups: Startups = STARTUPS,
    workers: Workers = 2,
    out: Out = FOLDER,
) -> None:
    """Calibrate at rolling origins, forecast what came after, and keep score against baseline models.

    Call again after any stop: it goes on where it was. About ten minutes on two cores.
    """
    from experiments.calibration import steps as work
    from experiments.calibration.calibrate import Budget
    from experiments.calibration.printing import print_backtest

    budget = Budget(0, 0, 0, members, steps, startups)
    print_backtest(work.backtest_of(scenario, budget, workers, out))
    print(f"Table: {out / 'backtest.csv'}")


def forecast(
    scenario: ScenarioName = "history",
    seeds: Seeds = FORECAST_SEEDS,
    parameters: Parameters = "posterior",
    startups: Startups = STARTUPS,
    workers: Workers = 2,
    out: Out = FOLDER,
) -> None:
    """Write the forecast from June 2023 to June 2026, as quantiles by quarter."""
    from experiments.calibration import steps as work
    from experiments.calibration.ensemble import Runs

    table = work.forecast_of(Runs(scenario, seeds, startups, parameters), workers, out)
    print(f"{len(table)} rows: {out / 'forecast.csv'}")


def ablate(
    scenario: ScenarioName = "history",
    seeds: Seeds = ABLATION_SEEDS,
    parameters: Parameters = "posterior",
    startups: Startups = STARTUPS,
    workers: Workers = 2,
    out: Out = FOLDER,
) -> None:
    """Switch each mechanism off in turn: what the score and the headlines do."""
    from experiments.calibration import steps as work
    from experiments.calibration.ensemble import Runs
    from experiments.calibration.printing import print_ablation

    print_ablation(work.ablation_of(Runs(scenario, seeds, startups, parameters), workers, out))
    print(f"Table: {out / 'ablation.csv'}")


def reproduce(
    context: typer.Context,
    short: Annotated[
        bool, typer.Option("--short", help="Small budgets, for a check that all works: minutes.")
    ] = False,
    workers: Workers = 2,
    out: Annotated[Path | None, typer.Option(help="The folder; results/validation if not given.")] = None,
) -> None:
    """Make every claim of docs/validation.md again, from calibration to report.

    Resumable; about half an hour on two cores. With --short the report stays in the folder.
    """
    from experiments.calibration.reproduction import LONG, SHORT, reproduce_all

    drawing: Drawing = context.obj
    folder = out or (FOLDER.with_name("validation-short") if short else FOLDER)
    page = folder / "validation.md" if short else Path("docs") / "validation.md"
    reproduce_all(SHORT if short else LONG, workers, folder, page, drawing.validation)
    print(f"Report: {page}")
