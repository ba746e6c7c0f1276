"""The figures of the oracles as a table for the terminal."""

from collections.abc import Sequence
from itertools import groupby

from rich.markup import escape

from experiments.console import plain_table, stdout_console
from experiments.oracles.result import OracleResult


def print_oracles(figures: Sequence[OracleResult]) -> None:
    """Print theory, simulated, deviation and tolerance of each figure, and whether it holds."""
    console = stdout_console()
    table = plain_table("", "theory", "simulated", "deviation", "allowed ±", "")
    for oracle, group in groupby(figures, key=lambda figure: figure.name):
        table.add_row(f"[bold]{escape(oracle)}[/bold]")
        for figure in group:
            unit = "" if figure.unit in ("1", "share") else f", {figure.unit}"
            table.add_row(
                f"  {escape(figure.quantity)}{unit}",
                f"{figure.theory:.4g}",
                f"{figure.simulated:.4g}",
                f"{figure.deviation:+.2g}",
                f"{figure.tolerance:.2g}",
                "holds" if figure.passed else "[bold]fails[/bold]",
            )
    console.print(table)
    failed = sum(not figure.passed for figure in figures)
    console.print(f"{len(figures) - failed} of {len(figures)} figures hold")
