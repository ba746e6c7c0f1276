"""The commands about studies; only typer is imported here, the rest when a command needs it."""

import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from model.problems import InputProblem

if TYPE_CHECKING:
    from experiments.study.runner import Shard
    from experiments.study.session import Session

PROGRAM = "uv run -m experiments"
FAILED, INTERRUPTED = 1, 130

StudyFile = Annotated[Path, typer.Argument(metavar="FILE", help="A study's TOML file.")]
OutFolder = Annotated[
    Path | None, typer.Option(help="The study's folder; results/study-NAME if not given.")
]
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
    sql: Annotated[
        str | None, typer.Option(help="A query over the tables, answered as a table.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Answer as CSV, with all rows.")] = False,
) -> None:
    """Show what is in a results folder, or ask it with SQL.

    Tables are named after the Parquet files; a study also has its design and the state of its runs.
    """
    from experiments.study.listing import print_results

    print_results(folder, sql, csv)


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
