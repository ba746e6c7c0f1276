"""The commands about studies; only typer is imported here, the rest when a command needs it."""

import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from model.inputs.problems import InputProblem, unknown_name

if TYPE_CHECKING:
    from experiments.analysis.discovery import Discovery
    from experiments.analysis.sensitivity import Sensitivity
    from experiments.cli import Drawing
    from experiments.study.runner import Shard
    from experiments.study.session import Session

PROGRAM = "uv run -m experiments"
FAILED, INTERRUPTED = 1, 130

StudyFile = Annotated[Path, typer.Argument(metavar="FILE", help="A study's TOML file.")]
OutFolder = Annotated[Path | None, typer.Option(help="The study's folder; results/study-NAME if not given.")]
Workers = Annotated[int, typer.Option(min=1, help="Processes on this machine; 1 works in this process.")]
Scheduler = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, whose workers do the runs.")
]


def study(
    file: StudyFile,
    out: OutFolder = None,
    workers: Workers = 2,
    scheduler: Scheduler = None,
    shard: Annotated[
        str | None, typer.Option(metavar="I/N", help="Only part I of N, from 1: for job arrays.")
    ] = None,
    status: Annotated[bool, typer.Option("--status", help="Only show how far the study is.")] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Also make the runs again that failed.")
    ] = False,
) -> None:
    """Run a study: scenarios × factors × seeds.

    Each run is stored as soon as it can be; call again after any stop, and only what is missing runs.
    """
    from experiments.study.definition import read_study
    from experiments.study.session import Session

    definition = read_study(file)
    folder = out or Path("results") / f"study-{definition.name}"
    command = f"{PROGRAM} {shlex.join(sys.argv[1:])}"
    part = _shard(shard)
    if status:
        _show_status(Session(definition, file, folder, command))
        return
    carry_out(Session(definition, file, folder, command, workers, scheduler, part, retry_failed))


def results(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a run or of a study.")],
    sql: Annotated[str | None, typer.Option(help="A query over the tables, answered as a table.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Answer as CSV, with all rows.")] = False,
) -> None:
    """Show what is in a results folder, or ask it with SQL.

    Tables are named after the Parquet files; a study also has its design and the state of its runs.
    """
    from experiments.study.listing import print_results

    print_results(folder, sql, csv)


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
    from experiments.analysis.printing import print_sensitivity
    from experiments.analysis.sensitivity import analyse_sensitivity

    folder = place
    if not place.is_dir():
        session = _sensitivity_session(place, method, points, out, workers, scheduler)
        carry_out(session)
        folder = session.folder
    found = analyse_sensitivity(folder, outcome or ())
    print_sensitivity(found)
    found.indices.to_csv(folder / "sensitivity.csv", index=False)
    _draw(context, found, folder / "sensitivity.png")


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
    """Show in which futures something happens.

    For instance: where does DGX Cloud hurt the clouds? Answers as boxes of factors (PRIM) and as
    leaves of a tree (CART).
    """
    from experiments.analysis.discovery import Question
    from experiments.analysis.discovery import discover as find
    from experiments.analysis.printing import print_discovery

    if below is not None and above is not None:
        raise InputProblem(what="only one of the two can be given", where="--below and --above")
    side: Literal["below", "above"] = "below" if above is None else "above"
    limit = above if above is not None else below or 0.0
    found = find(folder, Question(outcome, scenario, against, limit, side))
    print_discovery(found)
    _draw(context, found, folder / "discovery.png")


def _draw(context: typer.Context, found: "Sensitivity | Discovery", path: Path) -> None:
    drawing: Drawing | None = context.obj
    if drawing is not None and drawing.analysis is not None:
        drawing.analysis(found, path)
        print(f"Picture: {path}")


def _sensitivity_session(
    file: Path, method: str, points: int | None, out: Path | None, workers: int, scheduler: str | None
) -> "Session":
    from experiments.analysis.sensitivity import DESIGNS
    from experiments.study.definition import read_study
    from experiments.study.session import Session

    designs = {str(name): design for name, design in DESIGNS.items()}
    if method not in designs:
        raise unknown_name("method", method, "--method", designs)
    definition = read_study(file)
    fewest = 10 if method == "morris" else 32
    definition = definition.model_copy(
        update={
            "name": f"{definition.name}-{method}",
            "design": designs[method],
            "points": points or fewest,
            "scenarios": definition.scenarios[:1],
        }
    )
    folder = out or Path("results") / f"study-{definition.name}"
    command = f"{PROGRAM} {shlex.join(sys.argv[1:])}"
    return Session(definition, file, folder, command, workers, scheduler)


def carry_out(session: "Session") -> None:
    """Run a session and print what is stored; end with the code that fits if it stopped early."""
    from experiments.study.plan import Plan
    from experiments.study.runner import StudyStoppedError
    from experiments.study.session import print_status, run_session
    from experiments.study.store import Store

    stopped, code = "", 0
    try:
        if run_session(session).interrupted:
            stopped, code = "Interrupted", INTERRUPTED
    except KeyboardInterrupt:
        stopped, code = "Interrupted", INTERRUPTED
    except StudyStoppedError as error:
        stopped, code = f"The study stopped: {error}", FAILED
    except OSError as error:
        stopped, code = f"The study stopped: {error.strerror or error}", FAILED
    store = Store(session.folder)
    print_status(Plan(session.study, str(session.file)), store)
    print(f"Results: {session.folder}")
    if stopped:
        print(f"{stopped}; what is stored is kept. Call again to go on.", file=sys.stderr)
        raise typer.Exit(code)


def _show_status(session: "Session") -> None:
    from experiments.study.plan import Plan
    from experiments.study.session import print_status
    from experiments.study.store import Store, read_manifest

    if read_manifest(session.folder) is None:
        raise InputProblem(
            what="holds no study yet", where=str(session.folder), fix="leave --status out to start it"
        )
    print_status(Plan(session.study, str(session.file)), Store(session.folder))


def _shard(text: str | None) -> "Shard":
    from experiments.study.runner import Shard

    if text is None:
        return Shard()
    match = re.fullmatch(r"(\d+)/(\d+)", text.strip())
    if match and 1 <= int(match[1]) <= int(match[2]):
        return Shard(int(match[1]), int(match[2]))
    raise InputProblem(
        what="is no part of a whole",
        where=f"--shard {text}",
        allowed="I/N with whole numbers, 1 <= I <= N",
        fix="count from 1: in a Slurm array 1-8 write --shard $SLURM_ARRAY_TASK_ID/8",
    )
