"""The tables of a report as HTML."""

from collections.abc import Iterable, Sequence
from html import escape

from experiments.description import describe_parameters
from experiments.whatif.answers import interval_text, signed
from experiments.whatif.comparison import Comparison
from experiments.whatif.divergence import ChangedFlow, ChangedMonth
from experiments.whatif.effects import Effect, Interval, median_variance_reduction
from experiments.whatif.headlines import number
from experiments.whatif.report import Report
from experiments.wording import readable
from model.inputs.scenario import Scenario
from model.state.kinds import Kind

FLOWS_SHOWN = 12
FLOWS_AFTER = 3
TRADES = (
    Kind.CHIPS, Kind.NETWORK, Kind.RENTAL, Kind.HOSTING, Kind.SOFTWARE, Kind.WAFERS, Kind.COMPONENTS
)  # fmt: skip
BESIDE = (
    "effects.csv, effects.parquet, pairs.parquet, months.parquet, charts/, the scenarios as TOML, "
    "manifest.json"
)
SAME = "the same"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], numbers_from: int = 1) -> str:
    """Return a table; cells are HTML, those from `numbers_from` on are set as numbers."""
    kinds = ["" if place < numbers_from else " class=n" for place in range(len(columns))]
    head = "".join(f"<th{kind}>{name}</th>" for kind, name in zip(kinds, columns, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{kind}>{cell}</td>" for kind, cell in zip(kinds, row, strict=True)) + "</tr>"
        for row in rows
    )
    return f"<div class=wide><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def effects(comparison: Comparison) -> str:
    """Return the effect table of one what-if."""
    columns = (
        "", "unit", "baseline", "what-if", "change", "95 % interval (t)", "95 % (bootstrap)", "change, %",
        "same sign", "variance<br>reduction", "p (Holm)",
    )  # fmt: skip
    reduction = number(median_variance_reduction(comparison.effects))
    note = (
        f"Values from {comparison.first_day:%B %Y}, the first month that can differ, to "
        f"{comparison.last_day:%B %Y}. Bold: beyond chance at 5 % after Holm's correction for every metric "
        f"in the report. Median variance reduction against independent seeds: {reduction} times."
    )
    table = _table(columns, (_effect_row(effect) for effect in comparison.effects), numbers_from=2)
    return f"<p class=note>{note}</p>{table}"


def _effect_row(effect: Effect) -> Sequence[str]:
    headline = effect.headline
    unit = f"{escape(headline.unit)}<br><small>{headline.over}</small>"
    if not effect.is_known:
        return (escape(headline.label), unit, "–", "–", "no value", *[""] * 6)
    before, after = number(effect.baseline), number(effect.whatif)
    if effect.is_untouched:
        return (escape(headline.label), unit, before, after, SAME, *[""] * 6)
    return (
        escape(headline.label),
        unit,
        before,
        after,
        changed(effect),
        interval_text(effect),
        _interval(effect.bootstrap),
        signed(100 * effect.relative),
        f"{effect.same_sign:.0%}",
        number(effect.variance_reduction),
        "&lt; 0.001" if effect.p_holm < 0.001 else f"{effect.p_holm:.3f}",
    )


def changed(effect: Effect) -> str:
    """Return a change with its sign, bold if beyond chance."""
    text = signed(effect.change)
    return f"<b>{text}</b>" if effect.is_significant else text


def _interval(interval: Interval) -> str:
    return f"{signed(interval.low)} to {signed(interval.high)}"


def side_by_side(comparisons: Sequence[Comparison]) -> str:
    """Return the changes of several what-ifs in one table."""
    columns = ["", "unit", *(escape(comparison.whatif.name) for comparison in comparisons)]
    rows = []
    for effects in zip(*(comparison.effects for comparison in comparisons), strict=True):
        headline = effects[0].headline
        rows.append([escape(headline.label), escape(headline.unit_of_change), *map(_side_cell, effects)])
    note = (
        "Change against the baseline, 95 % interval below. Bold: beyond chance at 5 % after Holm's "
        "correction for the whole table."
    )
    return f"<p class=note>{note}</p>{_table(columns, rows, numbers_from=2)}"


def _side_cell(effect: Effect) -> str:
    if not effect.is_known:
        return "no value"
    if effect.is_untouched:
        return SAME
    return f"{changed(effect)}<br><small>{interval_text(effect)}</small>"


def divergence(comparison: Comparison) -> str:
    """Return the first month in which payments differ, and what differs then and later."""
    months = comparison.divergence.months
    if not months:
        return f"<p>With seed {comparison.divergence.seed}, every payment is the same in both runs.</p>"
    first = months[0]
    trades = [changed for changed in first.flows if changed.flow.kind in TRADES]
    others = len(first.flows) - len(trades)
    text = (
        f"With seed {comparison.divergence.seed}, every payment before {first.month:%B %Y} is the same in "
        f"both runs. In that month {len(trades)} trades differ, and {others} other payments with them "
        f"(wages, power, funding, sales). The largest of these trades:"
    )
    shown = (trades or list(first.flows))[:FLOWS_SHOWN]
    return f"<p>{text}</p>{_flows([(first, each) for each in shown])}{_after(months[1:])}"


def _after(months: Sequence[ChangedMonth]) -> str:
    if not months:
        return ""
    rows = []
    for month in months:
        trades = [each for each in month.flows if each.flow.kind in TRADES]
        rows += [(month, each) for each in trades[:FLOWS_AFTER]]
    return f"<p>How it spreads: the largest changed trades of the months after.</p>{_flows(rows)}"


def _flows(rows: Iterable[tuple[ChangedMonth, ChangedFlow]]) -> str:
    columns = ("month", "payer", "payee", "for", "baseline,<br>m USD", "what-if,<br>m USD", "change")
    cells = (
        (
            f"{month.month:%b %Y}",
            escape(_party(each.flow.payer)),
            escape(_party(each.flow.payee)),
            escape(f"{each.flow.kind} {each.flow.item}".strip()),
            number(each.baseline_usd / 1e6),
            number(each.whatif_usd / 1e6),
            signed(each.change_usd / 1e6),
        )
        for month, each in rows
    )
    return _table(columns, cells, numbers_from=4)


def _party(name: str) -> str:
    """Return who pays or is paid as words: `research_lab/US` is "research lab, US"."""
    kind, slash, region = name.partition("/")
    return f"{readable(kind)}, {region}" if slash else name


def differences(comparison: Comparison) -> str:
    """Return what the scenarios differ in."""
    if not comparison.differences:
        return "<p>Nothing: both scenarios have the same parameters.</p>"
    rows = (
        (
            escape(each.parameter.path), escape(each.baseline), escape(each.whatif),
            escape(each.parameter.unit), escape(each.parameter.meaning), escape(each.parameter.source),
        )
        for each in comparison.differences
    )  # fmt: skip
    return _table(("parameter", "baseline", "what-if", "unit", "meaning", "source"), rows, numbers_from=6)


def assumptions(scenario: Scenario) -> str:
    """Return every parameter of a scenario with its source and its parent's value, folded away."""
    described = describe_parameters(scenario)
    assumed = sum("assumption" in row.source for row in described)
    rows = (
        (
            escape(row.path), escape(row.value), escape(row.unit),
            "" if row.parent_value is None else escape(row.parent_value),
            escape(row.meaning), escape(row.source),
        )
        for row in described
    )  # fmt: skip
    parent = escape(scenario.extends or "nothing")
    columns = ("parameter", "value", "unit", f"in {parent}, if other", "meaning", "source")
    summary = (
        f"All {len(described)} parameters with their sources; {assumed} are assumptions; parent: {parent}"
    )
    return f"<details><summary>{summary}</summary>{_table(columns, rows, numbers_from=6)}</details>"


def provenance(report: Report) -> str:
    """Return command, seeds and versions."""
    facts = report.facts
    packages = ", ".join(f"{name} {version}" for name, version in facts["packages"].items())
    revision = facts["git_revision"] or "not in a git checkout"
    changed_files = facts["git_changed_files"]
    rows = (
        ("command", f"<code>{escape(report.command)}</code>"),
        ("pairs", escape(facts["stopped"])),
        ("seeds", escape(facts["described_seeds"])),
        ("months, start-ups", f"{facts['months']} months, {facts['startups']:,} rows of start-ups"),
        ("code", escape(f"{revision}" + (f", {changed_files} files changed" if changed_files else ""))),
        ("versions", escape(f"Python {facts['python']}, {packages}")),
        ("made", escape(f"{facts['written']}, {facts['wall_seconds']:.0f} s, workers: {facts['workers']}")),
        ("beside this file", BESIDE),
    )  # fmt: skip
    return _table(("", ""), rows, numbers_from=2)
