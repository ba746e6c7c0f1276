"""Calibration: what the record says, how far the market is from it, and which parameters agree with it."""

from collections.abc import Callable, Sequence
from pathlib import Path

type DrawValidation = Callable[[Path], Sequence[Path]]
"""Draws what the tables of a validation's folder hold, into that folder; returns the pictures."""
