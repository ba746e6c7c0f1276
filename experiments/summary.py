"""The closing table of a run: what a person wants to know first, in a screen and a half."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from experiments.console import stdout_console
from experiments.holders import HOLDER_METRICS, STARTUPS, compute_by_holder, ranked_holders, read_metrics
from experiments.layout import Part, flow, part_table
from experiments.run import Outcome, RunPlan, describe_seeds
from experiments.wording import readable
from model.inputs.scenario import Scenario

VENDOR = "Nvidia"
MAIN_CHIPS = ("A100", "H100", "A800", "H800", "H20", "B200")
EXPORT_CHIPS = ("A800", "H800", "H20")
RENTED_CHIPS = ("A100", "H100")
TIERS = ("foundry", "vendor", "channel", "cloud", "start-ups")
SEGMENTS = ("chips", "network", "rental", "hosting", "software")
HOLDERS_SHOWN = 10
METRICS = (
    "revenue_usd", "street_premium", "rent_usd_per_hour", "lead_time_months", "installed_units",
    "startups_alive", "surplus_usd",
)  # fmt: skip


def print_outcome(plan: RunPlan, outcome: Outcome) -> None:
    """Print the closing table and the folder, and on stderr why the runs stopped early, if they did."""
    if outcome.folder is not None:
        print_summary(outcome.folder, plan.scenario, outcome.finished)
        print(f"Results: {outcome.folder}")
    kept = "no seed was finished, nothing was kept"
    if outcome.finished:
        kept = f"kept {describe_seeds(outcome.finished)} of {len(plan.seeds)}"
    if outcome.failure is not None:
        print(f"The run cannot go on: {outcome.failure}\n{kept}", file=sys.stderr)
    elif outcome.interrupted:
        print(f"Interrupted: {kept}", file=sys.stderr)


def print_summary(folder: Path, scenario: Scenario, seeds: Sequence[int]) -> None:
    """Print the closing table of a results folder to stdout; several seeds as median (range)."""
    console = stdout_console()
    runs = describe_seeds(seeds) + (": median (lowest–highest)" if len(seeds) > 1 else "")
    console.print(f"\n[bold]{scenario.name}[/bold], {runs}. {scenario.question}\n")
    metrics = read_metrics(folder, METRICS, scenario.catalogue)
    tables = [part_table(part, console) for part in summary_parts(metrics)]
    for row in flow(tables, console):
        console.print(row)
        console.print()


def summary_parts(metrics: pd.DataFrame) -> list[Part]:
    """Return the parts of the closing table that the metrics frame has values for."""
    parts = [
        make(metrics[metrics["metric"].isin(names)])
        for make, names in (
            (_revenue, ["revenue_usd"]),
            (_premiums, ["street_premium"]),
            (_rents, ["rent_usd_per_hour"]),
            (_waits, ["lead_time_months"]),
            (_holders, HOLDER_METRICS),
            (_startups, ["startups_alive"]),
            (_surplus, ["surplus_usd"]),
        )
        if metrics["metric"].isin(names[:1]).any()
    ]
    return [part for part in parts if part.rows and part.columns]


def _revenue(metric: pd.DataFrame) -> Part:
    frame = metric[metric["who"] == VENDOR]
    segments = [item for item in SEGMENTS if frame.loc[frame["item"] == item, "value"].any()]
    year = _years(frame["date"])
    # The vendor's fiscal year N+1 runs from February of year N to January.
    fiscal_year = _years(frame["date"] - pd.DateOffset(months=1))
    complete = fiscal_year.map(frame.groupby(fiscal_year)["month"].nunique()) == 12
    cells = [
        _sums(frame, frame["item"], year),
        _sums(frame, "total", year),
        _sums(frame[complete], "FY Feb–Jan", fiscal_year[complete]),
    ]
    return Part(
        f"{VENDOR} revenue, bn USD",
        pd.concat(cells),
        [*segments, "total", "FY Feb–Jan"],
        _ordered(year),
        lambda usd: _number(usd / 1e9),
    )


def _premiums(metric: pd.DataFrame) -> Part:
    only_elsewhere = metric["item"].isin(EXPORT_CHIPS) & (metric["who"] != "China")
    frame = metric[metric["item"].isin(MAIN_CHIPS) & ~only_elsewhere]
    frame = frame[frame["date"].isin(_marks(metric["date"]))].sort_values("date")
    row = frame["item"].astype(str) + " " + frame["who"].astype(str)
    chips = {chip: place for place, chip in enumerate(MAIN_CHIPS)}
    rows = sorted(row.unique(), key=lambda name: (chips[name.split()[0]], name))
    column = frame["date"].dt.strftime("%b %Y")
    return Part(
        "Street price over list price, %",
        _cells(frame, row, column),
        rows,
        list(column.unique()),
        lambda share: f"{round(100 * share):+d}",
    )


def _rents(metric: pd.DataFrame) -> Part:
    frame = metric[metric["item"].isin(RENTED_CHIPS)].sort_values(["item", "date"])
    by_chip = frame.groupby("item", observed=True)["date"]
    ends = (frame["date"] == by_chip.transform("min")) | (frame["date"] == by_chip.transform("max"))
    frame = frame[ends]
    column = frame["item"].astype(str) + "\n" + frame["date"].dt.strftime("%b %Y")
    return Part(
        "Rent, USD per chip-hour",
        _cells(frame, frame["who"], column),
        sorted(frame["who"].unique()),
        list(column.unique()),
        lambda usd: f"{usd:.2f}",
    )


def _waits(metrics: pd.DataFrame) -> Part:
    metric = metrics[metrics["who"] == VENDOR]
    half = metric["date"].dt.year.astype(str) + metric["date"].dt.month.map(
        lambda month: " H1" if month <= 6 else " H2"
    )
    keys = [metric["item"].astype(str), half, metric["seed"]]
    peaks = metric["value"].groupby(keys).max()
    cells = peaks.rename_axis(["row", "column", "seed"]).reset_index()
    chips = list(metric.loc[metric["value"] > 0].sort_values("month")["item"].unique())
    return Part(
        f"Longest wait for {VENDOR} chips, months", cells, chips, _ordered(half), lambda value: f"{value:.0f}"
    )


def _holders(metrics: pd.DataFrame) -> Part:
    compute = compute_by_holder(metrics)
    ranked = ranked_holders(compute)
    shown = [*ranked[:HOLDERS_SHOWN], STARTUPS]
    frame = compute[compute["date"].isin(_marks(compute["date"])[::-2])].sort_values("date")
    column = frame["date"].dt.strftime("%b %Y")
    row = frame["who"].where(frame["who"].isin(shown), "others")
    present = [name for name in [*shown, "others"] if (row == name).any()]
    return Part(
        "Compute held, 1000 A100-equivalents",
        pd.concat([_sums(frame, row, column), _sums(frame, "all", column)]),
        [*present, "all"] if present else [],
        list(column.unique()),
        lambda value: _number(value / 1e3),
    )


def _startups(metric: pd.DataFrame) -> Part:
    """Start-ups at both ends by type and by region, from the groups `type/region`, and all."""
    ends = metric["date"].isin([metric["date"].min(), metric["date"].max()])
    frame = metric[ends].sort_values("date")
    column = frame["date"].dt.strftime("%b %Y")
    who = frame["who"].astype(str)
    group = who.str.contains("/")
    kind = who.str.partition("/")[0].map(readable).where(group, "named")
    cells = [
        _sums(frame[who != "all"], kind[who != "all"], column[who != "all"]),
        _sums(frame[group], who[group].str.partition("/")[2], column[group]),
        _sums(frame[who == "all"], "all", column[who == "all"]),
    ]
    return Part(
        "Start-ups alive",
        pd.concat(cells),
        [name for part in cells for name in part["row"].unique()],
        list(column.unique()),
        lambda value: f"{value:,.0f}",
    )


def _surplus(metric: pd.DataFrame) -> Part:
    year = _years(metric["date"])
    present = set(metric["who"].unique())
    return Part(
        "Surplus by tier, bn USD",
        _sums(metric, metric["who"], year),
        [tier for tier in TIERS if tier in present],
        _ordered(year),
        lambda usd: _number(usd / 1e9),
    )


def _sums(frame: pd.DataFrame, row: "pd.Series[str] | str", column: "pd.Series[str]") -> pd.DataFrame:
    cells = _cells(frame, row, column)
    return cells.groupby(["row", "column", "seed"])["value"].sum().reset_index()


def _cells(frame: pd.DataFrame, row: "pd.Series[str] | str", column: "pd.Series[str]") -> pd.DataFrame:
    cells = pd.DataFrame({"column": column, "seed": frame["seed"], "value": frame["value"]})
    cells["row"] = row if isinstance(row, str) else row.astype(str)
    return cells


def _years(dates: "pd.Series[pd.Timestamp]") -> "pd.Series[str]":
    """Return each date's year as text, with the number of months if the run lacks some."""
    year = dates.dt.year
    months = dates.groupby(year).nunique()
    labels = {each: str(each) if count == 12 else f"{each} ({count} mo)" for each, count in months.items()}
    return year.map(labels)


def _marks(dates: "pd.Series[pd.Timestamp]") -> list[pd.Timestamp]:
    """Return at most five months, the last one and evenly back from it, a round step apart."""
    months = sorted(dates.unique())
    step = next(step for step in (1, 3, 6, 12, 24, 60, len(months)) if len(months) / step <= 5)
    return months[::-1][::step][::-1]


def _ordered(labels: "pd.Series[str]") -> list[str]:
    return sorted(labels.unique())


def _number(value: float) -> str:
    """Return a number with two or three digits."""
    size = abs(value)
    return f"{value:,.0f}" if size >= 20 else f"{value:.1f}" if size >= 2 else f"{value:.2f}"
