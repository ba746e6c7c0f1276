"""How fast the start-ups' month runs, against plain Mesa: `main` prints a table and writes JSON."""

from pathlib import Path


def main(json_path: Path | None) -> None:
    """Time the start-ups' month alone, print the table and, if asked, write it to a file."""
    # Late, so that the random market of this package can be used without numba or Mesa.
    from experiments.benchmark.report import print_table, write_json
    from experiments.benchmark.timing import time_startup_months

    timings = time_startup_months()
    print_table(timings)
    if json_path is not None:
        write_json(timings, json_path)
