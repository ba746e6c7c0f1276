"""The commands about a study's results; what they need is imported when they run."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from experiments.options import Drawing, Workers, command_line
from experiments.study.commands import OutFolder, Scheduler
from model.inputs.problems import InputProblem


def sensitivity(
    context: typer.Context,
    place: Annotated[Path, typer.Argument(metavar="FILE|DIR", help="A study's file, or its folder.")],
    method: Annotated[str, typer.Option(help="For a file: morris (screening) or sobol.")] = "morris",
    points: Annotated[
        int | None, typer.Option(min=2, help="For a file: trajectories, or base points (a power of two).")
    ] = None,
    outcome: Annotated[list[str] | None, typer.Option(help="Only this outcome; may be repeated.")] = None,
    out: OutFolder = None,
    workers: Workers = 2,
    scheduler: Scheduler = None,
) -> None:
    """Show which factors matter, and how sure that is.

    Of a study's file the runs are made first; tables and pictures go to the study's folder.
    """
    from experiments.analysis.printing import draw_found, print_sensitivity
    from experiments.analysis.sensitivity import analyse_sensitivity, study_for
    from experiments.options import study_folder
    from experiments.study.session import Session, carry_out

    folder = place
    if not place.is_dir():
        study = study_for(place, method, points)
        folder = study_folder(out, study.name)
        code = carry_out(Session(study, place, folder, command_line(), workers, scheduler))
        if code:
            raise typer.Exit(code)
    found = analyse_sensitivity(folder, outcome or ())
    print_sensitivity(found)
    found.indices.to_csv(folder / "sensitivity.csv", index=False)
    drawing: Drawing = context.obj
    draw_found(drawing.analysis, found, folder / "sensitivity.png")


def discover(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A study's folder.")],
    outcome: Annotated[str, typer.Option(help="The outcome that is looked at.")] = "cloud_surplus_usd",
    scenario: Annotated[str | None, typer.Option(help="The scenario; the study's first if absent.")] = None,
    against: Annotated[
        str | None, typer.Option(help="Look at the change against this one; the study's second if absent.")
    ] = None,
    below: Annotated[float | None, typer.Option(help="Futures with less count; 0 if absent.")] = None,
    above: Annotated[float | None, typer.Option(help="Futures with more count.")] = None,
) -> None:
    """Scenario discovery: find the futures in which something happens (PRIM, CART).

    For instance: where does DGX Cloud hurt the clouds? Answers as boxes of factors (PRIM) and as
    leaves of a tree (CART).
    """
    from experiments.analysis.discovery import Question
    from experiments.analysis.discovery import discover as find
    from experiments.analysis.printing import draw_found, print_discovery

    if below is not None and above is not None:
        raise InputProblem(what="only one of the two can be given", where="--below and --above")
    side: Literal["below", "above"] = "below" if above is None else "above"
    limit = above if above is not None else below or 0.0
    found = find(folder, Question(outcome, scenario, against, limit, side))
    print_discovery(found)
    drawing: Drawing = context.obj
    draw_found(drawing.analysis, found, folder / "discovery.png")
