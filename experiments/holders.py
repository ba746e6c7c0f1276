"""Who holds how much compute, in one unit, read from the metrics of a run."""

from collections.abc import Collection
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from model.inputs.catalogue import Catalogue, load_catalogue

STARTUPS = "start-ups"
HOLDER_METRICS = ("installed_units", "startups_alive")
REFERENCE_CHIP = "A100"


PEAK_TFLOPS = "peak_tflops"
"""Where a metrics frame (in its `attrs`) keeps what its scenario's chips can do at peak."""


def with_peaks(metrics: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return the frame, told of the chips of its scenario, which may be other than the catalogue's own."""
    metrics.attrs[PEAK_TFLOPS] = _peaks(catalogue)
    return metrics


def read_metrics(folder: Path, names: Collection[str], catalogue: Catalogue) -> pd.DataFrame:
    """Return metrics of a results folder as a tidy frame that knows its scenario's chips.

    Columns: run, seed, month, date (datetime64), metric, who, item, value, unit.
    """
    table = pq.read_table(folder / "metrics.parquet", filters=[("metric", "in", sorted(names))])
    frame: pd.DataFrame = table.to_pandas()
    frame["date"] = pd.to_datetime(frame["date"])
    return with_peaks(frame, catalogue)


def compute_by_holder(metrics: pd.DataFrame) -> pd.DataFrame:
    """Return installed compute by seed, date and holder, all start-ups together as one holder.

    `metrics` holds installed_units and startups_alive (which names the start-ups and their
    groups). `value` is in A100-equivalents: chips times peak dense 16-bit FLOP/s over the A100's.
    """
    alive = metrics.loc[metrics["metric"] == "startups_alive", "who"].unique()
    installed = metrics[metrics["metric"] == "installed_units"]
    holder = installed["who"].astype(str)
    counted = installed.assign(
        value=installed["value"] * a100_per_chip(installed["item"]),
        who=holder.where(~holder.isin(alive), STARTUPS),
    )
    return counted.groupby(["seed", "date", "who"])["value"].sum().reset_index()


def a100_per_chip(chips: "pd.Series[str]") -> "pd.Series[float]":
    """Return what each named chip is worth: peak dense 16-bit FLOP/s over the A100's.

    The column of a frame that `with_peaks` has told of its scenario's chips knows them too.
    """
    peaks = chips.attrs.get(PEAK_TFLOPS) or _peaks(load_catalogue())
    names = chips.astype(str)
    worth = {name: peaks[name] / peaks[REFERENCE_CHIP] for name in names.unique()}
    return names.map(worth).astype(float)


def _peaks(catalogue: Catalogue) -> dict[str, float]:
    return {chip.name: chip.peak_tflops_16bit for chip in catalogue.chips}


def ranked_holders(compute: pd.DataFrame) -> list[str]:
    """Return the holders by what they hold in the last month, the largest first, no start-ups."""
    last = compute[compute["date"] == compute["date"].max()]
    totals = last.groupby("who")["value"].sum().sort_values(ascending=False)
    return [str(who) for who in totals.index if who != STARTUPS]
