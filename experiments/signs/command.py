"""The command about signs; only typer is imported here, the rest when the command runs."""

from typing import Annotated

import typer

from experiments.options import FAILED


def signs(
    scenario: Annotated[
        str, typer.Option(help="What the changes are laid over: a name from `scenarios`, or a TOML file.")
    ] = "history",
    seeds: Annotated[
        str, typer.Option(metavar="A:B", help="Every seed from A to B, with and without.")
    ] = "1:4",
    startups: Annotated[
        int, typer.Option(min=1, help="How many start-ups (a resolution, not a size).")
    ] = 600,
    only: Annotated[
        str, typer.Option(metavar="PATTERN", help="Only checks whose id, group or change holds this.")
    ] = "",
) -> None:
    """Change one thing at a time and hold the sign of the answer to theory.

    For each check: effects after 12, 24 and 42 months and a verdict; ends with 1 if one is wrong or dead.
    """
    from experiments.progress import Progress
    from experiments.seeds import seeds_of
    from experiments.signs.checks import chosen, load_checks
    from experiments.signs.judge import passes
    from experiments.signs.printing import lines
    from experiments.signs.runs import judge_all, scenarios_of

    runs_of = seeds_of(None, seeds)
    checks = chosen(load_checks(), only)
    scenarios = scenarios_of(checks, scenario, startups)
    with Progress("runs") as progress:
        progress.begin(len(scenarios) * len(runs_of))
        found = judge_all(checks, scenarios, runs_of, progress.advance)
    for line in lines(found):
        typer.echo(line)
    if not passes(found):
        raise typer.Exit(FAILED)
