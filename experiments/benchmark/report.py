"""The timings as a table to read and as JSON to keep."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from experiments.benchmark.timing import Timing


def print_table(timings: Sequence[Timing]) -> None:
    """Print one line a timing."""
    table = Table(title="A start-up's month", title_justify="left")
    table.add_column("engine")
    for heading in ("start-ups", "ns a month", "times faster", "B columns", "B resident"):
        table.add_column(heading, justify="right")
    for timing in timings:
        table.add_row(
            timing.engine,
            f"{timing.rows:,}",
            f"{timing.ns_per_row_month:,.0f}",
            _number(timing.times_faster),
            _number(timing.column_bytes_per_row),
            _number(timing.resident_bytes_per_row),
        )
    Console().print(table)


def write_json(timings: Sequence[Timing], path: Path) -> None:
    """Write the timings and what they were measured on."""
    content = {
        "machine": {
            "processor": platform.machine(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "numpy": version("numpy"),
            "numba": version("numba"),
            "mesa": version("mesa"),
        },
        "startup_month": [asdict(timing) for timing in timings],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"
