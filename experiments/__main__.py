"""`uv run -m experiments`: the one place that hands the pictures to the command line."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from experiments import cli
from experiments.options import Drawing


def draw_charts(*results: Any) -> None:
    """Draw every chart of a results folder."""
    from viz.results import draw_results

    draw_results(*results)


def draw_report(*report: Any) -> None:
    """Write the page and the pictures of a what-if into its folder."""
    from viz.report import render_report

    render_report(*report)


def draw_analysis(*analysis: Any) -> None:
    """Write the picture of a sensitivity or a discovery."""
    from viz.analysis_charts import draw_analysis as draw

    draw(*analysis)


def draw_validation(folder: Path) -> Sequence[Path]:
    """Draw the pictures of a validation into its folder."""
    from viz.validation_charts import draw_all

    return draw_all(folder)


PICTURES = Drawing(draw_charts, draw_report, draw_analysis, draw_validation)

if __name__ == "__main__":
    sys.exit(cli.main(drawing=PICTURES))
