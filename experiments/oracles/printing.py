"""The results of the oracles as a table for the terminal."""

from collections.abc import Sequence
from itertools import groupby

from rich.markup import escape

from experiments.console import plain_table, stdout_console
from experiments.oracles.result import OracleResult


def print_oracles(results: Sequence[OracleResult]) -> None:
    """Print theory, simulated, deviation and tolerance of each quantity, and whether it holds."""
    console = stdout_console()
    table = plain_table("", "theory", "simulated", "deviation", "allowed ±", "")
    for oracle, group in groupby(results, key=lambda result: result.name):
        table.add_row(f"[bold]{escape(oracle)}[/bold]")
        for result in group:
            unit = "" if result.unit in ("1", "share") else f", {result.unit}"
            table.add_row(
                f"  {escape(result.quantity)}{unit}",
                f"{result.theory:.4g}",
                f"{result.simulated:.4g}",
                f"{result.deviation:+.2g}",
                f"{result.tolerance:.2g}",
                "holds" if result.passed else "[bold]fails[/bold]",
            )
    console.print(table)
    failed = sum(not result.passed for result in results)
    console.print(f"{len(results) - failed} of {len(results)} results hold")
