"""What can be run and what it contains, printed for a person to read."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from experiments.console import plain_table, stdout_console
from experiments.description import ParameterRow, describe_parameters
from experiments.wording import readable
from model.inputs.scenario import Scenario, load_scenario
from model.inputs.scenario_files import scenario_names
from model.state.decisions import CastRow


def print_scenarios() -> None:
    """Print every scenario with its parent and its question."""
    scenarios = [load_scenario(name) for name in scenario_names()]
    rows = ((each.name, each.extends or "", each.question) for each in scenarios)
    stdout_console().print(_table(("scenario", "extends", "question"), rows))


def print_metrics() -> None:
    """Print every metric with its unit and meaning."""
    from model.metrics import METRICS

    rows = ((metric.name, metric.unit, metric.meaning) for metric in METRICS.values())
    stdout_console().print(_table(("metric", "unit", "meaning"), rows))


def print_cast(scenario: Scenario) -> None:
    """Print who acts in a scenario, as the market builds it."""
    from model.market import ComputeMarket

    market = ComputeMarket(scenario, seed=1, record=False)
    lines: list[Sequence[str]] = []
    for role, rows in groupby(market.cast_table(), key=lambda row: row.role.partition(" (")[0]):
        lines.append(("", "", "", ""))
        lines.append((f"{readable(role)}:", "", "", ""))
        lines += (
            (_cast_name(row), row.region, row.strategy, f"{row.opening}\n{row.ties}".strip()) for row in rows
        )
    stdout_console().print(_table(("name", "region", "strategy", "opens with; ties"), lines))


def _cast_name(row: CastRow) -> str:
    """Return the name, with the type of a start-up that does not carry it in its name."""
    kind = row.role.partition(" (")[2].rstrip(")")
    return row.name if kind in row.name else f"{row.name} ({kind})"


def print_parameters(scenario: Scenario) -> None:
    """Print a scenario's question and every parameter, section by section."""
    console = stdout_console()
    extends = f", extends {scenario.extends}" if scenario.extends else ""
    console.print(f"[bold]{escape(scenario.name)}[/bold]{extends}. {escape(scenario.question)}")
    if scenario.look_at:
        console.print(f"Look at: {', '.join(scenario.look_at)}")
    rows = describe_parameters(scenario)
    for section, members in groupby(rows, key=lambda row: row.path.rpartition(".")[0]):
        console.print(f"\n[bold]{escape(section or 'scenario')}[/bold]")
        for row in members:
            _print_parameter(console, row)


def _print_parameter(console: Console, row: ParameterRow) -> None:
    name = row.path.rpartition(".")[2]
    unit = f" {row.unit}" if row.unit else ""
    changed = "" if row.parent_value is None else f"  (parent: {row.parent_value})"
    line = f"  [cyan]{escape(name)}[/cyan] = {escape(f'{row.value}{unit}')}"
    console.print(f"{line}[yellow]{escape(changed)}[/yellow]")
    source = f" [dim]\\[{escape(row.source)}][/dim]" if row.source else ""
    if row.meaning or source:
        console.print(Padding(f"{escape(row.meaning)}{source}", (0, 0, 0, 6)))


def _table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Table:
    """Return a table of text whose last column alone is wrapped."""
    table = plain_table(*columns, left=len(columns))
    for column in table.columns[:-1]:
        column.no_wrap = True
    for row in rows:
        table.add_row(*(escape(str(value)) for value in row))
    return table
