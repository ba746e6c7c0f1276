"""Facts stand over the simulated lines with their ranges and sources, and are compared once they are over."""

import pytest

from experiments.calibration.targets import Episode, load_targets
from tests.viz.snapshots import run_of, tables, texts
from viz.tabs import facts
from viz.theme import PALETTES, Theme

LINES = [each for each in load_targets() if each.episode == Episode.MARKET and each.statistic in facts.DRAWN]


@pytest.mark.parametrize("theme", PALETTES)
def test_every_dated_fact_of_a_metric_is_drawn_with_its_source(theme: Theme):
    pictures = facts.charts(run_of()[-1], theme)
    assert {picture["title"]["text"] for picture in pictures} == {
        f"Simulated and real: {target.group}" for target in LINES
    }
    drawn = [row for picture in pictures for table in tables(picture) for row in table if "source" in row]
    assert {row["fact"] for row in drawn} == {target.name for target in LINES}
    assert all(row["low"] <= row["value"] <= row["high"] for row in drawn)
    assert all(row["source"] for row in drawn)
    assert all(picture["config"]["background"] == PALETTES[theme].background for picture in pictures)


def test_a_total_of_a_quarter_stands_as_a_third_of_it_over_the_months():
    (target,) = [each for each in LINES if each.name == "Nvidia data-centre revenue FY23 Q1"]
    rows = [row for picture in facts.charts(run_of()[-1]) for table in tables(picture) for row in table]
    point = next(row for row in rows if row.get("fact") == target.name)
    assert point["value"] == pytest.approx(target.value / 3 / 1e9)
    assert point["first"].startswith("2022-02")
    assert point["last"].startswith("2022-04")


def test_the_line_is_the_simulated_month():
    now = run_of()[-1]
    picture = next(each for each in facts.charts(now) if "Nvidia" in each["title"]["text"])
    panel = picture["vconcat"][0]["hconcat"][0]
    line = next(layer for layer in panel["layer"] if layer["mark"]["type"] == "line")
    sold = now.metrics[(now.metrics["metric"] == "revenue_usd") & (now.metrics["who"] == "Nvidia")]
    by_month = sold.groupby("month")["value"].sum() / 1e9
    assert [row["value"] for row in line["data"]["values"]] == pytest.approx(by_month.to_list())
    assert "bn USD per month" in texts(panel)


def test_facts_are_compared_once_their_months_are_over():
    months = [len(facts.table(snapshot)) for snapshot in run_of()]
    assert months[0] < months[-1]
    table = facts.table(run_of()[-1])
    over = [
        each.name for each in load_targets() if each.episode == Episode.MARKET and each.pick.end <= "2022-05"
    ]
    assert list(table["fact"]) == over
    assert set(table["within"]) <= {"yes", "no"}


def test_nothing_is_drawn_in_the_first_month():
    assert facts.charts(run_of()[0]) == []
