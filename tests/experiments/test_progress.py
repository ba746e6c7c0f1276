"""Progress goes to stderr: lines in a log, a bar at a terminal."""

import sys
from datetime import date

import pytest

from experiments.progress import Bar, Lines, show_progress


def run_two_years(progress: Bar | Lines) -> None:
    with progress:
        progress.begin(2, 3, 7, 24)
        for month in range(24):
            progress.month_done(date(2022 + month // 12, month % 12 + 1, 1))


def test_a_log_gets_a_line_a_year(capsys: pytest.CaptureFixture[str]) -> None:
    run_two_years(Lines())
    printed = capsys.readouterr()
    lines = printed.err.splitlines()
    assert [line.split(", ")[:2] for line in lines] == [
        ["run 2 of 3 (seed 7): 2022-12", "month 12 of 24"],
        ["run 2 of 3 (seed 7): 2023-12", "month 24 of 24"],
    ]
    assert all(line.endswith("months/s") for line in lines)
    assert printed.out == ""


def test_a_bar_draws_on_stderr_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    run_two_years(Bar())
    printed = capsys.readouterr()
    assert "run 2 of 3 (seed 7)" in printed.err
    assert "2023-12" in printed.err
    assert printed.out == ""


def test_a_terminal_gets_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert isinstance(show_progress(), Bar)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    assert isinstance(show_progress(), Lines)
