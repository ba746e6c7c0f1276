"""The commands about one market and its results; what they need is imported when they run."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.options import (
    FAILED,
    INTERRUPTED,
    Drawing,
    Months,
    ScenarioName,
    Settings,
    Startups,
    command_line,
    overrides,
)


def run(
    context: typer.Context,
    scenario: ScenarioName,
    seed: Annotated[int | None, typer.Option(help="Seed of a single run; 1 if not given.")] = None,
    seeds: Annotated[str | None, typer.Option(metavar="A:B", help="Run every seed from A to B.")] = None,
    startups: Startups = None,
    months: Months = None,
    settings: Settings = None,
    out: Annotated[
        Path | None, typer.Option(help="New folder for the results; results/… if not given.")
    ] = None,
) -> None:
    """Run a scenario; print and keep what happened.

    Tables and charts go to a new folder, whose path is printed last.
    """
    from experiments.atomic_write import check_out_folder, free_folder
    from experiments.loading import load_checked
    from experiments.progress import Progress
    from experiments.reach import tell_unreached
    from experiments.run import RunPlan, folder_name, run_plan
    from experiments.seeds import seeds_of
    from experiments.summary import print_outcome

    chosen = seeds_of(seed, seeds)
    loaded = load_checked(scenario, overrides(settings, startups, months))
    if out is None:
        out = free_folder(Path("results") / folder_name(loaded.name, chosen))
    else:
        check_out_folder(out)
    plan = RunPlan(loaded, chosen, out, command_line())
    drawing: Drawing = context.obj
    with Progress("months") as progress:
        outcome = run_plan(plan, progress, drawing.charts)
    if settings and outcome.finished:
        tell_unreached(scenario, overrides(None, startups, months), settings, outcome.finished[0])
    print_outcome(plan, outcome)
    if outcome.failure is not None:
        raise typer.Exit(FAILED)
    if outcome.interrupted:
        raise typer.Exit(INTERRUPTED)


def cast(scenario: ScenarioName) -> None:
    """Show who acts in a scenario.

    For each firm: role, region, strategy, ties, and what it starts with.
    """
    from experiments.listing import print_cast
    from experiments.loading import load_checked

    print_cast(load_checked(scenario))


def scenarios() -> None:
    """List the scenarios and what each one asks."""
    from experiments.listing import print_scenarios

    print_scenarios()


def describe(scenario: ScenarioName, settings: Settings = None) -> None:
    """Show every parameter of a scenario.

    For each: value, unit, meaning and source, and what the parent scenario has instead.
    """
    from experiments.listing import print_parameters
    from experiments.loading import load_checked

    print_parameters(load_checked(scenario, overrides(settings)))


def metrics() -> None:
    """List the metrics: name, unit, meaning."""
    from experiments.listing import print_metrics

    print_metrics()


def phases(
    scenario: ScenarioName = "history",
    seed: Annotated[int, typer.Option(min=0, help="Seed of the run that is timed.")] = 1,
    startups: Startups = None,
    months: Months = None,
    settings: Settings = None,
) -> None:
    """Show the phases of a month in order.

    For each: what it reads, what it writes, and the time it takes here.
    """
    from experiments.loading import load_checked
    from experiments.phases import print_phases

    print_phases(load_checked(scenario, overrides(settings, startups, months)), seed)


def benchmark(
    json: Annotated[Path | None, typer.Option(help="Also write the measurements here.")] = None,
) -> None:
    """Measure how fast the market runs here."""
    from experiments.benchmark import main as measure

    measure(json)


def results(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run or of a study.")],
    sql: Annotated[str | None, typer.Option(help="A query over the tables, answered as a table.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Answer as CSV, with all rows.")] = False,
) -> None:
    """Show what is in a results folder, or query it with SQL.

    Tables are named after the Parquet files; a study also has its design and the state of its runs.
    """
    from experiments.results_listing import print_results

    print_results(folder, sql, csv)
