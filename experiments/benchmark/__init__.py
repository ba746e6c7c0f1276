"""How fast the market runs, and its start-ups against plain Mesa: prints tables, writes JSON."""

from pathlib import Path


def main(json_path: Path | None) -> None:
    """Time the start-ups' month alone and the whole market, print tables and, if asked, write them."""
    # Late, so that the random market of this package can be used without numba or Mesa.
    from experiments.benchmark.report import print_batches, print_markets, print_table, write_json
    from experiments.benchmark.timing import time_startup_months
    from experiments.benchmark.whole_market import time_batches, time_markets

    timings = time_startup_months()
    print_table(timings)
    markets = time_markets()
    print_markets(markets)
    batches = time_batches()
    print_batches(batches)
    if json_path is not None:
        write_json(timings, markets, batches, json_path)
