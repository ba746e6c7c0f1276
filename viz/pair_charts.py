"""The pictures of a what-if: baseline and what-if side by side, and what differs between them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from experiments.events import Event, policy_events
from experiments.whatif.answers import signed
from experiments.whatif.comparison import Comparison
from experiments.whatif.effects import CONFIDENCE, Effect
from experiments.whatif.headlines import HEADLINES, MONTHS_OF_A_YEAR, SURPLUS_OF, TIERS, Headline, Over
from experiments.whatif.report import Report
from viz.axes import Span
from viz.charts import Chart
from viz.layers import Panel, draw_panel, over_seeds
from viz.pair_marks import LIKELY, SURE, UNCLEAR, forest_plot, paired_bars
from viz.spec import Spec, framed
from viz.theme import PALETTES, Theme

PANELS = 8
SHARE_WIDTH_PX = 320
HOLDERS_WIDTH_PX = 780


@dataclass(frozen=True, slots=True)
class PairChart:
    """A picture of a what-if and what to read in it."""

    title: str
    caption: str
    draw: Callable[[Report, Comparison, Theme], Spec | None]


def _over_time(report: Report, comparison: Comparison, theme: Theme) -> Spec | None:
    """Draw the metrics that move most surely, month by month in both scenarios."""
    names = _names(report, comparison)
    frame = report.months[report.months["world"].isin(names) & (report.months["group"] == "headline")]
    clear = {headline.name for headline in clearest(comparison.effects, PANELS)}
    shown = frame[frame["who"].isin(clear)].assign(metric="headline", item="")
    chosen = [headline for headline in HEADLINES.values() if headline.name in clear]

    def panels(metrics: pd.DataFrame) -> list[Panel]:
        return [
            panel
            for each in chosen
            for panel in _both_scenarios(metrics[metrics["who"] == each.name], each, names)
        ]

    chart = Chart("Both scenarios month by month", ("headline",), panels)
    events = _events(report, comparison)
    return chart.draw(shown, events, f"{len(report.answer.seeds)} pairs with the same seeds", theme)


def clearest(effects: Sequence[Effect], count: int) -> list[Headline]:
    """Return the headlines whose effect is largest against its own uncertainty."""
    moved = [effect for effect in effects if effect.is_known and not effect.is_untouched]
    moved = [effect for effect in moved if effect.headline.over != Over.SPREAD]
    surest = sorted(moved, key=lambda effect: -abs(effect.change) / max(effect.student.half_width, 1e-12))
    return [effect.headline for effect in surest[:count]]


def _both_scenarios(values: pd.DataFrame, headline: Headline, names: Sequence[str]) -> list[Panel]:
    """Return the panel of a headline; sums are shown as means of three months."""
    frame = values.assign(series=values["world"]).dropna(subset="value")
    unit = headline.unit
    if headline.over == Over.TOTAL:
        unit = f"{unit}/month, mean of 3 months"
        smooth = frame.sort_values("date").groupby(["series", "seed"])["value"]
        frame = frame.assign(value=smooth.transform(lambda each: each.rolling(3, min_periods=1).mean()))
    if frame.empty:
        return []
    stats = over_seeds(frame)
    present = [name for name in names if (stats["series"] == name).any()]
    return [Panel(stats, stats, present, unit, heading=headline.label)]


def _surplus(report: Report, comparison: Comparison, theme: Theme) -> Spec | None:
    """Draw what each tier keeps more or less, added up from the first month that can differ."""
    tiers = {tier.name: tier.label.removeprefix(f"{SURPLUS_OF}the ") for tier in TIERS}
    months = report.months
    frame = months[(months["group"] == "headline") & months["who"].isin(tiers)]
    frame = frame[frame["month"] >= comparison.first_month]
    names = _names(report, comparison)
    stats = pd.concat(_gained(frame, tier, name, names) for tier, name in tiers.items())
    if stats["date"].nunique() < 2:
        return None
    unit = "bn USD, added up from the first month that can differ"
    panel = Panel(stats, stats, list(tiers.values()), unit)
    span = Span(stats["date"].min(), stats["date"].max())
    events = [event for event in _events(report, comparison) if span.holds(event.day)]
    note = f"{names[1]} less {names[0]}; line: mean over pairs, band: its 95 % interval"
    drawn = draw_panel(panel, span, events, PALETTES[theme], names=True)
    return framed([drawn], "Where the surplus moved", [note], theme)


def _gained(frame: pd.DataFrame, tier: str, name: str, names: Sequence[str]) -> pd.DataFrame:
    """Return the mean over pairs of the summed-up difference, with its interval, by date."""
    wide = frame[frame["who"] == tier].pivot(index=["world", "seed"], columns="date", values="value")
    gained = (wide.loc[names[1]] - wide.loc[names[0]]).T.cumsum().T
    count = len(gained)
    reach = gained.std(ddof=1) * stdtrit(count - 1, (1 + CONFIDENCE) / 2) / np.sqrt(count)
    mean = gained.mean()
    stats = pd.DataFrame({"low": mean - reach, "mid": mean, "high": mean + reach})
    return stats.reset_index().assign(series=name)


def _shares(report: Report, comparison: Comparison, theme: Theme) -> Spec | None:
    """Draw market shares of the last year in both scenarios."""
    names = _names(report, comparison)
    last = report.months["month"].max()
    recent = report.months[report.months["month"] > last - MONTHS_OF_A_YEAR]
    drawn = []
    for group, heading in (
        ("rental", "Rental revenue, by provider"),
        ("maker", "Compute, by maker of the chip"),
    ):
        values = recent[(recent["group"] == group) & recent["world"].isin(names)]
        sums = values.groupby(["world", "seed", "who"])["value"].sum()
        share = 100 * sums / sums.groupby(["world", "seed"]).transform("sum")
        drawn.append(
            paired_bars(
                share.reset_index(), names, "% of all, last 12 months", heading, theme, SHARE_WIDTH_PX
            )
        )
    return framed(drawn, "Market shares", [_bar_note(report)], theme, shared_legend=True)


def _holders(report: Report, comparison: Comparison, theme: Theme) -> Spec | None:
    """Draw who holds the compute in the last month in both scenarios."""
    names = _names(report, comparison)
    months = report.months[report.months["month"] == report.months["month"].max()]
    values = months[(months["group"] == "holder") & months["world"].isin(names)]
    values = values.assign(value=values["value"] / 1e6)
    unit = "million A100-equivalents at peak"
    drawn = paired_bars(values, names, unit, f"{comparison.last_day:%B %Y}", theme, HOLDERS_WIDTH_PX)
    return framed([drawn], "Who holds the compute", [_bar_note(report)], theme)


def _bar_note(report: Report) -> str:
    return f"Bar: median of {len(report.answer.seeds)} runs of each scenario; line: 5–95 % of the runs"


def _forest(report: Report, comparison: Comparison, theme: Theme) -> Spec | None:
    """Draw every relative effect with its interval; what lies beyond the scale is an arrow."""
    effects = [
        each for each in comparison.effects if each.is_known and each.baseline and not each.is_untouched
    ]
    if not effects:
        return None
    stats = pd.DataFrame(_forest_row(effect) for effect in effects)
    ends = stats[["low", "high"]].abs().max(axis=1)
    reach = float(ends.quantile(0.85)) * 1.05
    stats["shown"] = stats["mid"].clip(-reach, reach)
    stats["mark"] = np.select([stats["mid"] > reach, stats["mid"] < -reach], ["▶", "◀"], "●")
    stats["low"], stats["high"] = stats["low"].clip(-reach, reach), stats["high"].clip(-reach, reach)
    palette = PALETTES[theme]
    names = _names(report, comparison)
    title = f"{names[1]} less {names[0]}; dot: mean over pairs, line: 95 % interval, arrow: beyond the scale"
    drawn = forest_plot(stats, reach, palette)
    return framed([drawn], "What changes, in % of the baseline", [title], theme)


def _forest_row(effect: Effect) -> dict[str, float | str]:
    interval = effect.student.times(100 * effect.per_baseline)
    text = f"{signed(100 * effect.relative)} %"
    kind = SURE if effect.is_significant else LIKELY if effect.is_clear else UNCLEAR
    return {
        "label": effect.headline.label,
        "low": interval.low,
        "mid": 100 * effect.relative,
        "high": interval.high,
        "text": text,
        "kind": kind,
    }


def _names(report: Report, comparison: Comparison) -> list[str]:
    return [report.answer.question.baseline.name, comparison.whatif.name]


def _events(report: Report, comparison: Comparison) -> list[Event]:
    """Return the dated events of either scenario; one that only one scenario has names it."""
    baseline = report.answer.question.baseline
    old, new = policy_events(baseline), policy_events(comparison.whatif)
    marks = [event for event in old if event in new]
    marks += [Event(event.day, f"{event.label} ({baseline.name} only)") for event in old if event not in new]
    marks += [
        Event(event.day, f"{event.label} ({comparison.whatif.name} only)")
        for event in new
        if event not in old
    ]
    return sorted(marks, key=lambda event: (event.day, event.label))


PAIR_CHARTS: dict[str, PairChart] = {
    "effects": PairChart(
        "What changes",
        "Blue: unlikely to be chance even among so many metrics. Pairs of runs share their random draws.",
        _forest,
    ),
    "over-time": PairChart(
        "Both scenarios over time",
        "The metrics that move most surely. Where bands overlap the scenarios may still differ: "
        "pairs share what the bands show.",
        _over_time,
    ),
    "surplus": PairChart(
        "Where the surplus moved",
        "Money that each tier keeps (sales less purchases and own costs; start-ups: value less pay), "
        "what-if less baseline.",
        _surplus,
    ),
    "shares": PairChart("Market shares", "Who rents out, and whose chips are installed.", _shares),
    "holders": PairChart("Who holds the compute", "Chips by owner at the end of the run.", _holders),
}
