"""The terminal: how wide results are printed, and plain tables."""

from rich.console import Console
from rich.table import Table

WIDTH = 100


def stdout_console() -> Console:
    """Return a console for results: never wider than a page, and a page wide in a pipe."""
    console = Console(highlight=False)
    console.width = min(console.width, WIDTH) if console.is_terminal else WIDTH
    return console


def plain_table(*columns: str, left: int = 1, title: str | None = None) -> Table:
    """Return a table without lines; the first ``left`` columns stand to the left, the others to the right.

    Text is folded where it must be, numbers never.
    """
    table = Table(
        title=title, title_justify="left", box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0)
    )
    for place, column in enumerate(columns):
        if place < left:
            table.add_column(column, overflow="fold")
        else:
            table.add_column(column, justify="right", no_wrap=True)
    return table
