"""What a study refuses, and what it keeps when it must stop."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments import cli, load
from experiments.batches import Job, Made
from experiments.study.definition import Factor, read_study, study_toml
from experiments.study.design import point_values, unit_points
from experiments.study.outcomes import Outcome, Over, measure_outcomes
from experiments.study.plan import Plan
from model.inputs.problems import InputProblem
from model.recording import Block, MonthOfMetrics, Recorder
from tests.experiments.test_study_store import ROOT, RUNS, stored_runs, study_file, wait_for_runs

HEAD = '[study]\nname = "tried"\nsettings = ["startups.count=40", "months=2"]\n'
OWN = '[[outcome]]\nname = "mine"\nmetric = "revenue_usd"\n{key} = ["{name}"]\n'
FACTOR = '[[factor]]\npath = "{path}"\nvalues = {values}\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "tried.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + FACTOR.format(path="choice.price_sensitivty", values=[1.0]), "did you mean: price_sensi"),
        (HEAD + FACTOR.format(path="choice.price_sensitivity", values=[99.0]), "at most 30"),
        (HEAD + FACTOR.format(path="choice.price_sensitivity", values=[]), "factors.0"),
        (HEAD + FACTOR.format(path="strategies.Nvidia", values=["chip_onli"]), "chip_only"),
        (HEAD + 'design = "latin_hypercube"\npoints = 4\n', "the design is empty"),
        (HEAD + 'design = "sobol"\n' + FACTOR.format(path="months", values=[2]), "the design is empty"),
        (HEAD + 'design = "sobol"\npoints = 6\n' + FACTOR.format(path="months", values=[2]), "4 or 8"),
        (HEAD + 'scenarios = ["histroy"]\n', "did you mean: history?"),
        (HEAD + 'outcomes = ["energy_mhw"]\n', "did you mean: energy_mwh?"),
        (HEAD + OWN.format(key="who", name="Nvidea"), "did you mean: Nvidia?"),
        (HEAD + OWN.format(key="item", name="rentl"), "did you mean: rental?"),
        (HEAD + OWN.format(key="apart_from", name="China"), "outcome mine, apart_from: unknown"),
        (HEAD + "replicatons = 3\n", "did you mean: replications?"),
        (HEAD.replace("study", "stud"), "did you mean: study?"),
        (HEAD + FACTOR.format(path="months", values=[2]) * 2, "named twice"),
        ("name =", "not readable as TOML"),
    ],
)
def test_a_slip_in_the_file_is_refused_before_anything_runs(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, text)
    assert cli.main(["study", str(file), "--out", str(tmp_path / "out")]) == cli.BAD_INPUT
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_list_factors_must_be_of_one_length(tmp_path: Path) -> None:
    text = HEAD + 'design = "list"\n' + FACTOR.format(path="months", values=[2, 3])
    file = written(tmp_path, text + FACTOR.format(path="startups.count", values=[40]))
    with pytest.raises(InputProblem, match=r"months has 2, startups\.count has 1"):
        point_values(read_study(file), "a test")


def test_designs_cover_what_they_promise(tmp_path: Path) -> None:
    grid = HEAD + FACTOR.format(path="months", values=[2, 3])
    file = written(tmp_path, grid + FACTOR.format(path="startups.count", values=[40, 50, 60]))
    study = read_study(file)
    assert len(point_values(study, "")) == 6
    sampled = study.model_copy(update={"design": "latin_hypercube", "points": 12})
    values = point_values(sampled, "")
    assert [sum(point[1] == count for point in values) for count in (40, 50, 60)] == [4, 4, 4]
    assert values == point_values(sampled, "")
    assert (unit_points(sampled, "") != unit_points(sampled.model_copy(update={"seed": 2}), "")).any()
    assert len(point_values(study.model_copy(update={"design": "morris", "points": 3}), "")) == 9
    assert len(point_values(study.model_copy(update={"design": "saltelli", "points": 4}), "")) == 16


def test_a_factor_maps_its_range_whole() -> None:
    whole = Factor(path="months", low=2, high=4, kind="integer")
    assert [whole.value_at(share) for share in (0.0, 0.34, 0.999, 1.0)] == [2, 3, 4, 4]
    log = Factor(path="x", low=1.0, high=100.0, kind="log")
    assert log.value_at(0.5) == pytest.approx(10.0)


def test_a_study_is_written_as_it_is_read(tmp_path: Path) -> None:
    own = '[[outcome]]\nname = "rent"\nmetric = "revenue_usd"\nitem = ["rental"]\nover = "peak"\n'
    study = read_study(written(tmp_path, HEAD + FACTOR.format(path="months", values=[2, 3]) + own))
    assert read_study(written(tmp_path, study_toml(study))) == study


def test_outcomes_add_up_rows_and_then_months() -> None:
    recorder = Recorder()
    for month, usd, other in ((0, [1.0, 2.0, 50.0], None), (1, [5.0, None, None], 99.0)):
        rows = MonthOfMetrics()
        for metric, who, values in (
            ("revenue_usd", ("Azure", "AWS", "Nvidia"), usd),
            ("other", ("Azure",), [other]),
        ):
            value = np.array([[0.0 if one is None else one for one in values]])
            present = np.array([[one is not None for one in values]])
            rows.add(Block(metric, "USD", who, ("rental",), item_first=False, pairs=False), value, present)
        recorder.add(month, date(2022, 1 + month, 1), rows)
    rent = {"metric": "revenue_usd", "item": ("rental",), "apart_from": ("Nvidia",)}
    outcomes = [Outcome(name=over.value, over=over, **rent) for over in Over]
    found = measure_outcomes(outcomes, recorder, 0)
    assert found == {"sum": 8.0, "mean": 4.0, "peak": 5.0, "last": 5.0, "last_year": 4.0}
    nothing = [Outcome(name="none", metric="revenue_usd", who=("Nobody",), over=over) for over in Over]
    assert measure_outcomes(nothing[:1], recorder, 0) == {"none": 0.0}


def test_equal_worlds_have_one_key_and_others_have_not(tmp_path: Path) -> None:
    text = HEAD + "replications = 2\n" + FACTOR.format(path="months", values=[2, 2, 1])
    keys = list(Plan(read_study(written(tmp_path, text)), "").run_keys())
    assert keys[:2] == keys[2:4]
    assert len(set(keys)) == 4


def test_the_folder_of_another_study_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "out")
    assert cli.main(["study", str(written(tmp_path, HEAD)), "--out", out, "--workers", "1"]) == cli.DONE
    other = written(tmp_path, HEAD.replace("tried", "other"))
    assert cli.main(["study", str(other), "--out", out]) == cli.BAD_INPUT
    assert "holds another study: its study is 'tried'" in capsys.readouterr().err
    changed = written(tmp_path, HEAD + FACTOR.format(path="months", values=[2]))
    assert cli.main(["study", str(changed), "--out", out]) == cli.BAD_INPUT
    assert "its factors is none" in capsys.readouterr().err
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.png").touch()
    assert cli.main(["study", str(changed), "--out", str(tmp_path / "photos")]) == cli.BAD_INPUT
    assert "holds something that is not a study" in capsys.readouterr().err


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "a/b"])
def test_a_shard_that_is_none_is_refused(shard: str, tmp_path: Path) -> None:
    assert cli.main(["study", str(written(tmp_path, HEAD)), "--shard", shard]) == cli.BAD_INPUT


def test_a_full_disk_stops_the_study_and_keeps_what_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from experiments.study import parts

    real, written_parts = parts.pq.write_table, []

    def fills_up(table: object, path: Path, **options: object) -> None:
        written_parts.append(path)
        if len(written_parts) > 5:
            raise OSError(28, "No space left on device", str(path))
        real(table, path, **options)

    monkeypatch.setattr(parts.pq, "write_table", fills_up)
    out = tmp_path / "out"
    command = ["study", str(study_file(tmp_path)), "--out", str(out), "--workers", "1"]
    assert cli.main(command) == cli.FAILED
    assert "No space left on device; what is stored is kept" in capsys.readouterr().err
    kept = stored_runs(out)
    assert 0 < kept < RUNS
    assert not list(out.glob("parts/.partial-*"))
    monkeypatch.undo()
    assert cli.main(command) == cli.DONE
    assert len(load(out)) == RUNS


def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    out = tmp_path / "out"
    # Runs long enough that a busy machine cannot end the study before the signal arrives.
    file = study_file(tmp_path, months=24)
    command = [sys.executable, "-m", "experiments", "study", str(file), "--out", str(out)]
    study = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    wait_for_runs(out, 4)
    os.killpg(study.pid, signal.SIGINT)
    printed, errors = study.communicate(timeout=30)
    assert study.returncode == cli.INTERRUPTED, errors.decode()
    assert "Interrupted; what is stored is kept" in errors.decode()
    assert f"{stored_runs(out)} of {RUNS} runs done" in printed.decode()
    assert "Traceback" not in errors.decode()
    assert 4 <= stored_runs(out) < RUNS


def test_ctrl_c_in_this_process_keeps_what_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from experiments.study import worker

    make_runs = worker.make_runs

    def up_to_the_fourth(jobs: Sequence[Job], **options: Any) -> Iterator[Made]:
        for made in make_runs(jobs, **options):
            if jobs[made.job].seed == 4:
                raise KeyboardInterrupt
            yield made

    monkeypatch.setattr(worker, "make_runs", up_to_the_fourth)
    out = tmp_path / "out"
    command = ["study", str(study_file(tmp_path)), "--out", str(out), "--workers", "1"]
    assert cli.main(command) == cli.INTERRUPTED
    assert stored_runs(out) == 3
    assert f"3 of {RUNS} runs done" in capsys.readouterr().out


def test_status_counts_and_sql_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = str(study_file(tmp_path)), str(tmp_path / "out")
    assert cli.main(["study", file, "--out", out, "--status"]) == cli.BAD_INPUT
    assert cli.main(["study", file, "--out", out, "--workers", "1", "--shard", "1/4"]) == cli.DONE
    capsys.readouterr()
    assert cli.main(["study", file, "--out", out, "--status"]) == cli.DONE
    assert "10 of 40 runs done, 0 failed, 30 left" in capsys.readouterr().out
    assert cli.main(["results", out]) == cli.DONE
    assert "10 runs done, 30 runs missing" in capsys.readouterr().out
    query = 'select "use.system_power_factor" as factor, count(*) as n from outcomes group by 1 order by 1'
    assert cli.main(["results", out, "--csv", "--sql", query]) == cli.DONE
    assert capsys.readouterr().out.splitlines()[0] == "factor,n"
    assert cli.main(["results", out, "--sql", "select nothing"]) == cli.BAD_INPUT
    assert cli.main(["results", str(tmp_path / "none")]) == cli.BAD_INPUT
    assert load(out, frame="polars").shape == load(out).shape
