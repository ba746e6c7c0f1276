"""The command line: reads arguments, calls the room that does the work, turns errors into codes.

Only typer is imported here: help and complaints must come at once.
"""

import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.calibration import commands as record
from experiments.oracles.command import oracles
from experiments.plausibility.command import plausibility
from experiments.seeds import asked_seeds
from experiments.sizes import sizes
from experiments.study import commands
from model.inputs.problems import InputProblem

if TYPE_CHECKING:
    from experiments.analysis import DrawAnalysis
    from experiments.calibration import DrawValidation
    from experiments.run import Draw, Outcome, RunPlan
    from experiments.whatif.report import Render
    from model.inputs.scenario import Scenario

PROGRAM = "uv run -m experiments"
DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


@dataclass(frozen=True, slots=True)
class Drawing:
    """Who draws: the command line knows no pictures and is handed these."""

    charts: "Draw | None"
    report: "Render | None"
    analysis: "DrawAnalysis | None" = None
    validation: "DrawValidation | None" = None


PAIRED_STARTUPS = 2_000
"""Start-ups in paired runs: finer than a single run, because chance of rows is what pairs cannot share."""

app = typer.Typer(
    help="An agent-based laboratory of the AI-compute market.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # the rich help alone would cost 0.2 s
)

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A name from `scenarios`, or a TOML file.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a parameter; may be repeated."),
]


@app.command()
def run(
    context: typer.Context,
    scenario: ScenarioName,
    seed: Annotated[int | None, typer.Option(help="Seed of a single run; 1 if not given.")] = None,
    seeds: Annotated[str | None, typer.Option(metavar="A:B", help="Run every seed from A to B.")] = None,
    startups: Annotated[
        int | None, typer.Option(help="How many start-ups (a resolution, not a size).")
    ] = None,
    months: Annotated[int | None, typer.Option(help="How many months to simulate.")] = None,
    settings: Settings = None,
    out: Annotated[
        Path | None, typer.Option(help="New folder for the results; results/… if not given.")
    ] = None,
) -> None:
    """Run a scenario; print and keep what happened.

    Tables and charts go to a new folder, whose path is printed last.
    """
    from experiments.progress import Progress
    from experiments.reach import tell_unreached
    from experiments.run import RunPlan, run_plan
    from experiments.whole_folder import check_out_folder, free_folder

    chosen = asked_seeds(seed, seeds)
    loaded = _load(scenario, [*sizes(startups, months), *(settings or [])])
    if out is None:
        out = free_folder(Path("results") / _folder_name(loaded.name, chosen))
    else:
        check_out_folder(out)
    plan = RunPlan(loaded, chosen, out, f"{PROGRAM} {shlex.join(sys.argv[1:])}")
    drawing: Drawing = context.obj
    with Progress("months") as progress:
        outcome = run_plan(plan, progress, drawing.charts)
    if settings and outcome.finished:
        tell_unreached(scenario, sizes(startups, months), settings, outcome.finished[0])
    _report(plan, outcome)


@app.command()
def whatif(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="SCENARIO…", help="What-ifs: names or TOML files.")],
    against: Annotated[str, typer.Option(metavar="SCENARIO", help="The baseline.")] = "history",
    replications: Annotated[
        int | None, typer.Option(help="Pairs to run; 50 if not given. With a half-width: the most.")
    ] = None,
    until_half_width: Annotated[
        str | None,
        typer.Option(metavar="WIDTH", help="Run pairs until the interval is this precise: 5%, or a number."),
    ] = None,
    metric: Annotated[
        str | None, typer.Option(metavar="FIGURE", help="Whose interval, such as revenue_usd.Nvidia.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the first pair.")] = 1,
    startups: Annotated[
        int, typer.Option(help="How many start-ups (a resolution: finer rows make pairs less noisy).")
    ] = PAIRED_STARTUPS,
    months: Annotated[int | None, typer.Option(help="How many months to simulate.")] = None,
    settings: Settings = None,
    workers: Annotated[int, typer.Option(help="Processes to run in.")] = 2,
    parameters: Annotated[
        str,
        typer.Option(
            metavar="SOURCE",
            help="scenario: its own values; posterior: each pair draws a set that fits the record.",
        ),
    ] = "scenario",
    out: Annotated[
        Path | None, typer.Option(help="New folder for the report; results/… if not given.")
    ] = None,
) -> None:
    """Compare what-ifs with a baseline, in pairs that share their chance.

    Who gains, who loses, how sure; the report goes to a new folder, whose path is printed last.
    """
    from experiments.whatif.ask import Asked, ask
    from experiments.whatif.sequential import pair_plan

    plan = pair_plan(seed, replications, until_half_width, metric)
    overrides = [*sizes(startups, months), *(settings or [])]
    worlds = [_load(name, overrides) for name in (against, *names)]
    command = f"{PROGRAM} {shlex.join(sys.argv[1:])}"
    drawing: Drawing = context.obj
    raise typer.Exit(
        ask(Asked(worlds[0], worlds[1:], plan, workers, out, command, parameters), drawing.report)
    )


