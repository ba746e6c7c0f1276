"""Sensitivity and discovery as tables for the terminal."""

from collections.abc import Callable
from pathlib import Path

from rich.markup import escape

from experiments.analysis.discovery import Discovery
from experiments.analysis.sensitivity import Sensitivity
from experiments.console import plain_table, stdout_console

type Draw = Callable[[Sensitivity | Discovery, Path], None]
"""Writes the picture of what was found to a file."""

EXPLAINED = {
    "sobol": "share of variance: first = the factor alone, total = with all it interacts with",
    "morris": "change of the outcome over the factor's range, in standard deviations of the outcome",
}


def print_sensitivity(found: Sensitivity) -> None:
    """Print a table for each outcome, the strongest factor first, with 95 % intervals."""
    console = stdout_console()
    console.print(f"Sensitivity of {found.study} in {found.scenario}, {found.points} points; ± is 95 %")
    console.print(EXPLAINED[found.method])
    order = "total" if found.method == "sobol" else "effect"
    for outcome, rows in found.indices.groupby("outcome", sort=False):
        ranked = rows[rows["index"] == order].sort_values("value", ascending=False)
        cells = rows.set_index(["factor", "index"])
        names = list(rows["index"].unique())
        table = plain_table("factor", *names, title=str(outcome))
        for factor in ranked["factor"]:
            shown = [_with_half_width(*cells.loc[(factor, name), ["value", "half_width"]]) for name in names]
            table.add_row(escape(factor), *shown)
        console.print(table)
    if found.left_out:
        console.print(f"Left out, constant or not in every run: {', '.join(found.left_out)}")


def _with_half_width(value: float, half_width: float) -> str:
    return f"{value:.2f}" if half_width != half_width else f"{value:.2f} ± {half_width:.2f}"


def print_discovery(found: Discovery) -> None:
    """Print how frequent the cases are, and each box with its limits."""
    console = stdout_console()
    cases, futures = int(found.futures["case"].sum()), len(found.futures)
    console.print(f"{found.study}: {found.question}: {cases} of {futures} futures")
    for box in found.boxes:
        console.print(
            f"\n{box.method}: {box.mass:.0%} of futures, of which {box.density:.0%} are cases; "
            f"they are {box.coverage:.0%} of all cases"
        )
        for limit in box.limits:
            console.print(f"  {escape(str(limit))}")
    if not found.boxes:
        console.print("No part of the space has clearly more cases than the whole.")


def draw_found(draw: Draw | None, found: Sensitivity | Discovery, path: Path) -> None:
    """Draw what was found, if anyone can, and print where the picture is."""
    if draw is not None:
        draw(found, path)
        print(f"Picture: {path}")
