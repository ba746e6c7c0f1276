"""The files that hold the references: a table of sums a world, and one table of all checksums."""

import csv
from pathlib import Path

import pandas as pd

from tests.references.bits import Kept

FOLDER = Path(__file__).parent / "kept"
CHECKSUMS = FOLDER / "checksums.csv"


def read(world: str) -> Kept | None:
    """What is kept of a world, if anything."""
    path = FOLDER / f"{world}.csv"
    checksums = _all_checksums().get(world)
    if checksums is None or not path.is_file():
        return None
    text = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("month")
    return Kept(text.map(float), checksums)


def write(fresh: dict[str, Kept], names: list[str]) -> None:
    """Keep these worlds anew, and drop what is kept of worlds that are no longer among ``names``."""
    FOLDER.mkdir(exist_ok=True)
    checksums = _all_checksums() | {world: kept.checksums for world, kept in fresh.items()}
    for world, kept in fresh.items():
        # repr of a float is the shortest text that reads back as the same bits.
        kept.sums.map(repr).to_csv(FOLDER / f"{world}.csv", lineterminator="\n")
    for path in FOLDER.glob("*.csv"):
        if path != CHECKSUMS and path.stem not in names:
            path.unlink()
    with CHECKSUMS.open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle, lineterminator="\n")
        for world in names:
            for series, quarters in checksums.get(world, {}).items():
                out.writerow([world, series, *quarters])


def _all_checksums() -> dict[str, dict[str, list[str]]]:
    """World -> series -> checksum by quarter."""
    found: dict[str, dict[str, list[str]]] = {}
    if CHECKSUMS.is_file():
        with CHECKSUMS.open(encoding="utf-8", newline="") as handle:
            for world, series, *quarters in csv.reader(handle):
                found.setdefault(world, {})[series] = quarters
    return found