@app.command()
def cast(scenario: ScenarioName) -> None:
    """Show who acts in a scenario.

    For each firm: role, region, strategy, ties, and what it starts with.
    """
    from experiments.listing import print_cast

    print_cast(_load(scenario))


@app.command()
def scenarios() -> None:
    """List the scenarios and what each one asks."""
    from experiments.listing import print_scenarios

    print_scenarios()


@app.command()
def describe(scenario: ScenarioName, settings: Settings = None) -> None:
    """Show every parameter of a scenario.

    For each: value, unit, meaning and source, and what the parent scenario has instead.
    """
    from experiments.listing import print_parameters

    print_parameters(_load(scenario, settings or []))


@app.command()
def metrics() -> None:
    """List the metrics: name, unit, meaning."""
    from experiments.listing import print_metrics

    print_metrics()


@app.command()
def phases(
    scenario: ScenarioName = "history",
    seed: Annotated[int, typer.Option(help="Seed of the run that is timed.")] = 1,
    startups: Annotated[
        int | None, typer.Option(help="How many start-ups (a resolution, not a size).")
    ] = None,
    months: Annotated[int | None, typer.Option(help="How many months to simulate.")] = None,
    settings: Settings = None,
) -> None:
    """Show the phases of a month in order.

    For each: what it reads, what it writes, and the time it takes here.
    """
    from experiments.phases import print_phases

    print_phases(_load(scenario, [*sizes(startups, months), *(settings or [])]), seed)


@app.command()
def benchmark(
    json: Annotated[Path | None, typer.Option(help="Also write the measurements here.")] = None,
) -> None:
    """Measure how fast the market runs here."""
    from experiments.benchmark import main as measure

    measure(json)


for command in (
    commands.study,
    commands.results,
    commands.sensitivity,
    commands.discover,
    oracles,
    plausibility,
):
    app.command()(command)
for about_record in (
    record.validate, record.calibrate, record.backtest, record.forecast, record.ablate, record.reproduce,
):  # fmt: skip
    app.command()(about_record)


def main(
    arguments: Sequence[str] | None = None,
    draw: "Draw | None" = None,
    report: "Render | None" = None,
    analysis: "DrawAnalysis | None" = None,
    validation: "DrawValidation | None" = None,
) -> int:
    """Run the command line and return its exit code.

    `draw` makes the charts of a run, `report` the pages and pictures of a what-if,
    `analysis` the picture of a sensitivity or a discovery, `validation` those of a validation.
    """
    try:
        app(args=arguments, prog_name=PROGRAM, obj=Drawing(draw, report, analysis, validation))
    except InputProblem as problem:
        print(problem, file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        print(f"stopped: {error.strerror or error}{place}; nothing was kept", file=sys.stderr)
        return FAILED
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else FAILED
    return DONE


def _load(name: str, overrides: Sequence[str] = ()) -> "Scenario":
    from agents.strategies.rows import check_strategies
    from model.inputs.scenario import load_scenario

    return check_strategies(load_scenario(name, overrides))


def _folder_name(scenario: str, seeds: Sequence[int]) -> str:
    name = re.sub(r"[^\w.-]+", "-", scenario).strip("-.") or "scenario"
    return f"{name}-{seeds[0]}" if len(seeds) == 1 else f"{name}-{seeds[0]}-{seeds[-1]}"


def _report(plan: "RunPlan", outcome: "Outcome") -> None:
    """Print the closing table and the folder, then end with the code that fits."""
    from experiments.run import describe_seeds
    from experiments.summary import print_summary

    if outcome.folder is not None:
        print_summary(outcome.folder, plan.scenario, outcome.finished)
        print(f"Results: {outcome.folder}")
    kept = (
        f"kept {describe_seeds(outcome.finished)} of {len(plan.seeds)}"
        if outcome.finished
        else "no seed was finished, nothing was kept"
    )
    if outcome.failure is not None:
        print(f"The run cannot go on: {outcome.failure}\n{kept}", file=sys.stderr)
        raise typer.Exit(FAILED)
    if outcome.interrupted:
        print(f"Interrupted: {kept}", file=sys.stderr)
        raise typer.Exit(INTERRUPTED)
