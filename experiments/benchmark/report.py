"""The timings as a table to read and as JSON to keep."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from experiments.benchmark.timing import Timing
from experiments.benchmark.whole_market import BatchTiming, MarketTiming
from experiments.console import plain_table, stdout_console


def print_table(timings: Sequence[Timing]) -> None:
    """Print one line a timing."""
    headings = ("engine", "start-ups", "ns per month", "times faster", "B columns", "B resident")
    table = plain_table(*headings, title="A start-up's month")
    for timing in timings:
        table.add_row(
            timing.engine,
            f"{timing.rows:,}",
            f"{timing.ns_per_row_month:,.0f}",
            _number(timing.times_faster),
            _number(timing.column_bytes_per_row),
            _number(timing.resident_bytes_per_row),
        )
    stdout_console().print(table)


def print_markets(markets: Sequence[MarketTiming]) -> None:
    """Print how a run's CPU time splits, one line a size."""
    headings = ("start-ups", "months", "start-ups, s", "firms, s", "recording, s", "all, s", "ms per month")
    table = plain_table(*headings, left=0, title="The whole market, CPU once warm")
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
    stdout_console().print(table)


def print_batches(batches: Sequence[BatchTiming]) -> None:
    """Print what a run costs in batches of several sizes."""
    headings = ("runs", "start-ups", "months", "ms per run-month")
    table = plain_table(*headings, left=0, title="Runs in batches, CPU once warm")
    for timing in batches:
        table.add_row(
            f"{timing.runs}", f"{timing.rows:,}", f"{timing.months}", f"{timing.ms_per_run_month:.2f}"
        )
    stdout_console().print(table)


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
