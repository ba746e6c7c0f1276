"""Runs of the market and what is made of them: batches, comparisons, results, command line."""

from typing import Any


def __getattr__(name: str) -> Any:
    """Import `load` on first use: it brings pandas and DuckDB, and the help of a command must not."""
    if name == "load":
        from experiments.reading import load

        return load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
