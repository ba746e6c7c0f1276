"""The report is one page that needs nothing else, in light and dark, with its pictures beside it."""

import re
from pathlib import Path

import pytest

from experiments.whatif.answers import sentences
from experiments.whatif.comparison import Answer
from tests.experiments.whatif.conftest import small_answer, written  # noqa: F401 - a fixture
from viz.pair_charts import PAIR_CHARTS
from viz.report import render_report


@pytest.fixture(scope="module")
def folder(small_answer: Answer, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    out = tmp_path_factory.mktemp("report") / "mine"
    return written(small_answer, out, "uv run -m experiments whatif no-rise <&>", render_report)


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


def test_nothing_is_fetched(page: str) -> None:
    assert not re.findall(r"""(?:src|srcset|href|action)\s*=\s*["'](?!data:)""", page)
    assert not re.findall(r"<(?:link|script|iframe|object|embed)\b|@import|url\(", page)


def test_answers_come_before_every_table_and_picture(page: str, small_answer: Answer) -> None:  # noqa: F811
    said = sentences(small_answer.comparisons[0]).gains
    assert 0 < page.index(said) < min(page.index("<table"), page.index("<img"))


def test_every_picture_is_there_twice_and_as_a_file(page: str, folder: Path) -> None:
    pictures = {path.stem for path in (folder / "charts").glob("*.png")}
    assert pictures == {f"no-rise-{name}" for name in PAIR_CHARTS} | {
        f"the-same-{name}" for name in PAIR_CHARTS if name not in ("effects", "over-time")
    }
    assert page.count("<img ") == page.count('prefers-color-scheme: dark)" srcset') == len(pictures)


def test_tells_parting_changes_seeds_versions_and_command(page: str) -> None:
    for told in (
        "First differences",
        "every payment is the same in both runs",
        "policies.A100_list_raised.factor",
        "seeds 1-3",
        "Python 3.",
        "whatif no-rise &lt;&amp;&gt;",
        "Side by side",
        "parent: history",
    ):
        assert told in page
