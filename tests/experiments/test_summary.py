"""The closing table shows the right figures, and many seeds as median and range."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from experiments.console import WIDTH, stdout_console
from experiments.layout import Part, flow, part_table
from experiments.summary import print_summary, summary_parts
from tests.experiments.fake_market import FakeScenario
from tests.experiments.test_run import outcome


def metric_rows(rows: Sequence[tuple[str, str, str, str, float]], seed: int = 1) -> pd.DataFrame:
    """Return (date, metric, who, item, value) rows as a metrics frame."""
    frame = pd.DataFrame(rows, columns=["date", "metric", "who", "item", "value"])
    frame["date"] = pd.to_datetime(frame["date"])
    start = frame["date"].min()
    month = (frame["date"].dt.year - start.year) * 12 + frame["date"].dt.month - start.month
    return frame.assign(seed=seed, month=month)


def months(start: str, count: int) -> list[str]:
    return [f"{day:%Y-%m-%d}" for day in pd.date_range(start, periods=count, freq="MS")]


def shown(part: Part, row: str, column: str) -> list[str]:
    cells = part.cells[(part.cells["row"] == row) & (part.cells["column"] == column)]
    return [part.show(value) for value in cells["value"]]


def test_revenue_is_summed_by_calendar_and_fiscal_year() -> None:
    rows = [(day, "revenue_usd", "Nvidia", "chips", 1e9) for day in months("2022-01-01", 13)]
    rows[-1] = ("2023-01-01", "revenue_usd", "Nvidia", "chips", 9e9)
    others = [("2022-01-01", "revenue_usd", "Azure", "rental", 5e9)]
    (part,) = summary_parts(metric_rows(rows + others))
    assert part.columns == ["2022", "2023 (1 mo)"]
    assert shown(part, "chips", "2022") == ["12.0"]
    assert shown(part, "total", "2022") == ["12.0"]
    assert shown(part, "FY Feb–Jan", "2022") == ["20"]
    assert shown(part, "FY Feb–Jan", "2023 (1 mo)") == []


def test_premiums_are_shown_a_year_apart_back_from_the_end() -> None:
    days = months("2022-01-01", 54)
    rows = [(day, "street_premium", "China", "A100", 0.355) for day in days]
    (part,) = summary_parts(metric_rows(rows))
    assert part.columns == ["Jun 2022", "Jun 2023", "Jun 2024", "Jun 2025", "Jun 2026"]
    assert shown(part, "A100 China", "Jun 2026") == ["+36"]


def test_rents_are_shown_first_and_last() -> None:
    days = months("2022-01-01", 8)
    rows = [(day, "rent_usd_per_hour", "AWS", "A100", 4 - place / 10) for place, day in enumerate(days)]
    (part,) = summary_parts(metric_rows(rows))
    assert part.columns == ["A100\nJan 2022", "A100\nAug 2022"]
    assert shown(part, "AWS", "A100\nAug 2022") == ["3.30"]


def test_waiting_time_is_the_peak_of_the_half_year() -> None:
    days = months("2022-01-01", 12)
    rows = [(day, "lead_time_months", "Nvidia", "H100", place) for place, day in enumerate(days)]
    (part,) = summary_parts(metric_rows(rows))
    assert [shown(part, "H100", half) for half in part.columns] == [["5"], ["11"]]


def test_holders_are_counted_in_a100_equivalents_and_the_small_ones_together() -> None:
    rows = [("2022-01-01", "installed_units", f"cloud {n:02}", "A100", 1000.0 * n) for n in range(1, 13)]
    rows += [("2022-01-01", "installed_units", "frontier lab/US", "H100", 600.0)]
    rows += [("2022-01-01", "installed_units", "OpenAI", "H100", 400.0)]
    rows += [("2022-01-01", "startups_alive", who, "", 1) for who in ("frontier lab/US", "OpenAI")]
    part = summary_parts(metric_rows(rows))[0]
    assert part.rows[0] == "cloud 12"
    assert list(part.rows[-3:]) == ["start-ups", "others", "all"]
    assert shown(part, "others", "Jan 2022") == ["3.0"]
    assert shown(part, "start-ups", "Jan 2022") == ["3.2"]


def test_startups_are_added_up_by_type_and_by_region() -> None:
    rows = [
        ("2022-01-01", "startups_alive", who, "", count)
        for who, count in (
            ("frontier_lab/US", 5),
            ("frontier_lab/China", 3),
            ("OpenAI", 1),
            ("all", 9),
        )
    ]
    (part,) = summary_parts(metric_rows(rows))
    assert [shown(part, row, "Jan 2022") for row in ("frontier lab", "US", "named", "all")] == [
        ["8"], ["5"], ["1"], ["9"],
    ]  # fmt: skip


def test_several_seeds_show_median_and_range(capsys: pytest.CaptureFixture[str]) -> None:
    cells = pd.DataFrame({"row": "a", "column": "x", "seed": [1, 2, 3], "value": [1.0, 5.0, 2.0]})
    console = stdout_console()
    console.print(part_table(Part("title", cells, ["a"], ["x", "none"], lambda value: f"{value:g}"), console))
    assert "2 (1–5)" in capsys.readouterr().out


def test_tables_stand_side_by_side_only_where_they_fit() -> None:
    def table(columns: int) -> Part:
        names = [f"column {n:02}" for n in range(columns)]
        cells = pd.DataFrame({"row": "a", "column": names, "seed": 1, "value": 1.0})
        return Part("title", cells, ["a"], names, str)

    console = stdout_console()
    tables = [part_table(table(columns), console) for columns in (4, 7, 3)]
    assert len(list(flow(tables, console))) == 2


@pytest.mark.parametrize("seeds", [1, 3])
def test_a_full_summary_fits_a_page(seeds: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = outcome(tmp_path / "out", range(1, seeds + 1), {}, scenario=FakeScenario())
    print_summary(result.folder, FakeScenario(), result.finished)
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines) <= WIDTH
    assert len(lines) < 90
    assert not any("…" in line.replace("…-", "") for line in lines), "something was cut off"
