"""The report of a what-if as one self-contained HTML file, with its pictures as PNG beside it."""

import base64
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from experiments.whatif.answers import sentences
from experiments.whatif.comparison import Comparison
from experiments.whatif.report import Report, safe_name
from viz.pair_charts import PAIR_CHARTS, PairChart
from viz.report_tables import assumptions, differences, divergence, effects, provenance, side_by_side
from viz.spec import Spec, save_png, svg
from viz.theme import Theme

STYLE = (Path(__file__).parent / "report.css").read_text(encoding="utf-8")
THEMES: Sequence[Theme] = ("light", "dark")
LIMITS = (
    "Read differences between the scenarios, not levels: levels after May 2023 are a forecast on "
    "assumptions and are not calibrated. Intervals measure random variation within the model. They do not "
    "measure how wrong its rules and parameters may be."
)


def render_report(report: Report, folder: Path) -> None:
    """Write report.html, and charts/*.png in light colours, into a folder."""
    charts = folder / "charts"
    charts.mkdir()
    page = "\n".join(_page(report, charts))
    (folder / "report.html").write_text(page, encoding="utf-8")


def _page(report: Report, charts: Path) -> Iterator[str]:
    answer = report.answer
    names = ", ".join(comparison.whatif.name for comparison in answer.comparisons)
    title = escape(f"{names} against {answer.question.baseline.name}")
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>What if: {title}</title><style>{STYLE}</style></head><body><main>"
    yield f"<header><p class=kicker>What-if report · AI-compute market</p><h1>{title}</h1></header>"
    for comparison in answer.comparisons:
        yield from _answer(comparison)
    yield f"<p class=note>{len(answer.seeds)} pairs of runs with the same random draws. {escape(LIMITS)}</p>"
    if len(answer.comparisons) > 1:
        yield f"<section><h3>Side by side</h3>{side_by_side(answer.comparisons)}</section>"
    for comparison in answer.comparisons:
        yield from _details(report, comparison, charts)
    yield f"<section><h3>Where this comes from</h3>{provenance(report)}</section>"
    yield "</main></body></html>"


def _answer(comparison: Comparison) -> Iterator[str]:
    said = sentences(comparison)
    yield "<section class=answer>"
    yield f"<h2>{escape(comparison.whatif.question or comparison.whatif.name)}</h2>"
    yield "".join(f"<p>{escape(sentence)}</p>" for sentence in said.all)
    yield "</section>"


def _details(report: Report, comparison: Comparison, charts: Path) -> Iterator[str]:
    if len(report.answer.comparisons) > 1:
        yield f"<h2 class=part>{escape(comparison.whatif.name)}</h2>"
    yield f"<section><h3>Effects</h3>{effects(comparison)}</section>"
    for key, chart in PAIR_CHARTS.items():
        picture = _picture(
            report, comparison, chart, charts / f"{safe_name(comparison.whatif.name)}-{key}.png"
        )
        if picture:
            yield f"<section>{picture}</section>"
    yield f"<section><h3>First differences</h3>{divergence(comparison)}</section>"
    yield f"<section><h3>What was changed</h3>{differences(comparison)}"
    yield f"{assumptions(comparison.whatif)}</section>"


def _picture(report: Report, comparison: Comparison, chart: PairChart, png: Path) -> str:
    """Return a picture in both themes as data, and write it as PNG; nothing without data."""
    drawn = {theme: chart.draw(report, comparison, theme) for theme in THEMES}
    light, dark = drawn["light"], drawn["dark"]
    if light is None or dark is None:
        return ""
    save_png(light, png)
    label = escape(f"{chart.title}: {comparison.whatif.name} against {report.answer.question.baseline.name}")
    return (
        "<figure><picture>"
        f'<source media="screen and (prefers-color-scheme: dark)" srcset="{_data(dark)}">'
        f'<img src="{_data(light)}" alt="{label}"></picture>'
        f"<figcaption>{escape(chart.caption)}</figcaption></figure>"
    )


def _data(picture: Spec) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg(picture).encode()).decode()
