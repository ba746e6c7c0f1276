"""One small what-if, run once for all tests: no rise of A100's list price in June 2022."""

from pathlib import Path

import pytest

from experiments.atomic_write import AtomicFolder
from experiments.whatif.comparison import Answer, Question, answer
from experiments.whatif.report import Render, write_report
from experiments.whatif.sequential import PairPlan
from model.inputs.scenario import Scenario, load_scenario, scenario_from

SMALL = ("months=9", "startups.count=60")
PAIRS = 3


class Silent:
    """Progress that nobody watches."""

    def begin(self, total: int, label: str = "") -> None: ...

    def advance(self, steps: int = 1, at: str = "") -> None: ...

    def say(self, text: str) -> None: ...


def small_history() -> Scenario:
    return load_scenario("history", SMALL)


def changed(name: str, **changes: object) -> Scenario:
    content = {"extends": "history", "name": name, "months": 9, "startups": {"count": 60}, **changes}
    return scenario_from(content, "a test")


def asked(*whatifs: Scenario, pairs: int = PAIRS, workers: int = 1) -> Answer:
    question = Question(small_history(), whatifs, PairPlan(1, pairs), workers)
    return answer(question, Silent())


def written(found: Answer, out: Path, command: str = "", render: Render | None = None) -> Path:
    """The folder of a report."""
    with AtomicFolder(out) as folder:
        return write_report(folder, found, command, 1.0, render)


@pytest.fixture(scope="session")
def small_answer() -> Answer:
    no_rise = changed("no-rise", question="What if A100 had not risen?", remove=["A100_list_raised"])
    return asked(no_rise, changed("the-same"))
