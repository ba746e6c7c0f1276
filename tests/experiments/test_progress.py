"""Progress goes to stderr: lines in a log, a bar at a terminal."""

import sys

import pytest

from experiments import progress
from experiments.progress import Progress, readable_time


def run_two_years() -> None:
    with Progress("months") as shown:
        for number in (1, 2):
            shown.begin(12, f"run {number} of 2")
            for month in range(12):
                shown.advance(at=f"{2021 + number}-{month + 1:02}")


def test_a_log_gets_a_line_at_the_end_of_what_is_counted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LINE_SECONDS", 1e9)
    run_two_years()
    printed = capsys.readouterr()
    assert [line.split(", ")[:3] for line in printed.err.splitlines()] == [
        ["run 1 of 2", "2022-12", "12 of 12 months"],
        ["run 2 of 2", "2023-12", "12 of 12 months"],
    ]
    assert printed.out == ""


def test_long_work_writes_more_often(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "LINE_SECONDS", -1.0)
    run_two_years()
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 24
    assert all("months/s" in line and line.endswith("left") for line in lines)


def test_a_terminal_gets_a_bar_on_stderr_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    run_two_years()
    printed = capsys.readouterr()
    assert "run 2 of 2" in printed.err
    assert "\x1b[" in printed.err
    assert printed.out == ""


def test_what_happens_on_the_way_is_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("runs") as shown:
        shown.begin(3)
        shown.say("a worker died")
        assert capsys.readouterr().err == "a worker died\n"


@pytest.mark.parametrize(("seconds", "text"), [(40.0, "40 s"), (720.0, "12 min"), (12_600.0, "3.5 h")])
def test_durations_read_as_a_person_says_them(seconds: float, text: str) -> None:
    assert readable_time(seconds) == text
