"""Mesa's own batch run of the market: every combination of parameters with every seed, as a table.

Run it with `uv run -m examples.batch_run`. For more than a handful of runs the project's own
`study` is many times faster: its runs travel together.
"""

import warnings

import mesa
import pandas as pd

from model.market import ComputeMarket

PARAMETERS = {
    "scenario": ["history", "no-dgx-cloud"],
    "startups.count": [300],
    "months": [12],
    "cloud.scrap_rate": [0.005, 0.02],
}


def main() -> pd.DataFrame:
    """Run everything in this process and return the last month of each run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Mesa 3.5 announces that batch_run will be replaced
        rows = mesa.batch_run(ComputeMarket, PARAMETERS, number_processes=1, rng=[1, 2])
    return pd.DataFrame(rows)


if __name__ == "__main__":
    print(main().drop(columns=["RunId", "iteration", "Step"]).to_string(index=False))
