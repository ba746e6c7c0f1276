"""Every chart draws from tidy metrics, says what and in which unit, and hides no label."""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from experiments.events import Event
from tests.experiments.fake_market import FakeMarket, FakeScenario
from viz.charts import CHARTS, draw_all
from viz.layers import LABEL_GAP_PX, moved_apart
from viz.theme import PALETTES, Theme

EVENTS = [Event(date(2022, 3, 1), "a rule"), Event(date(2030, 1, 1), "too late")]


def metrics_frame(seeds: int, months: int) -> pd.DataFrame:
    frames = []
    for seed in range(1, seeds + 1):
        market = FakeMarket(FakeScenario(months=months), seed, {})
        for _ in range(months):
            market.run_month()
        frames.append(pd.DataFrame(market.record().metrics).assign(seed=seed))
    frame = pd.concat(frames)
    return frame.assign(date=pd.to_datetime(frame["date"]))


FEW = metrics_frame(seeds=3, months=30)


def texts(specification: object) -> set[str]:
    """Return every text that stands anywhere in a chart's specification."""
    if isinstance(specification, dict):
        return set().union(*(texts(value) for value in specification.values()), set())
    if isinstance(specification, list):
        return set().union(*(texts(value) for value in specification), set())
    return {specification} if isinstance(specification, str) else set()


@pytest.mark.parametrize("name", CHARTS)
def test_chart_names_title_subtitle_unit_and_events(name: str) -> None:
    chart = CHARTS[name]
    written = texts(chart.draw(FEW, EVENTS, "Scenario history, seeds 1-3"))
    assert chart.title in written
    assert any(text.startswith("Scenario history, seeds 1-3; median") for text in written)
    assert any("a rule" in text.replace("\u00a0", " ") for text in written)
    assert "too late" not in written
    assert all(panel.unit in written for panel in chart.panels(FEW[FEW["metric"].isin(chart.metrics)]))


@pytest.mark.parametrize("name", CHARTS)
def test_chart_of_nothing_is_none(name: str) -> None:
    assert CHARTS[name].draw(FEW[FEW["metric"] == "no such metric"]) is None


@pytest.mark.parametrize("theme", PALETTES)
def test_theme_sets_the_background(theme: Theme) -> None:
    drawn = CHARTS["waiting"].draw(FEW, theme=theme)
    assert drawn["config"]["background"] == PALETTES[theme].background


def test_one_seed_has_no_band_and_no_median() -> None:
    one = FEW[FEW["seed"] == 1]
    written = json.dumps(CHARTS["waiting"].draw(one, subtitle="seed 1"))
    assert "median" not in written
    assert '"area"' not in written


def test_bands_hold_the_middle_of_the_seeds() -> None:
    (panel,) = CHARTS["waiting"].panels(FEW[FEW["metric"] == "lead_time_months"])
    assert (panel.stats["low"] <= panel.stats["mid"]).all()
    assert (panel.stats["mid"] <= panel.stats["high"]).all()


def test_stacked_owners_add_up_to_all_compute() -> None:
    one = FEW[(FEW["seed"] == 1) & (FEW["metric"] == "installed_units")]
    (panel,) = CHARTS["installed"].panels(one)
    by_date = panel.stats.groupby("date")["mid"].sum()
    assert by_date.to_list() == pytest.approx(panel.total["mid"].to_list())


def test_labels_keep_a_line_apart_and_in_order() -> None:
    wanted = pd.Series({"a": 100.0, "b": 101.0, "c": 99.0, "d": 300.0, "e": 1.0})
    placed = moved_apart(wanted, bottom=0.0)
    assert list(placed.index) == ["e", "c", "a", "b", "d"]
    assert placed.diff().dropna().min() >= LABEL_GAP_PX
    assert placed["d"] == 300
    assert placed["a"] == pytest.approx(100)


@pytest.mark.parametrize("months", [2, 14])
def test_short_runs_are_drawn_without_complaint(months: int, tmp_path: Path) -> None:
    frame = metrics_frame(seeds=1, months=months)
    for path in draw_all(frame, EVENTS, tmp_path / "charts", "short"):
        assert path.read_bytes().startswith(b"\x89PNG")
    assert len(list((tmp_path / "charts").iterdir())) == len(CHARTS)


def test_a_single_month_is_no_picture(tmp_path: Path) -> None:
    assert draw_all(metrics_frame(seeds=1, months=1), EVENTS, tmp_path / "charts", "") == []
    assert not (tmp_path / "charts").exists()
