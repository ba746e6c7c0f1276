"""The command that compares scenarios; what it needs is imported when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.options import Drawing, Months, Settings, Workers, command_line, overrides

PAIRED_STARTUPS = 2_000
"""Start-ups in paired runs: finer than a single run, because pairs cannot share the random draws of rows."""


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
        str | None, typer.Option(metavar="METRIC", help="Whose interval, such as revenue_usd.Nvidia.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first pair.")] = 1,
    startups: Annotated[
        int, typer.Option(min=1, help="How many start-ups (a resolution: finer rows make pairs less noisy).")
    ] = PAIRED_STARTUPS,
    months: Months = None,
    settings: Settings = None,
    workers: Workers = 2,
    parameters: Annotated[
        str,
        typer.Option(
            metavar="SOURCE",
            help="scenario: its own values; posterior: each pair draws a set that fits the observed data.",
        ),
    ] = "scenario",
    out: Annotated[
        Path | None, typer.Option(help="New folder for the report; results/… if not given.")
    ] = None,
) -> None:
    """Compare what-ifs with a baseline, in pairs that share their random draws.

    Who gains, who loses, how sure; the report goes to a new folder, whose path is printed last.
    """
    from experiments.loading import load_checked
    from experiments.whatif.request import Request, answer_request
    from experiments.whatif.sequential import pair_plan

    plan = pair_plan(seed, replications, until_half_width, metric)
    changes = overrides(settings, startups, months)
    baseline, *whatifs = (load_checked(name, changes) for name in (against, *names))
    drawing: Drawing = context.obj
    request = Request(baseline, whatifs, plan, workers, out, command_line(), parameters)
    raise typer.Exit(answer_request(request, drawing.report))
