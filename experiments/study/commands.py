"""The command that runs a study; what it needs is imported when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.options import Workers, command_line, study_folder

StudyFile = Annotated[Path, typer.Argument(metavar="FILE", help="A study's TOML file.")]
OutFolder = Annotated[Path | None, typer.Option(help="The study's folder; results/study-NAME if not given.")]
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
    from experiments.study.runner import shard_of
    from experiments.study.session import Session, carry_out, show_status

    definition = read_study(file)
    folder = study_folder(out, definition.name)
    part = shard_of(shard)
    session = Session(definition, file, folder, command_line(), workers, scheduler, part, retry_failed)
    if status:
        show_status(session)
    else:
        code = carry_out(session)
        if code:
            raise typer.Exit(code)
