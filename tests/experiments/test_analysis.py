"""Sensitivity and discovery find what was put into invented results."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from experiments.analysis.discovery import Question, discover
from experiments.analysis.sensitivity import analyse_sensitivity
from experiments.batches import Job, Made
from experiments.study import session as sessions
from experiments.study import worker
from experiments.study.definition import read_study
from experiments.study.session import Session
from model.inputs.problems import InputProblem

STUDY = """
[study]
name = "invented"
settings = ["startups.count=40", "months=1"]
scenarios = ["history", "{other}"]
design = "{design}"
points = {points}
outcomes = ["energy_mwh", "startups_alive"]
[[factor]]
path = "use.system_power_factor"
low = 1.0
high = 2.0
[[factor]]
path = "choice.price_sensitivity"
low = 0.0
high = 1.0
[[factor]]
path = "strategies.Nvidia"
values = ["chip_only", "dgx_cloud"]
"""


@pytest.fixture
def invented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], Path]:
    """Studies whose outcome is a formula of the first two factors, the third being idle."""
    other = 'extends = "history"\nname = "other"\nmonths = 1\n[use]\nidle_power_share = 0.2\n'
    (tmp_path / "other.toml").write_text(other)

    def formula(outcomes: object, record: "_Invented", run: int) -> dict[str, float]:
        power, price = record.scenario.use.system_power_factor - 1.0, record.scenario.choice.price_sensitivity
        hurt = -1.0 if record.scenario.name == "history" and power > 0.6 and price < 0.5 else 1.0
        return {"energy_mwh": 3 * power + price, "startups_alive": 0.0 if record.is_other else hurt}

    def made_up(jobs: Sequence[Job], **_: object) -> Iterator[Made]:
        for place, job in enumerate(jobs):
            yield Made(place, cast(Any, _Invented(job.scenario, job.seed)), 0)

    monkeypatch.setattr(worker, "make_runs", made_up)
    monkeypatch.setattr(worker, "measure_outcomes", formula)

    def make(design: str, points: int) -> Path:
        file = tmp_path / f"{design}.toml"
        file.write_text(STUDY.format(design=design, points=points, other="other.toml"))
        out = tmp_path / design
        sessions.run_session(Session(read_study(file), file, out, "a test", workers=1))
        return out

    return make


class _Invented:
    """A batch of one run that hands itself to the formula as its recorder."""

    residual_money, residual_chips = [0.0], [0]

    def __init__(self, scenario: object, seed: int) -> None:
        self.scenario, self.seed = scenario, seed
        self.is_other = scenario.name == "other"
        self.recorder = self


def test_sobol_finds_the_shares_of_variance(invented: Callable[[str, int], Path]) -> None:
    found = analyse_sensitivity(invented("saltelli", 128), ["energy_mwh"])
    total = found.indices[found.indices["index"] == "total"].set_index("factor")["value"]
    assert total["use.system_power_factor"] == pytest.approx(0.9, abs=0.05)
    assert total["choice.price_sensitivity"] == pytest.approx(0.1, abs=0.03)
    assert total["strategies.Nvidia"] == pytest.approx(0.0, abs=1e-9)
    assert (found.indices["half_width"] < 0.35).all()


def test_morris_finds_the_slopes(invented: Callable[[str, int], Path]) -> None:
    found = analyse_sensitivity(invented("morris", 6), ["energy_mwh"])
    effect = found.indices[found.indices["index"] == "effect"].set_index("factor")["value"]
    ratio = effect["use.system_power_factor"] / effect["choice.price_sensitivity"]
    assert ratio == pytest.approx(3.0)
    assert effect["strategies.Nvidia"] == 0.0


def test_indices_need_a_design_made_for_them(invented: Callable[[str, int], Path]) -> None:
    with pytest.raises(InputProblem, match="from which no indices follow"):
        analyse_sensitivity(invented("latin_hypercube", 4))


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning", "ignore::FutureWarning")
def test_discovery_finds_the_corner_where_cases_lie(invented: Callable[[str, int], Path]) -> None:
    pytest.importorskip("ema_workbench", reason="DISCOVERY IS NOT TESTED: extra `discover` is not installed")
    found = discover(invented("latin_hypercube", 160), Question(outcome="startups_alive"))
    assert str(found.question) == "change of startups_alive from other to history below 0"
    assert found.futures["case"].mean() == pytest.approx(0.2, abs=0.08)
    assert found.best is not None
    assert found.best.density > 0.85
    assert found.best.coverage > 0.85
    limits = {limit.factor: limit for limit in found.best.limits}
    assert limits["use.system_power_factor"].low == pytest.approx(1.6, abs=0.06)
    assert limits["choice.price_sensitivity"].high == pytest.approx(0.5, abs=0.06)
    assert "strategies.Nvidia" not in limits


def test_a_question_without_cases_says_what_the_values_are(invented: Callable[[str, int], Path]) -> None:
    folder = invented("latin_hypercube", 16)
    with pytest.raises(InputProblem, match="values run from"):
        discover(folder, Question(outcome="energy_mwh", limit=-100.0))
    with pytest.raises(InputProblem, match="did you mean: energy_mwh"):
        discover(folder, Question(outcome="energy_mhw"))
