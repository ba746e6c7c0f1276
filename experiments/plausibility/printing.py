"""The counters as a table for the terminal."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from experiments.console import stdout_console
from experiments.plausibility.counters import COUNTERS
from experiments.plausibility.judge import Judged


def print_judged(found: Sequence[Judged]) -> None:
    """Print each counter with its bound, its value and where it is most, and what it counts."""
    console = stdout_console()
    table = Table(box=None, pad_edge=False)
    table.add_column("", overflow="fold")
    for column in ("at most", "found", "over runs"):
        table.add_column(column, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for one in found:
        bound = one.bound
        table.add_row(
            f"[bold]{escape(one.name)}[/bold], {escape(bound.unit)}",
            f"{bound.most:,.4g}",
            f"{one.value:,.4g}",
            bound.over,
            "holds" if one.holds else "[bold]broken[/bold]",
        )
        meaning = (COUNTERS[one.name].__doc__ or "").splitlines()[0]
        most = f" Most: {one.where}." if one.where else ""
        table.add_row(f"  [dim]{escape(f'{meaning}{most} Why: {bound.reason}.')}[/dim]")
    console.print(table)
    broken = sum(not one.holds for one in found)
    console.print(f"{len(found) - broken} of {len(found)} counters within their bounds")
