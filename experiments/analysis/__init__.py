"""What a study's results say: which factors matter, and where in their space something happens."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.analysis.discovery import Discovery
    from experiments.analysis.sensitivity import Sensitivity

type DrawAnalysis = Callable[["Sensitivity | Discovery", Path], None]
"""Writes the picture of what was found to a file."""
