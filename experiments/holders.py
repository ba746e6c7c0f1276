"""Who holds how much compute, in one unit, read from the metrics of a run."""

import pandas as pd

from model.inputs.catalogue import load_catalogue

STARTUPS = "start-ups"
HOLDER_METRICS = ("installed_units", "startups_alive")
REFERENCE_CHIP = "A100"


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
    """Return what each named chip is worth: peak dense 16-bit FLOP/s over the A100's."""
    catalogue = load_catalogue()
    reference = catalogue.chip(REFERENCE_CHIP).peak_tflops_16bit
    names = chips.astype(str)
    worth = {name: catalogue.chip(name).peak_tflops_16bit / reference for name in names.unique()}
    return names.map(worth).astype(float)


def ranked_holders(compute: pd.DataFrame) -> list[str]:
    """Return the holders by what they hold in the last month, the largest first, no start-ups."""
    last = compute[compute["date"] == compute["date"].max()]
    totals = last.groupby("who")["value"].sum().sort_values(ascending=False)
    return [str(who) for who in totals.index if who != STARTUPS]
