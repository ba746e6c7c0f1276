"""The headline metrics of a run: what a what-if is judged by, in one table."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from model.inputs.problems import unknown_name

type Vector = NDArray[np.float64]

LARGE_CLOUDS, SMALL_CLOUDS = "large_clouds", "small_clouds"
MONTHS_OF_A_YEAR = 12


class Over(StrEnum):
    """How the months that count become one value."""

    TOTAL = "total"
    MEAN = "mean"
    LAST_YEAR = "mean of last 12 months"
    END = "last month"
    SPREAD = "standard deviation over months"


@dataclass(frozen=True, slots=True)
class Headline:
    """A metric of a run: whose it is, gathered over which months, times `scale` in `unit`.

    `who` is a name of the metrics table, or one of the two groups of clouds; without an `item` all
    items are added up.
    """

    metric: str
    who: str
    label: str
    unit: str
    over: Over
    item: str | None = None
    scale: float = 1.0

    @property
    def name(self) -> str:
        """The name on the command line: metric, who and item with dots between."""
        return ".".join(part for part in (self.metric, self.who, self.item) if part)

    @property
    def absent(self) -> float:
        """What a month without a row counts as: no money moved, but no price known."""
        return 0.0 if self.over in (Over.TOTAL, Over.SPREAD) else float("nan")

    @property
    def unit_of_change(self) -> str:
        """The unit of a difference: shares differ by percentage points."""
        return "points" if self.unit == "%" else self.unit

    def gather(self, months: Vector) -> float:
        """Return the one value of the months that count; NaN if none of them has one."""
        known = months[~np.isnan(months)]
        if not len(known):
            return float("nan")
        match self.over:
            case Over.TOTAL:
                return float(known.sum())
            case Over.MEAN:
                return float(known.mean())
            case Over.LAST_YEAR:
                recent = months[-MONTHS_OF_A_YEAR:]
                recent = recent[~np.isnan(recent)]
                return float(recent.mean()) if len(recent) else float("nan")
            case Over.END:
                return float(months[-1])
            case Over.SPREAD:
                return float(known.std())


def _money(metric: str, who: str, label: str, item: str | None = None) -> Headline:
    return Headline(metric, who, label, "bn USD", Over.TOTAL, item, 1e-9)


def _share(metric: str, who: str, label: str, item: str | None = None) -> Headline:
    return Headline(metric, who, label, "%", Over.LAST_YEAR, item, 100.0)


SURPLUS_OF = "Surplus of "
TIERS = (
    _money("surplus_usd", "foundry", f"{SURPLUS_OF}the foundries"),
    _money("surplus_usd", "vendor", f"{SURPLUS_OF}the chip vendors"),
    _money("surplus_usd", "channel", f"{SURPLUS_OF}the resellers"),
    _money("surplus_usd", "cloud", f"{SURPLUS_OF}the clouds"),
    _money("surplus_usd", "start-ups", f"{SURPLUS_OF}the start-ups"),
)
"""Who can gain and lose: the tiers of the chain, by what each keeps."""

HEADLINES: dict[str, Headline] = {
    headline.name: headline
    for headline in (
        _money("revenue_usd", "Nvidia", "Nvidia revenue"),
        _money("revenue_usd", "Nvidia", "Nvidia revenue, chips", "chips"),
        _money("revenue_usd", "Nvidia", "Nvidia revenue, rental", "rental"),
        Headline("gross_margin", "Nvidia", "Nvidia gross margin", "%", Over.MEAN, None, 100.0),
        Headline(
            "vendor_cash_flow_usd", "Nvidia", "Nvidia cash flow, swing", "bn USD/month", Over.SPREAD,
            None, 1e-9,
        ),
        Headline("bullwhip_ratio", "Nvidia", "Nvidia bullwhip", "ratio", Over.END, "vendor"),
        _money("revenue_usd", LARGE_CLOUDS, "Rental revenue, large clouds", "rental"),
        _money("revenue_usd", SMALL_CLOUDS, "Rental revenue, small clouds", "rental"),
        *TIERS,
        _money("premium_usd", "channel", "Premium over list, resellers"),
        Headline("street_price_usd", "US", "A100 street price, US", "1000 USD", Over.MEAN, "A100", 1e-3),
        Headline(
            "street_price_usd", "China", "A100 street price, China", "1000 USD", Over.MEAN, "A100", 1e-3
        ),
        Headline("lead_time_months", "Nvidia", "H100 wait", "months", Over.MEAN, "H100"),
        _share("inhouse_share", "all", "In-house chips, share of compute"),
        _share("domestic_share", "China", "Domestic chips, China's inference", "inference"),
        _share("domestic_share", "China", "Domestic chips, China's training", "training"),
        Headline("hhi", "chips", "Concentration of chip makers", "index 0..1", Over.LAST_YEAR),
        Headline("lock_in", "all", "Lock-in to one stack", "%", Over.LAST_YEAR, "", 100.0),
        Headline("compute_gini", "start-ups", "Inequality of compute", "index 0..1", Over.LAST_YEAR),
        _share(
            "small_firm_compute_share", "start-ups", "Small and middle firms, share of compute",
            "small and middle",
        ),
        Headline("startups_alive", "all", "Start-ups alive", "firms", Over.END),
        Headline(
            "training_frontier_flop", "frontier", "Largest training", "1e24 FLOP", Over.END,
            None, 1e-24,
        ),
        Headline("energy_mwh", "all", "Electricity", "TWh", Over.TOTAL, None, 1e-6),
    )
}  # fmt: skip


def headline(name: str, where: str) -> Headline:
    """Return the headline of a name; raises InputProblem with the nearest one if there is none."""
    if name not in HEADLINES:
        raise unknown_name("headline metric", name, where, HEADLINES)
    return HEADLINES[name]


def number(value: float) -> str:
    """Return a number as people write it: three significant digits, a true minus, never an exponent."""
    size = abs(value)
    if math.isnan(size):
        return "–"
    if math.isinf(size):
        return "∞"
    if size >= 100:
        text = f"{value:,.0f}"
    elif size >= 10:
        text = f"{value:.1f}"
    else:
        text = np.format_float_positional(value, 3 if size >= 0.01 else 2, fractional=False, trim="-")
    return text.replace("-", "−")
