"""The command: answers first, a folder whole or not at all, and clear words for bad input."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments import cli
from experiments.whatif import comparison, pairs, request
from experiments.whatif.comparison import Answer
from experiments.whatif.headlines import HEADLINES
from experiments.whatif.printing import print_answer
from experiments.whatif.run_series import RunSeries
from model.inputs.scenario import load_scenario
from tests.experiments.whatif.conftest import written

SMALL = ["--months", "7", "--startups", "60", "--replications", "2", "--workers", "1"]


@pytest.fixture(autouse=True)
def in_a_folder_with_a_whatif(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("no_rise.toml").write_text('extends = "history"\nname = "no-rise"\nremove = ["A100_list_raised"]\n')


def test_prints_the_answer_and_then_the_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["whatif", "no_rise.toml", *SMALL]) == cli.DONE
    printed = capsys.readouterr()
    assert "no-rise against history" in printed.out
    assert "Median variance reduction" in printed.out
    assert printed.out.rstrip().endswith("results/whatif-no-rise")
    assert "seed 2, 2 of 2 pairs" in printed.err
    manifest = json.loads(Path("results/whatif-no-rise/manifest.json").read_text())
    assert manifest["seeds"] == [1, 2]


def test_several_whatifs_make_one_table(small_answer: Answer, capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(small_answer)
    printed = capsys.readouterr().out
    assert "no-rise" in printed
    assert "the same" in printed
    assert printed.count("Nvidia revenue, rental") == 1


def test_the_folder_holds_every_table_and_both_scenarios(small_answer: Answer, tmp_path: Path) -> None:
    folder = written(small_answer, tmp_path / "new" / "mine", "the command")
    pairs = pd.read_parquet(folder / "pairs.parquet")
    effects = pd.read_csv(folder / "effects.csv")
    assert len(pairs) == 3 * 2 * len(HEADLINES)
    one = pairs[(pairs["whatif"] == "no-rise") & (pairs["figure"] == "revenue_usd.Nvidia")]
    row = effects[(effects["whatif"] == "no-rise") & (effects["figure"] == "revenue_usd.Nvidia")]
    assert row["change"].item() == pytest.approx(one["change"].mean())
    months = pd.read_parquet(folder / "months.parquet")
    assert set(months["world"]) == {"history", "no-rise", "the-same"}
    assert load_scenario(str(folder / "no-rise.toml")).name == "no-rise"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["command"] == "the command"
    for name, digest in manifest["sha256"].items():
        assert sha256((folder / name).read_bytes()).hexdigest() == digest


def test_a_report_that_cannot_be_drawn_leaves_nothing(small_answer: Answer, tmp_path: Path) -> None:
    def full_disk(report: object, folder: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        written(small_answer, tmp_path / "new" / "mine", "", full_disk)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["no-dgx-clod"], "did you mean: no-dgx-cloud"),
        (["no_rise.toml", "--against", "histroy"], "did you mean: history"),
        (["no_rise.toml", "--replications", "1"], "two pairs"),
        (["no_rise.toml", "--workers", "0"], "--workers"),
        (["no_rise.toml", "--metric", "revenue_usd.Nvidia"], "--until-half-width"),
        (["history"], "name of two"),
        (["no_rise.toml", "--out", "taken"], "not empty"),
        (["no_rise.toml", "--out", "taken/file/below", *SMALL], "cannot write"),
    ],
)
def test_bad_input_is_one_clear_message(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("taken").mkdir()
    Path("taken/file").write_text("")
    assert cli.main(["whatif", *arguments]) == cli.BAD_INPUT
    printed = capsys.readouterr()
    assert told in printed.err
    assert printed.out == ""


def test_ctrl_c_in_the_first_pair_ends_with_130_and_keeps_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def pressed(question: object, progress: object) -> comparison.Answer:
        raise KeyboardInterrupt

    monkeypatch.setattr(request, "answer", pressed)
    assert cli.main(["whatif", "no_rise.toml", *SMALL]) == cli.INTERRUPTED
    assert "nothing was kept" in capsys.readouterr().err
    assert not Path("results").exists()


@pytest.mark.parametrize(("finished", "kept"), [(1, False), (2, True)])
def test_ctrl_c_keeps_the_pairs_that_were_finished(
    finished: int, kept: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = pairs.run_pairs

    def interrupted(*given: Any) -> Iterator[list[RunSeries]]:
        *others, seeds = given
        yield from run(*others, seeds[:finished])
        raise KeyboardInterrupt

    monkeypatch.setattr(comparison, "run_pairs", interrupted)
    arguments = ["whatif", "no_rise.toml", *SMALL, "--replications", "3", "--out", "here"]
    assert cli.main(arguments) == cli.INTERRUPTED
    assert Path("here").exists() == kept
    if kept:
        assert set(pd.read_parquet("here/pairs.parquet")["seed"]) == {1, 2}
        assert "interrupted after 2 pairs" in capsys.readouterr().out
