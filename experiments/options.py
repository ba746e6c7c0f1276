"""What the commands share: options, exit codes, who draws. Help must come at once: only typer is imported."""

import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

PROGRAM = "uv run -m experiments"
DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A name from `scenarios`, or a TOML file.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a parameter; may be repeated."),
]
Startups = Annotated[int | None, typer.Option(min=1, help="How many start-ups (a resolution, not a size).")]
Months = Annotated[int | None, typer.Option(min=1, help="How many months to simulate.")]
Workers = Annotated[int, typer.Option(min=1, help="Processes on this machine; 1 works in this process.")]


class RunStoppedError(Exception):
    """A run cannot go on; the message names seed, month, and what the books show."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Who draws: the command line knows no pictures and is handed these in typer's context.

    Their types are where they are called: `run.Draw`, `whatif.report.Render`, `analysis.printing.Draw`,
    `calibration.reproduction.Draw`.
    """

    charts: Callable[..., Any] | None = None
    report: Callable[..., Any] | None = None
    analysis: Callable[..., Any] | None = None
    validation: Callable[..., Any] | None = None


def command_line() -> str:
    """Return the command as it was typed."""
    return f"{PROGRAM} {shlex.join(sys.argv[1:])}"


def overrides(
    settings: list[str] | None, startups: int | None = None, months: int | None = None
) -> list[str]:
    """Return --startups, --months and --set as overrides of a scenario, in that order."""
    sizes = {"startups.count": startups, "months": months}
    return [f"{key}={value}" for key, value in sizes.items() if value is not None] + (settings or [])


def study_folder(out: Path | None, name: str) -> Path:
    """Return the folder of a study: the one given, or results/study-NAME."""
    return out or Path("results") / f"study-{name}"
