"""The command about plausibility; only typer is imported here, the rest when the command runs."""

from typing import Annotated

import typer

from experiments.options import FAILED, Months, Settings, Startups, overrides


def plausibility(
    scenario: Annotated[
        str, typer.Argument(metavar="[SCENARIO]", help="A name from `scenarios`, or a TOML file.")
    ] = "history",
    seeds: Annotated[str, typer.Option(metavar="A:B", help="Every seed from A to B.")] = "1:8",
    draws: Annotated[int, typer.Option(min=0, help="Also so many runs with draws of the priors.")] = 0,
    startups: Startups = None,
    months: Months = None,
    settings: Settings = None,
) -> None:
    """Count what plain sense rules out: idle lines with queues, stranded stock, overdrawn accounts.

    For each counter: its bound, and the value over all runs; ends with 1 if a bound is broken.
    """
    from agents.strategies.rows import check_strategies
    from experiments.plausibility.judge import judged, runs_of
    from experiments.plausibility.printing import print_judged
    from experiments.seeds import seeds_of
    from model.inputs.scenario import load_scenario

    chosen = seeds_of(None, seeds)
    loaded = check_strategies(load_scenario(scenario, overrides(settings, startups, months)))
    found = judged(list(runs_of(loaded, chosen, draws)))
    print_judged(found)
    if not all(one.holds for one in found):
        raise typer.Exit(FAILED)
