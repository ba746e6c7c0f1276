"""The out-of-time forecast: quantiles by quarter from June 2023, from runs over the posterior."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.calibration.ensemble import Ensemble, Runs
from experiments.calibration.targets import Episode, Pick, Role, Target

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FIRST_YEAR, LAST_YEAR = 2023, 2026
QUARTERS = (("01", "03"), ("04", "06"), ("07", "09"), ("10", "12"))
LAST_MONTH = "2026-06"
FIRST_MONTH = "2023-06"
NVIDIA_CHIPS = "A100|A800|H100|H800|H20|H200|B200"
CHINA = "Alibaba|Baidu|Tencent|ByteDance|*/China|Light Years Beyond"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a forecast: what is read off a run, and how."""

    name: str
    statistic: str
    metric: str
    who: str
    item: str
    unit: str

    def target(self, start: str, end: str) -> Target:
        """Return what is read over months (YYYY-MM), in the form of a target without an observed value."""
        return Target(
            name=self.name, group="forecast", episode=Episode.WHOLE_RUN, statistic=self.statistic,
            pick=Pick(self.metric, self.who, self.item, start, end), of=None, value=0.0, low=0.0, high=0.0,
            unit=self.unit, weight=0.0, role=Role.OUTCOME, note="", source="",
        )  # fmt: skip


def _lines() -> tuple[Line, ...]:
    owners = (("Microsoft", "Azure"), ("Meta", "Meta"), ("Amazon", "AWS"), ("Google", "Google Cloud"),
              ("Oracle", "Oracle"), ("China", CHINA))  # fmt: skip
    chips = NVIDIA_CHIPS.split("|")
    return (
        Line("Nvidia data-centre revenue", "sum", "revenue_usd", "Nvidia", "", "USD"),
        Line("Nvidia gross margin", "mean", "gross_margin", "Nvidia", "", "share"),
        *(Line(f"{chip} shipped", "sum", "units_shipped", "Nvidia", chip, "chips") for chip in chips),
        *(
            Line(f"Nvidia chips to {name}", "sum", "units_received", who, NVIDIA_CHIPS, "chips")
            for name, who in owners
        ),
        *(Line(f"{chip} list price", "mean", "list_price_usd", "Nvidia", chip, "USD") for chip in chips),
        *(
            Line(f"{chip} street price, {region}", "mean", "street_price_usd", region, chip, "USD")
            for chip in ("A100", "H100")
            for region in ("US", "China")
        ),
        Line("A800 street price, China", "mean", "street_price_usd", "China", "A800", "USD"),
        *(
            Line(f"{chip} rent, {name}", "mean", "rent_usd_per_hour", name, chip, "USD/h")
            for chip in ("A100", "H100")
            for name in ("AWS", "Lambda", "CoreWeave")
        ),
        *(
            Line(f"{chip} waiting time", "mean", "lead_time_months", "Nvidia", chip, "months")
            for chip in ("A100", "H100", "H200", "B200")
        ),
        Line("In-house share of installed compute", "mean", "inhouse_share", "all", "", "share"),
        Line("Domestic share of China's installed compute", "mean", "domestic_share", "China", "installed",
             "share"),
        Line("Nvidia's share of installed compute", "mean", "nvidia_dependence", "all", "", "share"),
    )  # fmt: skip


LINES = _lines()


def quarters() -> list[tuple[str, str]]:
    """Return the first and the last month of every quarter of the forecast."""
    found = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for first, last in QUARTERS:
            start, end = max(f"{year}-{first}", FIRST_MONTH), f"{year}-{last}"
            if start <= end <= LAST_MONTH:
                found.append((start, end))
    return found


def forecast(runs: Runs, ensemble: Ensemble) -> pd.DataFrame:
    """Return quantiles of every line by quarter; the first quarter is June 2023 alone."""
    targets = [line.target(start, end) for line in LINES for start, end in quarters()]
    return _table(targets, np.array(list(ensemble.read(runs.trials(targets), "forecast"))))


def _table(targets: Sequence[Target], readings: np.ndarray) -> pd.DataFrame:
    rows = []
    for target, column in zip(targets, readings.T, strict=True):
        known = column[np.isfinite(column)]
        if not len(known) or not known.any():
            continue
        quantiles = dict(zip([f"q{100 * q:.0f}" for q in QUANTILES], np.quantile(known, QUANTILES),
                             strict=True))  # fmt: skip
        rows.append({"line": target.name, "start": target.pick.start, "end": target.pick.end,
                     "unit": target.unit, **quantiles, "runs": len(known)})  # fmt: skip
    return pd.DataFrame(rows)
