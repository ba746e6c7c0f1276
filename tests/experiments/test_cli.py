"""The command line: what it prints, where, and with which code it ends."""

import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from experiments import cli, loading, run
from model.state.kinds import Unbalanced
from tests.experiments.fake_market import FakeMarket

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def in_a_folder_with_a_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tiny.toml").write_text('name = "tiny"\nmonths = 6\n')


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> dict[int, BaseException]:
    """Put the fake market in; seeds entered here raise their error in the third month."""
    errors: dict[int, BaseException] = {}

    def open_market(scenario: object, seed: int) -> FakeMarket:
        return FakeMarket(scenario, seed, {2: errors[seed]} if seed in errors else {})

    faked = functools.partial(run.run_plan, open_market=open_market)
    monkeypatch.setattr(run, "run_plan", faked)
    return errors


def test_run_prints_the_table_and_then_the_folder(
    failing: dict[int, BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["run", "tiny.toml", "--seed", "3"]) == cli.DONE
    printed = capsys.readouterr()
    assert "Nvidia revenue" in printed.out
    assert printed.out.rstrip().endswith("results/tiny-3")
    assert "run 1 of 1 (seed 3), 2022-06, 6 of 6 months" in printed.err
    assert Path("results/tiny-3/metrics.parquet").exists()


def test_default_folder_never_overwrites(failing: dict[int, BaseException]) -> None:
    for _ in range(2):
        assert cli.main(["run", "tiny.toml", "--months", "3", "--seeds", "1:2"]) == cli.DONE
    assert sorted(p.name for p in Path("results").iterdir()) == ["tiny-1-2", "tiny-1-2-2"]


def test_settings_reach_the_scenario(failing: dict[int, BaseException]) -> None:
    arguments = ["run", "tiny.toml", "--months", "2", "--startups", "50", "--out", "here"]
    assert cli.main([*arguments, "--set", "choice.wait_sensitivity=0.7"]) == cli.DONE
    written = Path("here/scenario.toml").read_text()
    assert "months = 2\n" in written
    assert "count = 50\n" in written
    assert "wait_sensitivity = 0.7\n" in written


def test_interrupted_says_what_was_kept(
    failing: dict[int, BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    failing[3] = KeyboardInterrupt()
    assert cli.main(["run", "tiny.toml", "--months", "4", "--seeds", "1:9"]) == cli.INTERRUPTED
    printed = capsys.readouterr()
    assert "Interrupted: kept seeds 1-2 of 9" in printed.err
    assert "results/tiny-1-9" in printed.out


def test_a_run_that_cannot_go_on_ends_with_its_message(
    failing: dict[int, BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    failing[1] = Unbalanced("Azure: cash is not a number")
    assert cli.main(["run", "tiny.toml", "--months", "4"]) == cli.FAILED
    assert "seed 1, 2022-02: Azure" in capsys.readouterr().err
    assert not Path("results").exists()


def test_a_full_disk_is_one_message(
    failing: dict[int, BaseException], capsys: pytest.CaptureFixture[str]
) -> None:
    failing[1] = OSError(28, "No space left on device")
    assert cli.main(["run", "tiny.toml", "--months", "4"]) == cli.FAILED
    last = capsys.readouterr().err.splitlines()
    assert last == ["stopped: No space left on device; nothing was kept"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--seed", "1", "--seeds", "1:2"], "only one of the two"),
        (["--seeds", "5:1"], "not a valid range of seeds"),
        (["--seeds", "all"], "not a valid range of seeds"),
        (["--seed", "-1"], "not a valid range of seeds"),
        (["--months", "0"], "--months"),
        (["--startups", "0"], "--startups"),
        (["--out", "taken"], "not empty"),
        (["--out", "taken/file/below"], "cannot write"),
        (["--set", "choice.wait_sensitivty=1"], "wait_sensitivity"),
    ],
)
def test_bad_input_is_one_clear_message(
    arguments: list[str],
    told: str,
    failing: dict[int, BaseException],
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("taken").mkdir()
    Path("taken/file").write_text("")
    assert cli.main(["run", "tiny.toml", *arguments]) == cli.BAD_INPUT
    printed = capsys.readouterr()
    assert told in printed.err
    assert "Traceback" not in printed.err
    assert printed.out == ""


def test_an_unknown_scenario_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["describe", "histroy"]) == cli.BAD_INPUT
    assert "did you mean: history?" in capsys.readouterr().err


def test_an_unknown_option_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "tiny.toml", "--bogus"]) == cli.BAD_INPUT
    assert "--bogus" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    ["", "run", "cast", "scenarios", "describe", "metrics", "benchmark", "whatif", "study", "results"],
)
def test_help_is_light(command: str) -> None:
    arguments = [*command.split(), "--help"]
    script = (
        "import sys; from experiments.__main__ import PICTURES, cli;"
        f"code = cli.main({arguments!r}, PICTURES);"
        "heavy = {'numpy', 'pandas', 'mesa', 'pyarrow', 'altair', 'rich.table'} & set(sys.modules);"
        "print(code, sorted(heavy), file=sys.stderr)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    assert answer.stderr.strip() == "0 []"
    assert "Usage: uv run -m experiments" in answer.stdout


def test_typing_ctrl_c_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(name: str, overrides: object = ()) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(loading, "load_checked", pressed)
    assert cli.main(["describe", "history"]) == cli.INTERRUPTED


def test_the_real_market_gives_the_same_bytes_twice(capsys: pytest.CaptureFixture[str]) -> None:
    for out in ("first", "second"):
        arguments = ["run", "tiny.toml", "--startups", "60", "--months", "3", "--out", out]
        assert cli.main(arguments) == cli.DONE
    assert "Nvidia revenue" in capsys.readouterr().out
    for name in ("metrics", "trades", "firms", "startups"):
        first, second = (Path(out) / f"{name}.parquet" for out in ("first", "second"))
        assert first.stat().st_size > 1000
        assert first.read_bytes() == second.read_bytes()
    assert "Azure" in Path("first/network-1.graphml").read_text()
