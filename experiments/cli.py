"""The command line: reads arguments, calls the command, turns errors into exit codes."""

import sys
from collections.abc import Sequence

import typer

from experiments import commands
from experiments.analysis.commands import discover, sensitivity
from experiments.calibration import commands as calibration
from experiments.options import BAD_INPUT, DONE, FAILED, INTERRUPTED, PROGRAM, Drawing, RunStoppedError
from experiments.oracles.command import oracles
from experiments.plausibility.command import plausibility
from experiments.signs.command import signs
from experiments.study.commands import study
from experiments.whatif.commands import whatif
from model.inputs.problems import InputProblem

COMMANDS = (
    commands.run, whatif, commands.cast, commands.scenarios, commands.describe, commands.metrics,
    commands.phases, commands.benchmark, study, commands.results, sensitivity, discover, oracles,
    plausibility, signs,
    calibration.validate, calibration.calibrate, calibration.backtest, calibration.forecast,
    calibration.ablate, calibration.reproduce,
)  # fmt: skip
__all__ = ["BAD_INPUT", "DONE", "FAILED", "INTERRUPTED", "app", "main"]
NO_PICTURES = Drawing()

app = typer.Typer(
    help="An agent-based laboratory of the AI-compute market.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # the rich help alone would cost 0.2 s
)
for command in COMMANDS:
    app.command()(command)


def main(arguments: Sequence[str] | None = None, drawing: Drawing = NO_PICTURES) -> int:
    """Run the command line and return its exit code."""
    try:
        app(args=arguments, prog_name=PROGRAM, obj=drawing)
    except InputProblem as problem:
        print(problem, file=sys.stderr)
        return BAD_INPUT
    except RunStoppedError as error:
        print(f"stopped: {error}; nothing was kept", file=sys.stderr)
        return FAILED
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        print(f"stopped: {error.strerror or error}{place}; nothing was kept", file=sys.stderr)
        return FAILED
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else FAILED
    return DONE
