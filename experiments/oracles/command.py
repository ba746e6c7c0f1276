"""The command about oracles; only typer is imported here, the rest when the command runs."""

from typing import Annotated

import typer

from experiments.options import FAILED


def oracles(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[ORACLE…]", help="Which ones; all if none is named.")
    ] = None,
) -> None:
    """Compare the market with theory where theory has the answer.

    Takes about a minute; ends with 1 if a quantity is further from theory than its tolerance.
    """
    from experiments.oracles.printing import print_oracles
    from experiments.oracles.registry import run_oracles

    results = run_oracles(names or ())
    print_oracles(results)
    if not all(result.passed for result in results):
        raise typer.Exit(FAILED)
