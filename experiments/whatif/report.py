"""Writes a report: tables, scenarios and manifest here, pages and pictures by whoever can draw."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.atomic_write import AtomicFolder
from experiments.provenance import provenance
from experiments.run import describe_seeds
from experiments.whatif.comparison import Answer
from experiments.whatif.effects import median_variance_reduction
from experiments.whatif.tables import effects_frame, months_frame, pairs_frame


@dataclass(frozen=True, slots=True)
class Report:
    """What a page shows: the answer, every month of every run, and where it comes from."""

    answer: Answer
    months: pd.DataFrame
    command: str
    facts: dict[str, Any]


Render = Callable[[Report, Path], None]
"""Writes report.html and charts/*.png of a report into a folder."""


def write_report(
    folder: AtomicFolder, answer: Answer, command: str, wall_seconds: float, render: Render | None
) -> Path:
    """Fill an open report folder, publish it and return its final path."""
    facts = _facts(answer, command, wall_seconds)
    report = Report(answer, months_frame(answer), command, facts)
    _write_tables(report, folder.partial)
    for scenario in (answer.question.baseline, *answer.question.whatifs):
        path = folder.partial / f"{safe_name(scenario.name)}.toml"
        path.write_text(scenario.to_toml(), encoding="utf-8")
    if render is not None:
        render(report, folder.partial)
    return folder.publish(facts)


def safe_name(scenario: str) -> str:
    """Return a scenario's name as part of a file name."""
    kept = "".join(letter if letter.isalnum() or letter in "._-" else "-" for letter in scenario)
    return kept.strip("-.") or "scenario"


def _write_tables(report: Report, folder: Path) -> None:
    effects = effects_frame(report.answer)
    effects.to_csv(folder / "effects.csv", index=False)
    effects.to_parquet(folder / "effects.parquet", index=False)
    pairs_frame(report.answer).to_parquet(folder / "pairs.parquet", index=False)
    names = ["world", "group", "who"]
    compact = report.months.astype(dict.fromkeys(names, "category"))
    compact.to_parquet(folder / "months.parquet", index=False, compression="zstd")


def _facts(answer: Answer, command: str, wall_seconds: float) -> dict[str, Any]:
    question = answer.question
    return {
        "command": command,
        "baseline": question.baseline.name,
        "whatifs": [whatif.name for whatif in question.whatifs],
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "wall_seconds": round(wall_seconds, 1),
        "workers": question.workers,
        "seeds": answer.seeds,
        "described_seeds": describe_seeds(answer.seeds),
        "pairs": len(answer.seeds),
        "stopped": answer.stop.reason,
        "months": question.baseline.months,
        "startups": question.baseline.startups.count,
        "median_variance_reduction": {
            comparison.whatif.name: median_variance_reduction(comparison.effects)
            for comparison in answer.comparisons
        },
        **provenance(),
    }
