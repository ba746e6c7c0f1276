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
from experiments.benchmark.whole_market import BatchTiming, MarketTiming


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


def print_markets(markets: Sequence[MarketTiming]) -> None:
    """Print how a run's CPU time splits, one line a size."""
    table = Table(title="The whole market, CPU once warm", title_justify="left")
    headings = ("start-ups", "months", "start-ups, s", "firms, s", "recording, s", "all, s", "ms a month")
    for heading in headings:
        table.add_column(heading, justify="right")
    for timing in markets:
        table.add_row(
            f"{timing.rows:,}",
            f"{timing.months}",
            f"{timing.startups_s:.3f}",
            f"{timing.firms_s:.3f}",
            f"{timing.recording_s:.3f}",
            f"{timing.total_s:.3f}",
            f"{timing.total_s / timing.months * 1000:.1f}",
        )
    Console().print(table)


def print_batches(batches: Sequence[BatchTiming]) -> None:
    """Print what a run costs in batches of several sizes."""
    table = Table(title="Runs that travel together, CPU once warm", title_justify="left")
    for heading in ("runs", "start-ups", "months", "ms a run-month"):
        table.add_column(heading, justify="right")
    for timing in batches:
        table.add_row(
            f"{timing.runs}", f"{timing.rows:,}", f"{timing.months}", f"{timing.ms_per_run_month:.2f}"
        )
    Console().print(table)


def write_json(
    timings: Sequence[Timing], markets: Sequence[MarketTiming], batches: Sequence[BatchTiming], path: Path
) -> None:
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
        "whole_market": [asdict(timing) | {"total_s": timing.total_s} for timing in markets],
        "batch": [asdict(timing) for timing in batches],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"
