"""Reference bits of the start-ups' months: ``uv run -m tests.startups.golden`` writes them anew.

``golden.json`` holds a short checksum of every column and every sum of four months of each market, so
that a difference names its market, month and field. ``--check`` compares and writes nothing.
"""

import hashlib
import json
import sys
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from agents.startups.columns import lay_out
from experiments.benchmark.synthetic import Shape, Synthetic, synthetic
from tests.startups.months import live

FILE = Path(__file__).with_name("golden.json")
MONTHS = 4
SHAPES = {
    "ordinary": Shape(120, groups=7, offers=40, suppliers=12),
    "two words of seats": Shape(60, groups=5, offers=160, suppliers=60, seen_share=0.9),
    "scarce": Shape(90, groups=7, offers=25, suppliers=8, tightness=40.0),
    "plenty": Shape(90, groups=7, offers=40, suppliers=12, tightness=1e-3),
    "no offers": Shape(30, groups=5, offers=0),
    "groups barred from all": Shape(60, groups=9, offers=4, suppliers=4, seen_share=0.1),
    "small blocks": Shape(120, groups=3, offers=30, suppliers=10),
}
BLOCK_ROWS = {"small blocks": 16}


def coarse(table: Any) -> Any:
    """The table with its reals cut to 32 bits: a C library may round the last bit of a draw otherwise."""
    values = {}
    for field in fields(table):
        value = getattr(table, field.name)
        if is_dataclass(value):
            values[field.name] = coarse(value)
        elif isinstance(value, np.ndarray) and value.dtype == np.float64:
            values[field.name] = value.astype(np.float32).astype(np.float64)
    return replace(table, **values)


def market_of(name: str) -> Synthetic:
    """A fresh market of a named shape."""
    drawn = synthetic(SHAPES[name], seed=1)
    market: Synthetic = replace(coarse(drawn), behaviour=drawn.behaviour)
    if name in BLOCK_ROWS:
        rows = market.blocks.rows_of_group.tolist()
        return replace(market, blocks=lay_out(rows, block_rows=BLOCK_ROWS[name]))
    return market


def checksums(*tables: Any) -> dict[str, str]:
    """Eight hex digits a field of each table."""
    return {
        field.name: hashlib.blake2b(getattr(table, field.name).tobytes(), digest_size=4).hexdigest()
        for table in tables
        for field in fields(table)
    }


def months_of(name: str) -> list[dict[str, str]]:
    """Checksums of the columns and sums after each month of a market."""
    market, months = market_of(name), []
    for month in range(MONTHS):
        lived = live(market, month, coarse(market.board(month)))
        months.append(checksums(market.columns, lived.chosen, lived.settled))
    return months


def differences() -> list[str]:
    """Market, month and field of every checksum that is not the one of the file."""
    golden = json.loads(FILE.read_text(encoding="utf-8"))
    return [
        f"{name}, month {month}: {field}"
        for name in SHAPES
        for month, found in enumerate(months_of(name))
        for field, checksum in found.items()
        if golden[name][month].get(field) != checksum
    ]


def main() -> None:
    """Compare with the file, or write it."""
    if "--check" in sys.argv[1:]:
        sys.exit("\n".join(differences()) or None)
    FILE.write_text(json.dumps({name: months_of(name) for name in SHAPES}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
